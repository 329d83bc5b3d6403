internal import Expressions
internal import Jobs
internal import OperatingSystem

/// The facts of what a machine is: itself, its CPUs, its memory.
struct HostPlaces {
  let reading: HostReading
  let details: MachineDetails
  let machine: Machine

  var facts: [HostFact] { machineFacts + cpuFacts + groupFacts + cacheFacts + memoryFacts }

  private var machineFacts: [HostFact] {
    let maker = [details.vendor, details.product].compactMap(\.self).joined(separator: " ")
    return [
      HostFact(HostFacts.machine, "host", reading.hostName),
      HostFact(HostFacts.machine, "made by", maker.isEmpty ? nil : maker),
      HostFact(HostFacts.machine, "processor", reading.modelName),
      HostFact(HostFacts.machine, "kernel", reading.kernel),
      HostFact(HostFacts.machine, "virtual machine", reading.isVirtual.map { $0 ? "yes" : "no" }),
      HostFact(HostFacts.machine, "container", details.container),
    ]
  }

  private var cpuFacts: [HostFact] {
    let quota = details.groups.contains { $0.quota != nil } || reading.quota != nil
    return [
      HostFact(HostFacts.cpus, "present", Self.list(details.present)),
      HostFact(HostFacts.cpus, "online", Self.list(details.online)),
      HostFact(HostFacts.cpus, "allowed by affinity", Self.list(reading.allowed)),
      HostFact(
        HostFacts.cpus, "allowed by quotas",
        quota ? reading.quota.map(HostSizes.cpus) : details.groups.isEmpty ? nil : "no quota"),
      HostFact(HostFacts.cpus, "usable by a sweep", String(machine.usableCPUs)),
      HostFact(HostFacts.cpus, "isolated", Self.list(reading.isolated)),
      HostFact(HostFacts.cpus, "without a tick", Self.list(details.tickless)),
      HostFact(HostFacts.cpus, "sockets", HostTopology.sockets(reading).map(String.init)),
      HostFact(HostFacts.cpus, "physical cores", HostTopology.cores(reading).map(String.init)),
      HostFact(HostFacts.cpus, "threads of a core", threads),
      HostFact(HostFacts.cpus, "NUMA nodes", nodes),
    ]
  }

  /// The groups that bound this process, ours first.
  private var groupFacts: [HostFact] {
    details.groups.compactMap { group in
      var parts: [String] = []
      if let quota = group.quota { parts.append("quota \(HostSizes.cpus(quota))") }
      if let bytes = group.memoryLimitBytes { parts.append("memory \(Quantity.printedSize(Double(bytes)))") }
      if let cpus = group.cpus, !cpus.isEmpty { parts.append("CPUs \(cpus)") }
      guard !parts.isEmpty else { return nil }
      let name = "cgroup \(group.path)" + (group.controller.map { " (\($0), version 1)" } ?? "")
      return HostFact(HostFacts.cpus, name, parts.joined(separator: ", "))
    }
  }

  private var cacheFacts: [HostFact] {
    guard !details.caches.isEmpty else { return [HostFact(HostFacts.cpus, "caches", nil)] }
    return details.caches.map { cache in
      let letter = ["Data": "d", "Instruction": "i"][cache.type] ?? ""
      var text = "\(cache.sharedBy.count) × \(Quantity.printedSize(Double(cache.bytes)))"
      if let line = cache.lineBytes { text += ", lines of \(line) B" }
      let sharers = Set(cache.sharedBy.map(\.count)).sorted()
      if let most = sharers.last, most > 1 {
        text += ", each for \(sharers.map(String.init).joined(separator: " or ")) CPUs"
        if cache.sharedBy.count <= 4 {
          text += " (\(cache.sharedBy.map(\.description).joined(separator: "; ")))"
        }
      } else {
        text += ", each for 1 CPU"
      }
      return HostFact(HostFacts.cpus, "cache L\(cache.level)\(letter)", text)
    }
  }

  private var memoryFacts: [HostFact] {
    let limit: String? =
      reading.memoryLimitBytes.map { Quantity.printedSize(Double($0)) }
      ?? (details.groups.isEmpty ? nil : "no limit")
    let swap: String? = details.swapTotalBytes.map { total in
      guard total > 0 else { return "none" }
      let used = reading.swapUsedBytes.map { ", \(Quantity.printedSize(Double($0))) in use" } ?? ""
      return Quantity.printedSize(Double(total)) + used
    }
    return [
      HostFact(HostFacts.memory, "total", machine.memory.map { Quantity.printedSize(Double($0)) }),
      HostFact(
        HostFacts.memory, "available", reading.memoryAvailableBytes.map { Quantity.printedSize(Double($0)) }),
      HostFact(HostFacts.memory, "limit of cgroups", limit),
      HostFact(HostFacts.memory, "swap", swap),
    ]
      + (details.nodes.count < 2
        ? []
        : details.nodes.map { node in
          let free = node.freeBytes.map { ", \(Quantity.printedSize(Double($0))) free" } ?? ""
          return HostFact(
            HostFacts.memory, "of node \(node.id)",
            node.memoryBytes.map { Quantity.printedSize(Double($0)) + free })
        })
  }

  /// `2 (0, 64)`: how many, and which where they differ.
  private var threads: String? {
    let counts = Set(reading.cpus.map(\.siblings.count)).sorted()
    guard HostTopology.cores(reading) != nil, !counts.isEmpty else { return nil }
    let text = counts.map(String.init).joined(separator: " or ")
    guard counts.last ?? 1 > 1, let first = reading.cpus.first(where: { $0.siblings.count > 1 }) else {
      return text
    }
    return "\(text) (\(CPUSet(first.siblings)) share the first such core)"
  }

  private var nodes: String? {
    guard !details.nodes.isEmpty else { return nil }
    guard details.nodes.count > 1 else { return "1" }
    let parts = details.nodes.map { "node \($0.id): \($0.cpus?.description ?? "not told")" }
    return "\(details.nodes.count) (\(parts.joined(separator: "; ")))"
  }

  private static func list(_ cpus: CPUSet?) -> String? {
    cpus.map { $0.isEmpty ? "none" : "\($0.count) (\($0))" }
  }
}

/// Counts of the topology; nil where a CPU does not tell its place.
enum HostTopology {
  static func sockets(_ reading: HostReading) -> Int? {
    let places = reading.cpus.map(\.package)
    guard !places.isEmpty, !places.contains(nil) else { return nil }
    return Set(places).count
  }

  /// The physical cores of the CPUs that are online.
  static func cores(_ reading: HostReading) -> Int? {
    guard !reading.cpus.isEmpty, reading.cpus.allSatisfy({ $0.core != nil }) else { return nil }
    return Set(reading.cpus.map { [$0.package ?? 0, $0.core ?? 0] }).count
  }

  static func nodes(_ details: MachineDetails) -> Int? {
    details.nodes.isEmpty ? nil : details.nodes.count
  }
}
