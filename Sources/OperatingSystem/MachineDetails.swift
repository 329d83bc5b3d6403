/// What a machine tells beyond what plans need: the rest of its CPUs and memory, and all that is known to
/// disturb measurements; nil, or empty, where it does not tell.
package struct MachineDetails: Equatable, Sendable {
  /// A control group of this process, or one above it.
  package struct Group: Equatable, Sendable {
    /// 1 or 2.
    package var version: Int
    /// Such as `cpu` in version 1; nil in version 2, where all are one.
    package var controller: String?
    /// Below the top that can be seen: `/`, `/user.slice/job`.
    package var path: String
    /// CPUs' worth of time; nil where it sets no quota.
    package var quota: Double?
    /// Bytes; nil where it sets no limit.
    package var memoryLimitBytes: Int64?
    /// The CPUs that its cpuset leaves.
    package var cpus: CPUSet?
    /// Periods of the quota so far, and those in which it held processes back.
    package var periods: Int?
    package var throttledPeriods: Int?
  }

  /// Caches of one kind: same level, type and size.
  package struct Caches: Equatable, Sendable {
    /// 1, 2, 3.
    package var level: Int
    /// `Data`, `Instruction` or `Unified`.
    package var type: String
    /// Bytes of each.
    package var bytes: Int
    /// Bytes of a line.
    package var lineBytes: Int?
    /// For each of them the CPUs that share it.
    package var sharedBy: [CPUSet]
  }

  /// CPUs whose clock is set in the same way.
  package struct Frequency: Equatable, Sendable {
    package var cpus: CPUSet
    /// Such as `performance`.
    package var governor: String?
    package var driver: String?
    /// The bounds that are set, kHz.
    package var minimum: Int?
    package var maximum: Int?
    /// The bounds of the hardware, kHz.
    package var hardwareMinimum: Int?
    package var hardwareMaximum: Int?
    /// The lowest and the highest clock of these CPUs at this moment, kHz.
    package var current: ClosedRange<Int>?
  }

  /// CPUs of one speed.
  package struct Capacity: Equatable, Sendable {
    package var cpus: CPUSet
    /// 1024 is the fastest kind of the machine.
    package var capacity: Int
  }

  /// A NUMA node.
  package struct Node: Equatable, Sendable {
    package var id: Int
    package var cpus: CPUSet?
    package var memoryBytes: Int64?
    package var freeBytes: Int64?
    /// Relative distances to all nodes, in their order; 10 is itself.
    package var distances: [Int]
  }

  /// A share of all CPU time since the start of the machine, 0 to 1.
  package struct Ticks: Equatable, Sendable {
    package var steal: Double
    package var interrupts: Double
    package var softInterrupts: Double
  }

  /// Running programs.
  package struct Load: Equatable, Sendable {
    /// Means of processes that ran or waited, of 1, 5 and 15 minutes.
    package var averages: [Double]
    /// Processes and threads that can run now, the one that asks included.
    package var runnable: Int
    package var total: Int
  }

  /// A weakness of the processor and what the kernel does about it.
  package struct Vulnerability: Equatable, Sendable {
    package var name: String
    package var state: String
  }

  /// A temperature.
  package struct Temperature: Equatable, Sendable {
    package var zone: String
    package var celsius: Double
  }

  // CPUs.
  /// CPUs that the machine has or could have now.
  package var present: CPUSet?
  package var online: CPUSet?
  package var offline: CPUSet?
  /// CPUs without the kernel's regular tick (`nohz_full`).
  package var tickless: CPUSet?
  /// Kinds of CPUs where they differ in speed.
  package var capacities: [Capacity] = []
  /// `on`, `off`, `forceoff`, `notsupported`.
  package var smtControl: String?
  package var groups: [Group] = []
  package var caches: [Caches] = []
  package var nodes: [Node] = []
  /// The kernel moves pages between nodes: 0 off.
  package var numaBalancing: Int?

  // Clock frequency, heat, power.
  package var frequencies: [Frequency] = []
  /// `active`, `passive`, `off`.
  package var pstateStatus: String?
  /// Times that CPUs were slowed down for heat since the start, all together.
  package var coreThrottles: Int?
  package var packageThrottles: Int?
  package var temperatures: [Temperature] = []
  /// Whether a battery feeds it.
  package var isOnBattery: Bool?

  // Other programs.
  package var load: Load?
  package var ticks: Ticks?
  /// Percent of the last 10 s in which some process waited for `cpu`, `memory` or `io`.
  package var pressure: [String: Double] = [:]

  // Memory.
  package var swapTotalBytes: Int64?
  /// Pages since the start.
  package var pagesSwappedIn: Int?
  package var pagesSwappedOut: Int?
  package var swappiness: Int?
  /// `always`, `defer`, `madvise`, `never`.
  package var hugePageDefragmentation: String?

  // Time, virtualisation, kernel.
  package var clockSources: [String] = []
  /// Whether the processor's counter runs steadily, also while it sleeps.
  package var hasSteadyCounter: Bool?
  /// The maker of the virtual machine or of the machine.
  package var vendor: String?
  package var product: String?
  /// `docker`, `podman`, `lxc`; nil where nothing tells of a container.
  package var container: String?
  /// Who may use hardware counters: -1 all, 2 only root beyond one's own programs, higher is stricter.
  package var perfEventParanoid: Int?
  package var vulnerabilities: [Vulnerability] = []
  /// What the kernel was started with.
  package var kernelArguments: String?

  /// A machine that tells nothing.
  package init() {}
}
