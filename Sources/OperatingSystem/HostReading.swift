/// What a machine tells about itself; nil where it does not.
package struct HostReading: Equatable, Sendable {
  /// One logical CPU that is online.
  package struct CPU: Equatable, Sendable {
    /// Its number.
    package var id: Int
    /// The socket.
    package var package: Int?
    /// The core, a number within its socket.
    package var core: Int?
    /// The NUMA node.
    package var node: Int?
    /// All logical CPUs of its core, itself included.
    package var siblings: [Int]

    /// A CPU with its place.
    package init(id: Int, package: Int?, core: Int?, node: Int?, siblings: [Int]) {
      self.id = id
      self.package = package
      self.core = core
      self.node = node
      self.siblings = siblings
    }
  }

  /// One level of cache of one CPU.
  package struct Cache: Equatable, Sendable {
    /// 1, 2, 3.
    package var level: Int
    /// `Data`, `Instruction` or `Unified`.
    package var type: String
    /// Bytes.
    package var bytes: Int
    /// Bytes of a line; nil where it is not told.
    package var lineBytes: Int?
    /// The CPUs that share it.
    package var sharedBy: CPUSet
  }

  /// The CPUs that are online, by number.
  package var cpus: [CPU] = []
  /// The CPUs on which this process may run.
  package var allowed: CPUSet?
  /// The CPUs' worth of time that the tightest quota allows, of our cgroup and all above it; nil
  /// where there is no quota.
  package var quota: Double?
  /// Memory, bytes.
  package var memoryBytes: Int64?
  /// The part of it that programs can have now without swapping, bytes.
  package var memoryAvailableBytes: Int64?
  /// The memory that the tightest cgroup allows, bytes; nil where none does.
  package var memoryLimitBytes: Int64?
  /// The caches of the first CPU.
  package var caches: [Cache] = []
  /// The name of the processor.
  package var modelName: String?
  /// The release of the kernel.
  package var kernel: String?
  /// The machine's name.
  package var hostName: String?
  /// Changes at each start of the machine.
  package var bootID: String?
  /// What sets the clock frequency, such as `performance`.
  package var governor: String?
  /// The driver of the clock frequency.
  package var frequencyDriver: String?
  /// Whether the processor may exceed its nominal frequency.
  package var turbo: Bool?
  /// Whether cores run several threads.
  package var smt: Bool?
  /// The mean number of running processes in the last minute.
  package var loadAverage: Double?
  /// What the kernel reads the time from.
  package var clockSource: String?
  /// Whether the processor tells that it runs below a hypervisor.
  package var isVirtual: Bool?
  /// How transparent huge pages are given: `always`, `madvise`, `never`.
  package var transparentHugePages: String?
  /// The kernel's randomisation of addresses: 0 off, 2 full.
  package var addressRandomisation: Int?
  /// Swap in use, bytes.
  package var swapUsedBytes: Int64?
  /// CPUs that the kernel keeps free of other processes; empty where there are none.
  package var isolated: CPUSet?

  /// A machine that tells nothing.
  package init() {}
}
