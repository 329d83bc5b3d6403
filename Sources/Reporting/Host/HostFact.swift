/// One line of what a machine tells.
struct HostFact {
  /// What it means for measurements.
  enum Judgement {
    /// A fact that is neither good nor bad.
    case plain
    /// As it should be.
    case fine
    /// It disturbs: what it does, and how to switch it off.
    case disturbs(meaning: String, advice: String)
  }

  var group: String
  var name: String
  /// In words; nil where the machine does not tell.
  var value: String?
  var judgement: Judgement

  init(_ group: String, _ name: String, _ value: String?, _ judgement: Judgement = .plain) {
    self.group = group
    self.name = name
    self.value = value
    self.judgement = judgement
  }

  /// What it does and how to switch it off; nil where it does not disturb, or is not known.
  var disturbance: (meaning: String, advice: String)? {
    guard value != nil, case .disturbs(let meaning, let advice) = judgement else { return nil }
    return (meaning, advice)
  }

  /// One word for tables.
  var state: String {
    guard value != nil else { return "not told" }
    switch judgement {
    case .plain: return ""
    case .fine: return "fine"
    case .disturbs: return "disturbs"
    }
  }
}

/// The groups of facts, in their order.
enum HostFacts {
  static let machine = "Machine"
  static let cpus = "CPUs"
  static let memory = "Memory"
  static let disturbances = "What may disturb measurements"
}
