/// What other programs and the kernel do on a machine, and how it is bounded.
extension MachineReader {
  static func load(_ root: String) -> MachineDetails.Load? {
    // `0.50 0.40 0.30 1/200 4711`
    let fields = TextFile.line(root, "proc/loadavg")?.split(separator: " ") ?? []
    guard fields.count >= 4 else { return nil }
    let averages = fields[..<3].compactMap { Double($0) }
    let counts = fields[3].split(separator: "/").compactMap { Int($0) }
    guard averages.count == 3, counts.count == 2 else { return nil }
    return MachineDetails.Load(averages: averages, runnable: counts[0], total: counts[1])
  }

  /// The tasks of the machine that are running or ready to, the calling one left out; nil where the system does not
  /// tell.
  package static func otherTasksRunning(root: String = "/") -> Int? {
    load(root).map { max(0, $0.runnable - 1) }
  }

  /// From the first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal; the guests'
  /// ticks that follow are counted in user already.
  static func ticks(_ root: String) -> MachineDetails.Ticks? {
    guard let line = TextFile.read(root, "proc/stat")?.split(separator: "\n").first, line.hasPrefix("cpu ")
    else { return nil }
    let fields = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard fields.count >= 8 else { return nil }
    let total = fields[..<8].reduce(0, +)
    guard total > 0 else { return nil }
    return MachineDetails.Ticks(
      steal: fields[7] / total, interrupts: fields[5] / total, softInterrupts: fields[6] / total)
  }

  /// Percent of the last 10 s in which some process waited for it.
  static func pressure(_ root: String, _ kind: String) -> Double? {
    // `some avg10=0.59 avg60=2.37 avg300=4.06 total=5175445564`
    let line = TextFile.read(root, "proc/pressure/\(kind)")?.split(separator: "\n").first ?? ""
    let field = line.split(separator: " ").first { $0.hasPrefix("avg10=") }
    return field.flatMap { Double($0.dropFirst(6)) }
  }

  static func readSwap(_ root: String, _ details: inout MachineDetails) {
    for line in (TextFile.read(root, "proc/meminfo") ?? "").split(separator: "\n") {
      let fields = line.split(whereSeparator: { $0 == " " || $0 == ":" })
      guard fields.count >= 2, fields[0] == "SwapTotal", let value = Int64(fields[1]) else { continue }
      details.swapTotalBytes = value * 1024
    }
    for line in (TextFile.read(root, "proc/vmstat") ?? "").split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count == 2 else { continue }
      if fields[0] == "pswpin" { details.pagesSwappedIn = Int(fields[1]) }
      if fields[0] == "pswpout" { details.pagesSwappedOut = Int(fields[1]) }
    }
    details.swappiness = TextFile.integer(root, "proc/sys/vm/swappiness")
  }

  static func readKernel(_ root: String, _ details: inout MachineDetails) {
    details.vendor = TextFile.line(root, "sys/class/dmi/id/sys_vendor")
    details.product = TextFile.line(root, "sys/class/dmi/id/product_name")
    details.container = container(root)
    details.perfEventParanoid = TextFile.integer(root, "proc/sys/kernel/perf_event_paranoid")
    details.kernelArguments = TextFile.line(root, "proc/cmdline")
    let folder = "sys/devices/system/cpu/vulnerabilities"
    details.vulnerabilities = TextFile.names(root, folder).compactMap { name in
      TextFile.line(root, "\(folder)/\(name)").map { MachineDetails.Vulnerability(name: name, state: $0) }
    }
    for line in (TextFile.read(root, "proc/cpuinfo") ?? "").split(separator: "\n")
    where line.hasPrefix("flags") {
      let flags = Set(line.split(separator: " "))
      details.hasSteadyCounter = flags.contains("constant_tsc") && flags.contains("nonstop_tsc")
      return
    }
  }

  private static func container(_ root: String) -> String? {
    if let name = TextFile.line(root, "run/systemd/container") { return name }
    if TextFile.read(root, ".dockerenv") != nil { return "docker" }
    return TextFile.read(root, "run/.containerenv") != nil ? "podman" : nil
  }

  /// Our control groups and all above them that can be seen, ours first.
  static func groups(_ root: String) -> [MachineDetails.Group] {
    let paths = ControlGroupPaths(root: root)
    var groups: [MachineDetails.Group] = []
    for (folder, path) in levels(paths.unified) {
      var group = MachineDetails.Group(version: 2, path: path)
      let fields = TextFile.read("\(folder)/cpu.max").map(TextFile.trim)?.split(separator: " ") ?? []
      if fields.count == 2, let quota = Double(fields[0]), let period = Double(fields[1]), period > 0 {
        group.quota = quota / period
      }
      group.memoryLimitBytes = TextFile.read("\(folder)/memory.max").flatMap { Int64(TextFile.trim($0)) }
      group.cpus = TextFile.read("\(folder)/cpuset.cpus.effective").flatMap { CPUSet(parsing: $0) }
      readThrottling("\(folder)/cpu.stat", &group)
      groups.append(group)
    }
    for (folder, path) in levels(paths.controllers["cpu"]) {
      var group = MachineDetails.Group(version: 1, controller: "cpu", path: path)
      let quota = TextFile.read("\(folder)/cpu.cfs_quota_us").flatMap { Double(TextFile.trim($0)) }
      let period = TextFile.read("\(folder)/cpu.cfs_period_us").flatMap { Double(TextFile.trim($0)) }
      if let quota, let period, quota > 0, period > 0 { group.quota = quota / period }
      readThrottling("\(folder)/cpu.stat", &group)
      groups.append(group)
    }
    for (folder, path) in levels(paths.controllers["memory"]) {
      let limit = TextFile.read("\(folder)/memory.limit_in_bytes").flatMap { Int64(TextFile.trim($0)) }
      groups.append(
        MachineDetails.Group(
          version: 1, controller: "memory", path: path, memoryLimitBytes: limit.flatMap(setLimit)))
    }
    for (folder, path) in levels(paths.controllers["cpuset"]) {
      let cpus = TextFile.read("\(folder)/cpuset.effective_cpus") ?? TextFile.read("\(folder)/cpuset.cpus")
      groups.append(
        MachineDetails.Group(
          version: 1, controller: "cpuset", path: path, cpus: cpus.flatMap { CPUSet(parsing: $0) }))
    }
    return groups
  }

  /// No limit shows as the largest number of pages.
  private static func setLimit(_ bytes: Int64) -> Int64? {
    bytes < Int64.max / 4096 * 4096 - 4096 ? bytes : nil
  }

  /// The folder of our group and of each above it, ours first, with its path as the hierarchy names it.
  private static func levels(_ hierarchy: ControlGroupPaths.Hierarchy?) -> [(String, String)] {
    guard let hierarchy else { return [] }
    let counts = (0...hierarchy.groups.count).reversed()
    return zip(hierarchy.folders, counts).map { folder, count in
      (folder, "/" + hierarchy.groups.prefix(count).joined(separator: "/"))
    }
  }

  private static func readThrottling(_ path: String, _ group: inout MachineDetails.Group) {
    for line in (TextFile.read(path) ?? "").split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count == 2 else { continue }
      if fields[0] == "nr_periods" { group.periods = Int(fields[1]) }
      if fields[0] == "nr_throttled" { group.throttledPeriods = Int(fields[1]) }
    }
  }
}
