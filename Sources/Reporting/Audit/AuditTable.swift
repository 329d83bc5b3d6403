package import Jobs
package import Results

/// An audit as text, table and JSON.
package struct AuditTable {
  private let name: String
  private let rules: [AuditedRule]

  /// - Parameter name: the name of the study.
  package init(_ rules: [AuditedRule], of name: String) {
    self.name = name
    self.rules = rules
  }

  /// Rule by rule with its reasons, in lines of at most `width` columns, then how many are broken.
  package func text(width: Int) -> String {
    let width = max(40, width)
    let longest = AuditedRule.State.allCases.map(\.rawValue.count).max() ?? 0
    var lines = ["\(name): the twelve rules of Hoefler and Belli (SC15)"]
    for rule in rules {
      let number = rule.number < 10 ? " \(rule.number)" : "\(rule.number)"
      let state = rule.state.rawValue + String(repeating: " ", count: longest - rule.state.rawValue.count)
      lines.append("")
      lines += PlainText.wrapped("\(number)  \(state)  \(rule.title)", to: width)
      for reason in rule.reasons { lines += PlainText.wrapped("    " + reason, to: width) }
    }
    lines += ["", Audit.verdict(rules)]
    return lines.map { PlainText.printable($0) + "\n" }.joined()
  }

  /// A row a rule.
  package func csv() throws(CSVError) -> String {
    var text = try CSV.line(["rule", "title", "state", "reasons"])
    for rule in rules {
      text += try CSV.line([
        String(rule.number), rule.title, rule.state.rawValue,
        PlainText.printable(rule.reasons.joined(separator: " ")),
      ])
    }
    return text
  }

  /// An object with the counts and an array of the rules.
  package var json: JSON {
    func count(_ state: AuditedRule.State) -> JSON { .integer(rules.count { $0.state == state }) }
    let entries = rules.map { rule in
      JSON.object([
        JSON.Member("rule", .integer(rule.number)), JSON.Member("title", .text(rule.title)),
        JSON.Member("state", .text(rule.state.rawValue)),
        JSON.Member("reasons", .array(rule.reasons.map(JSON.text))),
      ])
    }
    return .object([
      JSON.Member("name", .text(name)), JSON.Member("held", count(.held)),
      JSON.Member("broken", count(.broken)), JSON.Member("not_applicable", count(.notApplicable)),
      JSON.Member("rules", .array(entries)),
    ])
  }
}
