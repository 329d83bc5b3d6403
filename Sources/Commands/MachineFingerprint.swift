import Analysis
import Expressions
import Jobs

/// What two machines must have in common for their times to be comparable: the CPU model, the number of CPUs, the
/// memory.
struct MachineFingerprint: Equatable {
  private let model: String?
  private let cpus: Int?
  /// Bytes.
  private let memory: Double?

  /// The machine that a `host.json` tells of; nil where there is no such file.
  init?(_ host: JSON?) {
    guard let host else { return nil }
    model = host["cpu_model"]?.textValue
    if case .integer(let count)? = host["cpus_online"] { cpus = count } else { cpus = nil }
    memory = host["memory_bytes"]?.numberValue
  }

  /// In words, what differs from another machine: `the CPUs are 'A' and 'B'`. What one of the two does not tell is no
  /// difference, nor are a few percent of memory, of which each kernel takes its share.
  func differences(from other: MachineFingerprint) -> [String] {
    var differences: [String] = []
    if let model, let before = other.model, model != before {
      differences.append(
        "the CPU was \(Terminal.printable(before, longest: 80)) and is \(Terminal.printable(model, longest: 80))"
      )
    }
    if let cpus, let before = other.cpus, cpus != before {
      differences.append("there were \(before == 1 ? "1 CPU" : "\(before) CPUs") and are \(cpus)")
    }
    if let memory, let before = other.memory, !NightMachine.isSameMemory(memory, before) {
      differences.append(
        "the memory was \(Quantity.printedSize(before)) and is \(Quantity.printedSize(memory))")
    }
    return differences
  }
}
