/// How a study stands to one of the twelve rules of Hoefler and Belli, *Scientific Benchmarking of Parallel Computing
/// Systems*, SC15.
package struct AuditedRule: Sendable, Equatable {
  /// The raw value stands in the tables.
  package enum State: String, Sendable, CaseIterable {
    case held
    /// The study, as the folder has it, breaks the rule.
    case broken
    /// It shows nothing that the rule is about.
    case notApplicable = "not applicable"

    /// The class that colours it on the page.
    var mark: String {
      switch self {
      case .held: "good"
      case .broken: "bad"
      case .notApplicable: "quiet"
      }
    }
  }

  /// 1 to 12.
  package var number: Int
  /// The rule in one line.
  package var title: String
  package var state: State
  /// Why, from the data of the folder, in sentences.
  package var reasons: [String]

  init(_ number: Int, _ title: String, _ state: State, _ reasons: [String]) {
    self.number = number
    self.title = title
    self.state = state
    self.reasons = reasons
  }
}
