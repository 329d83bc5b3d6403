extension MachineReader {
  /// Reads what a machine tells beyond ``read(root:allowed:)``, below a root folder, which is `/` but in
  /// tests.
  package static func details(root: String = "/") -> MachineDetails {
    var details = MachineDetails()
    details.groups = groups(root)
    readCPUs(root, &details)
    details.nodes = nodes(root)
    details.numaBalancing = TextFile.integer(root, "proc/sys/kernel/numa_balancing")
    let cpus = details.online?.cpus ?? []
    details.caches = caches(root, cpus)
    details.frequencies = frequencies(root, cpus)
    details.pstateStatus = TextFile.line(root, "\(cpuFolder)/intel_pstate/status")
    readHeat(root, cpus, &details)
    details.load = load(root)
    details.ticks = ticks(root)
    for kind in ["cpu", "memory", "io"] { details.pressure[kind] = pressure(root, kind) }
    readSwap(root, &details)
    details.hugePageDefragmentation = TextFile.line(root, "sys/kernel/mm/transparent_hugepage/defrag")
      .flatMap(chosen)
    details.clockSources =
      TextFile.line(root, "sys/devices/system/clocksource/clocksource0/available_clocksource")?
      .split(separator: " ").map(String.init) ?? []
    readKernel(root, &details)
    return details
  }

  private static let cpuFolder = "sys/devices/system/cpu"

  /// A list of CPUs; an empty file is the empty set, a missing one nil.
  private static func set(_ root: String, _ path: String) -> CPUSet? {
    TextFile.read(root, path).flatMap { CPUSet(parsing: $0) }
  }

  private static func readCPUs(_ root: String, _ details: inout MachineDetails) {
    details.present = set(root, "\(cpuFolder)/present")
    details.online = set(root, "\(cpuFolder)/online") ?? countedCPUs(root)
    details.offline = set(root, "\(cpuFolder)/offline")
    // A kernel without the option has no file, one where it is not used has an empty one or `(null)`.
    details.tickless = TextFile.read(root, "\(cpuFolder)/nohz_full").flatMap { text in
      TextFile.trim(text) == "(null)" ? CPUSet([]) : CPUSet(parsing: text)
    }
    details.smtControl = TextFile.line(root, "\(cpuFolder)/smt/control")
    var capacities: [Int: [Int]] = [:]
    for cpu in details.online?.cpus ?? [] {
      guard let capacity = TextFile.integer(root, "\(cpuFolder)/cpu\(cpu)/cpu_capacity") else { continue }
      capacities[capacity, default: []].append(cpu)
    }
    details.capacities = capacities.sorted { $0.key > $1.key }.map {
      MachineDetails.Capacity(cpus: CPUSet($0.value), capacity: $0.key)
    }
  }

  /// The CPUs for which the kernel counts ticks: those that are online; nil where it does not tell.
  static func countedCPUs(_ root: String) -> CPUSet? {
    let lines = (TextFile.read(root, "proc/stat") ?? "").split(separator: "\n")
    let cpus = lines.compactMap { line -> Int? in
      guard line.hasPrefix("cpu"), let name = line.split(separator: " ").first else { return nil }
      return Int(name.dropFirst(3))
    }
    return cpus.isEmpty ? nil : CPUSet(cpus)
  }

  private static func nodes(_ root: String) -> [MachineDetails.Node] {
    let folder = "sys/devices/system/node"
    let numbers = TextFile.names(root, folder).compactMap { name in
      name.hasPrefix("node") ? Int(name.dropFirst(4)) : nil
    }
    return numbers.sorted().map { id in
      var bytes: [Substring: Int64] = [:]
      // `Node 0 MemTotal:  1000 kB`
      for line in (TextFile.read(root, "\(folder)/node\(id)/meminfo") ?? "").split(separator: "\n") {
        let fields = line.split(whereSeparator: { $0 == " " || $0 == ":" })
        if fields.count >= 4, let value = Int64(fields[3]) { bytes[fields[2]] = value * 1024 }
      }
      let distances = TextFile.line(root, "\(folder)/node\(id)/distance")?.split(separator: " ") ?? []
      return MachineDetails.Node(
        id: id, cpus: set(root, "\(folder)/node\(id)/cpulist"), memoryBytes: bytes["MemTotal"],
        freeBytes: bytes["MemFree"], distances: distances.compactMap { Int($0) })
    }
  }

  private static func caches(_ root: String, _ cpus: [Int]) -> [MachineDetails.Caches] {
    var kinds: [MachineDetails.Caches] = []
    for cpu in cpus {
      for cache in caches(root, cpu: cpu) {
        let index = kinds.firstIndex {
          $0.level == cache.level && $0.type == cache.type && $0.bytes == cache.bytes
        }
        guard let index else {
          kinds.append(
            MachineDetails.Caches(
              level: cache.level, type: cache.type, bytes: cache.bytes, lineBytes: cache.lineBytes,
              sharedBy: [cache.sharedBy]))
          continue
        }
        if !kinds[index].sharedBy.contains(cache.sharedBy) { kinds[index].sharedBy.append(cache.sharedBy) }
      }
    }
    return kinds.sorted { ($0.level, $0.type, -$0.bytes) < ($1.level, $1.type, -$1.bytes) }
  }

  private static func frequencies(_ root: String, _ cpus: [Int]) -> [MachineDetails.Frequency] {
    var settings: [MachineDetails.Frequency] = []
    for cpu in cpus {
      let folder = "\(cpuFolder)/cpu\(cpu)/cpufreq"
      guard let governor = TextFile.line(root, "\(folder)/scaling_governor") else { continue }
      let current = TextFile.integer(root, "\(folder)/scaling_cur_freq")
      var entry = MachineDetails.Frequency(
        cpus: CPUSet([cpu]), governor: governor,
        driver: TextFile.line(root, "\(folder)/scaling_driver"),
        minimum: TextFile.integer(root, "\(folder)/scaling_min_freq"),
        maximum: TextFile.integer(root, "\(folder)/scaling_max_freq"),
        hardwareMinimum: TextFile.integer(root, "\(folder)/cpuinfo_min_freq"),
        hardwareMaximum: TextFile.integer(root, "\(folder)/cpuinfo_max_freq"), current: nil)
      if let index = settings.firstIndex(where: { $0.isSet(as: entry) }) {
        entry = settings.remove(at: index)
        entry.cpus = CPUSet(entry.cpus.cpus + [cpu])
      }
      if let current {
        let before = entry.current ?? current...current
        entry.current = min(before.lowerBound, current)...max(before.upperBound, current)
      }
      settings.append(entry)
    }
    return settings.sorted { ($0.cpus.cpus.first ?? 0) < ($1.cpus.cpus.first ?? 0) }
  }

  private static func readHeat(_ root: String, _ cpus: [Int], _ details: inout MachineDetails) {
    func total(_ name: String) -> Int? {
      let counts = cpus.compactMap {
        TextFile.integer(root, "\(cpuFolder)/cpu\($0)/thermal_throttle/\(name)_throttle_count")
      }
      return counts.isEmpty ? nil : counts.reduce(0, +)
    }
    details.coreThrottles = total("core")
    details.packageThrottles = total("package")
    let folder = "sys/class/thermal"
    details.temperatures = TextFile.names(root, folder).filter { $0.hasPrefix("thermal_zone") }.compactMap {
      guard let value = TextFile.integer(root, "\(folder)/\($0)/temp") else { return nil }
      return MachineDetails.Temperature(
        zone: TextFile.line(root, "\(folder)/\($0)/type") ?? $0, celsius: Double(value) / 1000)
    }
    let supplies = "sys/class/power_supply"
    var mains: [Bool] = []
    for name in TextFile.names(root, supplies)
    where TextFile.line(root, "\(supplies)/\(name)/type") == "Mains" {
      if let online = TextFile.integer(root, "\(supplies)/\(name)/online") { mains.append(online != 0) }
    }
    details.isOnBattery = mains.isEmpty ? nil : !mains.contains(true)
  }
}

extension MachineDetails.Frequency {
  /// Whether the clock of other CPUs is set as that of these.
  fileprivate func isSet(as other: MachineDetails.Frequency) -> Bool {
    governor == other.governor && driver == other.driver && minimum == other.minimum
      && maximum == other.maximum && hardwareMinimum == other.hardwareMinimum
      && hardwareMaximum == other.hardwareMaximum
  }
}
