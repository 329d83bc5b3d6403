import Jobs

/// The machine, and what disturbed on it.
struct ReportMachine {
  let record: RecordedStudy

  var content: Markup {
    let host = record.host
    guard host.isKnown else { return .paragraph("The folder holds no host.json: the machine is not known.") }
    var pieces = [table(host), changes].compactMap(\.self)
    let disturbances = host.disturbances
    pieces.append(Markup.element("h3", text: "What may have disturbed"))
    if disturbances.isEmpty {
      pieces.append(.paragraph("Nothing that is known to disturb was seen when the sweep began."))
    } else {
      let columns = [
        ReportColumn(heading: "what", isNumber: false, cells: disturbances.map(\.name)),
        ReportColumn(heading: "was", isNumber: false, cells: disturbances.map(\.value)),
        ReportColumn(heading: "what it does", isNumber: false, cells: disturbances.map(\.meaning)),
        ReportColumn(heading: "how to switch it off", isNumber: false, cells: disturbances.map(\.advice)),
      ]
      pieces.append(Markup.table(columns, rows: disturbances.count))
    }
    let inputs = host.members("inputs")
    if !inputs.isEmpty {
      let columns = [
        ReportColumn(heading: "input", isNumber: false, cells: inputs.map(\.name)),
        ReportColumn(heading: "SHA-256", isNumber: false, cells: inputs.map { $0.value.textValue ?? "" }),
      ]
      pieces.append(Markup.table(columns, rows: inputs.count))
    }
    return .lines(pieces)
  }

  private func table(_ host: RecordedHost) -> Markup {
    let told = host.facts.filter { $0.value != nil }
    let rows = told.map { fact in
      Markup.element(
        "tr",
        Markup.element("th", ["scope": "row"], text: fact.name)
          + Markup.element("td", ["class": "t w"], text: fact.value ?? ""))
    }
    let table = Markup.element("table", Markup.element("tbody", .lines(rows)))
    let silent = host.facts.filter { $0.value == nil }.map(\.name)
    let scroll = Markup.element("div", ["class": "scroll", "tabindex": "0"], table)
    guard !silent.isEmpty else { return scroll }
    let note = "The machine does not tell: \(silent.joined(separator: ", "))."
    return scroll + Markup.element("p", ["class": "note"], text: note)
  }

  /// What was different when the sweep was resumed.
  private var changes: Markup? {
    guard record.hosts.count > 1 else { return nil }
    let first = record.host.facts
    let lines = record.hosts.enumerated().dropFirst().map { index, json in
      let changed = zip(first, RecordedHost(json).facts).filter { $0.isLasting && $0 != $1 }
        .map { "\($0.name) \($0.value ?? "not told") → \($1.value ?? "not told")" }
      return "Start \(index + 1): "
        + (changed.isEmpty ? "the same machine." : changed.joined(separator: ", ") + ".")
    }
    return Markup.paragraph("The sweep was resumed.") + Markup.list(Array(lines))
  }
}
