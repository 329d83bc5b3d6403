import Expressions
package import Jobs

/// The machine of a night and its state, as `host.json` tells: what may move a measurement without any change of
/// what is measured.
package struct NightMachine: Sendable, Equatable {
  /// A name and its value, as text; empty where the machine does not tell.
  package struct Fact: Sendable, Equatable {
    package var name: String
    package var text: String
  }

  /// Nil where the machine does not tell.
  package var model: String?
  /// Bytes; nil where the machine does not tell.
  package var memory: Double?
  /// What else can change between two nights.
  package var facts: [Fact]

  /// The members of `host.json` that are compared; the others change from night to night or follow from these.
  package static let comparedNames = [
    "hostname", "kernel", "kernel_arguments", "boot_id", "microcode", "vulnerabilities", "container",
    "cpus_online", "cpus_allowed", "cpu_quota", "physical_cores", "smt", "smt_control", "isolated_cpus",
    "tickless_cpus", "memory_limit_bytes", "swap_total_bytes", "governor", "frequency_driver",
    "pstate_status",
    "turbo", "on_battery", "clock_source", "transparent_huge_pages", "huge_page_defragmentation",
    "swappiness",
    "numa_balancing", "address_randomisation", "containment", "swrun_version", "revision", "inputs",
  ]

  /// What a `host.json` tells; nil for a night that has none.
  package init(_ host: JSON?) {
    model = host?["cpu_model"]?.textValue
    memory = host?["memory_bytes"]?.numberValue
    facts = Self.comparedNames.compactMap { name in
      guard let value = host?[name] else { return nil }
      return Fact(name: name, text: Self.text(value))
    }
  }

  /// Whether two nights belong to one series: the same model of CPU and the same memory. The kernel takes a little of
  /// the memory for itself, and another kernel another little; so much does not make another machine. What is not
  /// told is no difference.
  package func isSame(as other: NightMachine) -> Bool {
    if let model, let otherModel = other.model, model != otherModel { return false }
    if let memory, let otherMemory = other.memory, !Self.isSameMemory(memory, otherMemory) { return false }
    return true
  }

  /// Whether two sizes of memory, in bytes, are of one machine, as far as the kernel's share lets tell.
  package static func isSameMemory(_ one: Double, _ other: Double) -> Bool {
    abs(one - other) <= 0.03 * max(one, other)
  }

  /// Why another machine is not this one: `CPU model A → B`; nil where it is.
  package func difference(from other: NightMachine) -> String? {
    guard !isSame(as: other) else { return nil }
    if let model, let otherModel = other.model, model != otherModel {
      return "CPU model \(otherModel) → \(model)"
    }
    let sizes = [other.memory, memory].map { $0.map(Quantity.printedSize) ?? "?" }
    return "memory \(sizes[0]) → \(sizes[1])"
  }

  /// What has changed since another night, in words: `kernel: 6.1 → 6.2`. What only one of them tells is left out.
  package func changes(since other: NightMachine) -> [String] {
    facts.compactMap { fact in
      guard let old = other.facts.first(where: { $0.name == fact.name }), old.text != fact.text else {
        return nil
      }
      switch fact.name {
      case "boot_id": return "rebooted"
      case "inputs": return "inputs changed"
      default:
        return "\(fact.name): \(old.text.isEmpty ? "–" : old.text) → \(fact.text.isEmpty ? "–" : fact.text)"
      }
    }
  }

  /// `AMD EPYC 7763, 62.8 GiB`.
  package var description: String {
    [model, memory.map(Quantity.printedSize)].compactMap(\.self).joined(separator: ", ")
  }

  private static func text(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .text(let text): text
    case .boolean(let flag): flag ? "on" : "off"
    case .integer(let number): String(number)
    case .number(let number): NumberFormat.shortest(number)
    case .array, .object: value.formatted()
    }
  }
}
