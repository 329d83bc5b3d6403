import Expressions
import Jobs
import OperatingSystem

/// The table form of `swrun host`.
enum HostText {
  static func text(_ reading: HostReading, _ machine: Machine) -> String {
    let facts: [(String, String?)] = [
      ("host", reading.hostName),
      ("CPU", reading.modelName),
      ("CPUs online", String(machine.cpus.count)),
      ("CPUs allowed", reading.allowed.map { "\($0.count) (\($0))" }),
      ("CPU quota", reading.quota.map { "\(NumberFormat.shortest($0)) CPUs" } ?? "none"),
      ("usable by a sweep", String(machine.usableCPUs)),
      ("physical cores", String(machine.physicalCores)),
      ("sockets", String(Set(machine.cpus.map(\.socket)).count)),
      ("NUMA nodes", String(Set(machine.cpus.map(\.node)).count)),
      ("caches", caches(reading)),
      ("memory", machine.memory.map(size)),
      ("memory limit", reading.memoryLimitBytes.map { size(Int($0)) } ?? "none"),
      ("kernel", reading.kernel),
      ("virtual machine", reading.isVirtual.map { $0 ? "yes" : "no" }),
      ("SMT", reading.smt.map { $0 ? "on" : "off" }),
      ("governor", reading.governor),
      ("turbo", reading.turbo.map { $0 ? "on" : "off" }),
      ("clock source", reading.clockSource),
      ("load average", reading.loadAverage.map { NumberFormat.fixed($0, decimals: 2) }),
    ]
    let width = facts.map(\.0.count).max() ?? 0
    var text = ""
    for (name, value) in facts {
      text += name + String(repeating: " ", count: width - name.count) + "  "
      text += (value.map { Terminal.printable($0) } ?? "not told by this machine") + "\n"
    }
    let disturbances = disturbances(reading, machine)
    text +=
      disturbances.isEmpty
      ? "\nNothing that is known to disturb measurements.\n" : "\nDisturbs measurements:\n"
    for line in disturbances { text += "- \(line)\n" }
    return text
  }

  private static func disturbances(_ reading: HostReading, _ machine: Machine) -> [String] {
    var lines: [String] = []
    if reading.isVirtual == true {
      lines.append("a virtual machine: others may steal CPU time (see steal_ratio)")
    }
    if let governor = reading.governor, governor != "performance" {
      lines.append("the governor is '\(Terminal.printable(governor))': 'performance' keeps the clock steady")
    }
    if reading.turbo == true {
      lines.append("turbo is on: the clock falls as more cores work, which lowers speedups")
    }
    if reading.smt == true { lines.append("SMT is on: beyond the physical cores two workers share one core") }
    if let quota = reading.quota {
      lines.append("a quota of \(NumberFormat.shortest(quota)) CPUs: runs beyond it are throttled")
    }
    if let load = reading.loadAverage, load > 1 {
      lines.append("load average \(NumberFormat.fixed(load, decimals: 2)): other programs are running")
    }
    if let clock = reading.clockSource, ["hpet", "acpi_pm"].contains(clock) {
      lines.append("the clock source '\(clock)' is slow to read")
    }
    if let used = reading.swapUsedBytes, used > 0 { lines.append("\(size(Int(used))) of swap are in use") }
    return lines
  }

  private static func caches(_ reading: HostReading) -> String? {
    var seen: [String] = []
    for cache in reading.caches {
      let text = "L\(cache.level) \(cache.type.lowercased()) \(size(cache.bytes))"
      if !seen.contains(text) { seen.append(text) }
    }
    return seen.isEmpty ? nil : seen.joined(separator: ", ")
  }

  private static func size(_ bytes: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return "\(NumberFormat.shortest((value * 10).rounded() / 10)) \(units[unit])"
  }
}
