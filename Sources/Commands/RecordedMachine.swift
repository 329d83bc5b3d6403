import Jobs
import OperatingSystem

/// The machine of a result folder, as its `host.json` tells.
enum RecordedMachine {
  /// Nil where the file is missing or does not tell.
  static func machine(_ host: JSON?) -> Machine? {
    guard let host, case .array(let entries) = host["topology"] ?? .null else { return nil }
    var cpus: [Machine.CPU] = []
    for entry in entries {
      guard let id = integer(entry["cpu"]) else { return nil }
      cpus.append(
        Machine.CPU(
          id: id, socket: integer(entry["socket"]) ?? 0, core: integer(entry["core"]) ?? id,
          node: integer(entry["node"]) ?? 0))
    }
    let allowed = host["cpus_allowed"]?.textValue.flatMap { CPUSet(parsing: $0)?.cpus }
    return Machine(
      cpus: cpus, allowed: allowed ?? cpus.map(\.id), quota: host["cpu_quota"]?.numberValue,
      memory: integer(host["memory_bytes"]), memoryLimit: integer(host["memory_limit_bytes"]))
  }

  private static func integer(_ value: JSON?) -> Int? {
    guard case .integer(let number)? = value else { return nil }
    return number
  }
}
