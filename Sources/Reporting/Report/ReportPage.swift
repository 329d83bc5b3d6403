import Analysis
import Jobs

/// `report.html`: one page that needs nothing else, no network and no script.
package struct ReportPage {
  let record: RecordedStudy
  let pictures: ReportPictures

  package init(_ record: RecordedStudy, pictures: ReportPictures) {
    self.record = record
    self.pictures = pictures
  }

  /// A part of the page.
  struct Section {
    /// The fragment that leads to it.
    var anchor: String
    var title: String
    var content: Markup
  }

  /// The whole file.
  package var bytes: [UInt8] {
    let sections = sections
    let title = "\(record.study.name): \(ScalingWords(record.study).title)"
    let head = Markup.lines([
      Markup.empty("meta", ["charset": "utf-8"]),
      Markup.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      Markup.empty("meta", ["name": "color-scheme", "content": "light dark"]),
      Markup.element("title", text: title),
      Markup.element("style", ReportStyle.sheet),
    ])
    let links = sections.map { section in
      Markup.element("a", ["href": "#\(section.anchor)"], text: section.title)
    }
    let body: [Markup] =
      [header, Markup.element("nav", ["aria-label": "Parts of the report"], Markup.lines(links))]
      + sections.map { section in
        Markup.element(
          "section", ["id": section.anchor],
          Markup.element("h2", text: section.title) + "\n" + section.content)
      } + [footer]
    let page = Markup.element(
      "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"],
      "\n" + Markup.element("head", "\n" + head) + "\n" + Markup.element("body", "\n" + Markup.lines(body)))
    return Array("<!DOCTYPE html>\n\(page.source)\n".utf8)
  }

  /// The parts that have something to say, in their order.
  private var sections: [Section] {
    let tables = ReportTables(record: record)
    let laws = ReportLaws(study: record.study)
    let checks = ReportChecks(study: record.study)
    let machine = ReportMachine(record: record)
    let all: [Section?] = [
      section("answer", "The answer", ReportAnswer(record: record).content),
      section("plots", "Plots", plots),
      section("tables", "Tables", tables.content),
      section("laws", "Fitted laws", laws.content),
      section("why", "Why it does not scale further", laws.explanations),
      section("gates", "Gates", checks.gates),
      section("comparison", "Comparison", checks.comparison),
      section("cost", "Compute time", tables.budget),
      section("warnings", "What to be careful about", ReportWarnings(record: record).content),
      section("machine", "The machine", machine.content),
      section("audit", "The twelve rules", audit),
      section("methods", "How it was measured", .paragraph(MethodsText.paragraph(record))),
      section("files", "Files", ReportFiles(record: record).content),
    ]
    return all.compactMap(\.self)
  }

  private func section(_ anchor: String, _ title: String, _ content: Markup?) -> Section? {
    content.map { Section(anchor: anchor, title: title, content: $0) }
  }

  /// The question: what was measured, and why.
  private var header: Markup {
    let study = record.study
    let cells = Wording.counted(study.cells.count, "cell")
    var facts = ["\(ScalingWords(study).title) of \(study.workload)", cells]
    let isComputed = study.cells.allSatisfy(\.isSimulated)
    if isComputed {
      facts.append("computed, not measured")
    } else if let runs = Wording.runs(study) {
      facts.append(runs)
    }
    if let host = record.host.value(of: "host") { facts.append("on \(host)") }
    facts.append(record.runName)
    var pieces = [Markup.element("h1", text: study.name)]
    let question = record.job.description
    pieces.append(
      Markup.element(
        "p", ["class": "question"],
        text: question.isEmpty
          ? self.question : question))
    pieces.append(Markup.element("p", ["class": "facts"], text: facts.joined(separator: " · ")))
    return Markup.element("header", Markup.lines(pieces))
  }

  /// What a study without a description asks.
  private var question: String {
    let study = record.study
    let subject = record.isCommand ? "the command" : study.workload
    let place = study.cells.allSatisfy(\.isSimulated) ? "" : ", on this machine"
    let counts = Set(study.cells.map(\.workers))
    guard counts.count == 1, let count = counts.first else {
      return "How does \(subject) scale with more workers\(place)?"
    }
    return "How long does \(subject) take with \(Wording.counted(count, "worker"))\(place)?"
  }

  private var plots: Markup? {
    let (held, named) = pictures.split
    var pieces = held.map { picture in
      let image = Markup.empty(
        "img", ["src": picture.address, "alt": "The plot \(picture.plot); its numbers stand in the tables."])
      let caption = Markup.element("figcaption", text: "\(picture.name), drawn by \(picture.plot).gp")
      return Markup.element(
        "figure", Markup.element("div", ["class": "scroll", "tabindex": "0"], image) + caption)
    }
    if !named.isEmpty {
      let names = named.map(\.name).joined(separator: ", ")
      pieces.append(.paragraph("Too large for this page; they lie beside it: \(names)."))
    }
    if let missing = pictures.missing { pieces.append(.paragraph(missing)) }
    return pieces.isEmpty ? nil : .lines(pieces)
  }

  private var audit: Markup {
    let rules = Audit.rules(record)
    let items = rules.map { rule in
      let head =
        Markup.element("span", ["class": "state \(rule.state.mark)"], text: rule.state.rawValue)
        + " " + Markup.element("strong", text: rule.title)
      return Markup.element("li", head + "\n" + Markup.list(rule.reasons))
    }
    return .lines([
      .paragraph("The rules of Hoefler and Belli (SC15) for reporting measurements. \(Audit.verdict(rules))"),
      Markup.element("ol", ["class": "rules"], .lines(items)),
    ])
  }

  private var footer: Markup {
    let version = record.host.value(of: "swrun").map { "swrun \($0)" } ?? "swrun"
    return Markup.element(
      "footer", text: "Made by \(version). All numbers follow from measurements.csv beside this page.")
  }
}
