internal import Glibc

/// Reads what a machine is and what could disturb measurements on it.
package enum MachineReader {
  /// Reads `/proc` and `/sys` below a root folder, which is `/` but in tests.
  ///
  /// - Parameter allowed: the CPUs on which this process may run; nil asks the kernel.
  package static func read(root: String = "/", allowed: CPUSet? = nil) -> HostReading {
    var host = HostReading()
    host.cpus = cpus(root)
    host.allowed = allowed ?? (try? CPUSet.allowed())
    readControlGroups(root, &host)
    readMemory(root, &host)
    readFrequency(root, &host)
    readProcessor(root, &host)
    host.caches = caches(root, cpu: host.cpus.first?.id ?? 0)
    host.kernel = TextFile.line(root, "proc/sys/kernel/osrelease")
    host.hostName = TextFile.line(root, "proc/sys/kernel/hostname")
    host.bootID = TextFile.line(root, "proc/sys/kernel/random/boot_id")
    host.smt = TextFile.integer(root, "sys/devices/system/cpu/smt/active").map { $0 != 0 }
    host.loadAverage = TextFile.line(root, "proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) }
    host.clockSource = TextFile.line(root, "sys/devices/system/clocksource/clocksource0/current_clocksource")
    host.transparentHugePages = TextFile.line(root, "sys/kernel/mm/transparent_hugepage/enabled").flatMap(
      chosen)
    host.addressRandomisation = TextFile.integer(root, "proc/sys/kernel/randomize_va_space")
    host.isolated = TextFile.read(root, "sys/devices/system/cpu/isolated").flatMap { CPUSet(parsing: $0) }
    return host
  }

  /// The CPUs that are online, with their places.
  private static func cpus(_ root: String) -> [HostReading.CPU] {
    let folder = "sys/devices/system/cpu"
    // Some containers have no /sys; then the CPUs that the kernel counts ticks for are known, and no more.
    let listed = TextFile.line(root, "\(folder)/online").flatMap { CPUSet(parsing: $0) }
    guard let online = listed ?? countedCPUs(root) else { return [] }
    var nodes: [Int: Int] = [:]
    for name in TextFile.names(root, "sys/devices/system/node") where name.hasPrefix("node") {
      guard let node = Int(name.dropFirst(4)) else { continue }
      let list = TextFile.line(root, "sys/devices/system/node/\(name)/cpulist").flatMap {
        CPUSet(parsing: $0)
      }
      for cpu in list?.cpus ?? [] { nodes[cpu] = node }
    }
    return online.cpus.map { cpu in
      let topology = "\(folder)/cpu\(cpu)/topology"
      let siblings =
        TextFile.line(root, "\(topology)/core_cpus_list")
        ?? TextFile.line(root, "\(topology)/thread_siblings_list")
      return HostReading.CPU(
        id: cpu, package: place(root, "\(topology)/physical_package_id"),
        core: place(root, "\(topology)/core_id"),
        node: nodes[cpu], siblings: siblings.flatMap { CPUSet(parsing: $0) }?.cpus ?? [cpu])
    }
  }

  /// A number of the topology; the kernel writes -1 where it knows none.
  private static func place(_ root: String, _ path: String) -> Int? {
    TextFile.integer(root, path).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// The caches of a CPU, by level; empty where they are not told.
  package static func caches(of cpu: Int, root: String = "/") -> [HostReading.Cache] {
    caches(root, cpu: cpu)
  }

  static func caches(_ root: String, cpu: Int) -> [HostReading.Cache] {
    let folder = "sys/devices/system/cpu/cpu\(cpu)/cache"
    return TextFile.names(root, folder).filter { $0.hasPrefix("index") }.compactMap { name in
      guard let level = TextFile.integer(root, "\(folder)/\(name)/level"),
        let type = TextFile.line(root, "\(folder)/\(name)/type"),
        let size = TextFile.line(root, "\(folder)/\(name)/size").flatMap(bytes),
        let shared = TextFile.line(root, "\(folder)/\(name)/shared_cpu_list").flatMap({ CPUSet(parsing: $0) })
      else { return nil }
      return HostReading.Cache(
        level: level, type: type, bytes: size,
        lineBytes: TextFile.integer(root, "\(folder)/\(name)/coherency_line_size"), sharedBy: shared)
    }
  }

  /// A size such as `1024K`.
  private static func bytes(_ text: String) -> Int? {
    guard let unit = text.last, let factor = ["K": 1024, "M": 1_048_576][unit] else { return Int(text) }
    return Int(text.dropLast()).map { $0 * factor }
  }

  /// The word in brackets: `always [madvise] never`.
  static func chosen(_ text: String) -> String? {
    guard let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"), open < close else {
      return nil
    }
    return String(text[text.index(after: open)..<close])
  }

  /// The tightest quota and memory limit of our group and all above it, in version 1 or 2.
  private static func readControlGroups(_ root: String, _ host: inout HostReading) {
    let paths = ControlGroupPaths(root: root)
    var quotas: [Double] = []
    var memory: [Int64] = []
    for folder in paths.unified?.folders ?? [] {
      let fields = TextFile.read("\(folder)/cpu.max").map(TextFile.trim)?.split(separator: " ") ?? []
      if fields.count == 2, let quota = Double(fields[0]), let period = Double(fields[1]), period > 0 {
        quotas.append(quota / period)
      }
      if let limit = TextFile.read("\(folder)/memory.max").flatMap({ Int64(TextFile.trim($0)) }) {
        memory.append(limit)
      }
    }
    for folder in paths.controllers["cpu"]?.folders ?? [] {
      let quota = TextFile.read("\(folder)/cpu.cfs_quota_us").flatMap { Double(TextFile.trim($0)) }
      let period = TextFile.read("\(folder)/cpu.cfs_period_us").flatMap { Double(TextFile.trim($0)) }
      // -1 stands for no quota.
      if let quota, let period, quota > 0, period > 0 { quotas.append(quota / period) }
    }
    for folder in paths.controllers["memory"]?.folders ?? [] {
      let limit = TextFile.read("\(folder)/memory.limit_in_bytes").flatMap { Int64(TextFile.trim($0)) }
      // No limit shows as the largest number of pages.
      if let limit, limit < Int64.max / 4096 * 4096 - 4096 { memory.append(limit) }
    }
    host.quota = quotas.min()
    host.memoryLimitBytes = memory.min()
  }

  private static func readMemory(_ root: String, _ host: inout HostReading) {
    var kilobytes: [Substring: Int64] = [:]
    for line in (TextFile.read(root, "proc/meminfo") ?? "").split(separator: "\n") {
      let fields = line.split(whereSeparator: { $0 == " " || $0 == ":" })
      if fields.count >= 2, let value = Int64(fields[1]) { kilobytes[fields[0]] = value }
    }
    host.memoryBytes = kilobytes["MemTotal"].map { $0 * 1024 }
    host.memoryAvailableBytes = kilobytes["MemAvailable"].map { $0 * 1024 }
    if let total = kilobytes["SwapTotal"], let free = kilobytes["SwapFree"] {
      host.swapUsedBytes = (total - free) * 1024
    }
  }

  private static func readFrequency(_ root: String, _ host: inout HostReading) {
    let folder = "sys/devices/system/cpu"
    let first = host.cpus.first?.id ?? 0
    host.governor = TextFile.line(root, "\(folder)/cpu\(first)/cpufreq/scaling_governor")
    host.frequencyDriver = TextFile.line(root, "\(folder)/cpu\(first)/cpufreq/scaling_driver")
    if let off = TextFile.integer(root, "\(folder)/intel_pstate/no_turbo") {
      host.turbo = off == 0
    } else if let boost = TextFile.integer(root, "\(folder)/cpufreq/boost") {
      host.turbo = boost != 0
    }
  }

  private static func readProcessor(_ root: String, _ host: inout HostReading) {
    guard let text = TextFile.read(root, "proc/cpuinfo") else { return }
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = TextFile.trim(line[line.index(after: colon)...])
      switch TextFile.trim(line[..<colon]) {
      case "model name", "Model", "cpu model":
        if host.modelName == nil, !value.isEmpty { host.modelName = value }
      case "flags":
        // The processor's own word for running below a hypervisor.
        host.isVirtual = value.split(separator: " ").contains("hypervisor")
      default: continue
      }
      if host.modelName != nil && host.isVirtual != nil { return }
    }
  }
}
