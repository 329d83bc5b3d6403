import Expressions
import Jobs
import YAML

/// What is made of the numbers: `fit`, `compare` and `reference`.
extension JobReader {
  // MARK: - Laws

  /// The words of `fit`.
  private enum LawWord: String {
    case amdahl, gustafson, usl, auto

    /// Nil for `auto`.
    var law: LawKind? { LawKind(rawValue: rawValue) }
  }

  /// Reads the laws to fit, and refuses those that do not belong to the declared scaling.
  func readFit(into job: inout Job) {
    guard let node = manifest["fit"] else { return }
    var elements = [node]
    if case .sequence = node.content {
      guard let list = reader.elements(node, "'fit'", expected: "a list of laws") else { return }
      elements = list
    }
    var laws: [LawKind] = []
    var known: [String: String] = [:]
    for element in elements {
      guard let word = element.scalarText.flatMap(LawWord.init) else {
        let words = ["amdahl", "gustafson", "usl", "auto"]
        let text = element.scalarText.map {
          " '\(Excerpt.of($0))'\(reader.suggestion(for: $0, in: words))"
        }
        reader.error("unknown law\(text ?? "") in 'fit': expected \(NodeReader.list(words))", at: element)
        continue
      }
      guard reader.isNew(word.rawValue, meaning: word.rawValue, among: &known, "'fit'", at: element) else {
        continue
      }
      guard let law = word.law else {
        if elements.count > 1 {
          reader.error("'auto' in 'fit' stands alone: it is all laws that belong to the scaling", at: element)
        }
        continue
      }
      if let reason = Self.misfit(law, job) {
        reader.error("the law '\(law.rawValue)' in 'fit' does not belong here: \(reason)", at: element)
      }
      laws.append(law)
    }
    job.fit = laws.isEmpty ? nil : laws
  }

  /// Why a law does not belong to the scaling of a job; nil where it does.
  static func misfit(_ law: LawKind, _ job: Job) -> String? {
    switch (law, job.scaling) {
    case (.amdahl, .strong), (.usl, .strong), (.usl, .throughput), (.linear, .strong), (.linear, .throughput):
      nil
    case (.gustafson, .weak):
      job.weakReference == .measured
        ? nil
        : "it needs one worker on the size of each number of workers: write weak: {reference: measured}"
    case (.gustafson, _): "it is of work that grows with the workers: write scaling: weak, or another law"
    case (.amdahl, .throughput):
      "every worker does the whole work, of which nothing is serial for the others: write usl"
    case (.amdahl, .weak), (.usl, .weak), (.linear, .weak):
      "it is of work that stays the same, and under 'scaling: weak' it grows: write gustafson"
    }
  }

  // MARK: - Comparison

  /// Reads `compare`, and holds the plot of it against it. To be called when the output is read.
  func readComparison(into job: inout Job, _ names: KnownNames) {
    let plots = givenPlots
    guard let node = manifest["compare"] else {
      if !manifest.has("compare"),
        let element = plots?.first(where: { $0.scalarText == Plot.comparison.rawValue })
      {
        reader.error(
          "'plots' in 'output' is 'comparison', and nothing is compared: write compare: {axis: NAME} as well",
          at: element)
      }
      return
    }
    let form = "a mapping such as {axis: build, base: old, threshold: 2%}"
    guard
      let section = reader.section(node, "'compare'", keys: ["axis", "base", "threshold"], expected: form),
      let axisNode = reader.required(
        "axis", in: section, "'compare'", "write the axis whose values are compared, such as axis: build"),
      let axis = comparedAxis(axisNode, job, names)
    else { return }
    var setting = ComparisonSetting(axis: axis, base: 0)
    if let node = section["base"] {
      guard let text = reader.text(node, "'base' in 'compare'", expected: "a value of the axis") else {
        return
      }
      guard let base = names.axes[axis].index(ofValue: text, isPlain: !node.isQuoted) else {
        reader.error(
          "'base' in 'compare': the axis '\(names.axes[axis].axis.name)' has no value '\(Excerpt.of(text))': it has "
            + names.axes[axis].shownValues, at: node)
        return
      }
      setting.base = base
    }
    if let node = section["threshold"],
      let threshold = reader.percentage(node, "'threshold' in 'compare'", atMost: 1)
    {
      if threshold <= 0 || threshold >= 1 {
        reader.error(
          "'threshold' in 'compare' is \(Excerpt.of(node.scalarText ?? "")): expected more than 0% and less than 100%",
          at: node)
      }
      setting.threshold = threshold
    }
    job.comparison = setting
    if plots == nil { job.output.plots.append(.comparison) }
  }

  private func comparedAxis(_ node: YAMLNode, _ job: Job, _ names: KnownNames) -> Int? {
    guard
      let name = reader.text(node, "'axis' in 'compare'", expected: "the name of an axis"),
      let axis = reader.axis(name, in: "'compare'", names, at: node)
    else { return nil }
    if axis == Job.workersAxis
      || job.zips.contains(where: { $0.contains(axis) && $0.contains(Job.workersAxis) })
    {
      reader.error(
        "'axis' in 'compare' is '\(Excerpt.of(name))', along which the study scales: expected another axis",
        at: node)
      return nil
    }
    // An axis without values is wrong itself, and reported.
    guard names.axes[axis].count != 0 else { return nil }
    guard names.axes[axis].count > 1 else {
      reader.error(
        "'axis' in 'compare' is '\(Excerpt.of(name))', which has one value: give it a list of at least two",
        at: node)
      return nil
    }
    return axis
  }

  // MARK: - Reference

  /// Reads `reference`. To be called when the gates are read.
  func readReference(into job: inout Job) {
    guard let node = manifest["reference"] else { return }
    let form = "last-good or a result folder"
    guard let text = reader.plainText(node, "'reference'", expected: form) else { return }
    if text == "last-good" {
      job.reference = .lastGood
    } else if text.hasPrefix("tag:") {
      reader.error("'reference' as a tag is not supported yet: expected \(form)", at: node)
    } else if let nearest = Spelling.nearest(text, in: ["last-good"]) {
      reader.error(
        "'reference' is '\(Excerpt.of(text))' (did you mean '\(nearest)'?): expected \(form)", at: node)
    } else {
      job.reference = .folder(job.absolutePath(text))
    }
  }
}
