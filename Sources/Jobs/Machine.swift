/// The machine as data: what placement, the worker ladder and the warnings need to know. Plans are made from
/// it, so that they can be tested on machines that we do not own.
package struct Machine: Sendable, Equatable {
  /// One logical CPU.
  package struct CPU: Sendable, Equatable {
    package var id: Int
    package var socket: Int
    /// Physical core, unique within its socket.
    package var core: Int
    /// NUMA node.
    package var node: Int

    package init(id: Int, socket: Int, core: Int, node: Int) {
      self.id = id
      self.socket = socket
      self.core = core
      self.node = node
    }
  }

  /// The CPUs that are online, by ascending id.
  package var cpus: [CPU]
  /// The ids of the CPUs that this process may use, ascending.
  package var allowed: [Int]
  /// The tightest CPU quota of all ancestor cgroups, in CPUs; nil where there is none.
  package var quota: Double?
  /// In bytes; nil where the machine does not tell.
  package var memory: Int?
  /// The tightest limit of memory of all ancestor cgroups, in bytes; nil where there is none.
  package var memoryLimit: Int?
  /// What programs can have at the moment without swapping, in bytes; nil where the machine does not tell.
  package var availableMemory: Int?

  package init(
    cpus: [CPU], allowed: [Int], quota: Double? = nil, memory: Int? = nil, memoryLimit: Int? = nil,
    availableMemory: Int? = nil
  ) {
    self.cpus = cpus
    self.allowed = allowed
    self.quota = quota
    self.memory = memory
    self.memoryLimit = memoryLimit
    self.availableMemory = availableMemory
  }

  /// The CPUs that affinity and every quota allow, at least 1: the L of the worker ladder.
  package var usableCPUs: Int {
    guard let quota else { return max(1, allowed.count) }
    return max(1, min(allowed.count, Int(quota.rounded(.down))))
  }

  /// The memory that the machine and every cgroup allow, in bytes; nil where neither is known.
  package var usableMemory: Int? {
    [memory, memoryLimit].compactMap(\.self).min()
  }

  /// The physical cores among the allowed CPUs, at least 1.
  package var physicalCores: Int {
    let permitted = Set(allowed)
    let cores = Set(cpus.filter { permitted.contains($0.id) }.map { [$0.socket, $0.core] })
    return max(1, cores.count)
  }

  /// The worker counts of `workers: auto`: with L usable CPUs every count up to min(8, L), then
  /// 12, 16, 24, 32, 48, … below L, the physical cores, and L.
  package var workerLadder: [Int] {
    let limit = usableCPUs
    var counts = Set(1...min(8, limit))
    var power = 8
    while power < limit {
      for count in [power + power / 2, power * 2] where count < limit { counts.insert(count) }
      power *= 2
    }
    counts.insert(min(physicalCores, limit))
    counts.insert(limit)
    return counts.sorted()
  }
}
