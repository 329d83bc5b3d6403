/// Holds a study against the twelve rules of Hoefler and Belli.
package enum Audit {
  /// The twelve rules in their order.
  package static func rules(_ record: RecordedStudy) -> [AuditedRule] {
    let numbers = AuditedNumbers(record: record)
    let setup = AuditedSetup(record: record)
    let measuring = AuditedMeasuring(record: record)
    return [
      numbers.base, setup.subsets, numbers.means, numbers.ratios, numbers.intervals, numbers.normality,
      numbers.comparisons, numbers.centre, setup.completeness, measuring.time, measuring.bounds,
      measuring.plotting,
    ]
  }

  /// How many are held, broken and not applicable: `10 held, 1 broken (rule 5), 1 not applicable.`
  package static func verdict(_ rules: [AuditedRule]) -> String {
    let parts = AuditedRule.State.allCases.compactMap { state -> String? in
      let matching = rules.filter { $0.state == state }
      guard !matching.isEmpty || state == .broken else { return nil }
      guard state == .broken, !matching.isEmpty else { return "\(matching.count) \(state.rawValue)" }
      let numbers = matching.map { String($0.number) }.joined(separator: ", ")
      return "\(matching.count) broken (rule\(matching.count == 1 ? "" : "s") \(numbers))"
    }
    return parts.joined(separator: ", ") + "."
  }
}
