import Expressions
import Jobs
import YAML

/// The key `gates`.
extension JobReader {
  /// More could not be overlooked.
  private static let mostGates = 1000

  /// What a gate is about, and what its limit looks like.
  private struct Meaning {
    var quantity: Gate.Quantity
    var form: GateLimit
  }

  /// Reads the gates of a job that has its scaling, metrics, measure, sample and laws.
  func readGates(into job: inout Job, _ names: KnownNames, _ workload: ReadWorkload) {
    guard let node = manifest["gates"] else { return }
    let form = "a list of conditions such as efficiency at workers=8 >= 0.7"
    guard let elements = reader.elements(node, "'gates'", expected: form) else { return }
    guard elements.count <= Self.mostGates else {
      reader.error("'gates' has \(elements.count) elements: expected at most \(Self.mostGates)", at: node)
      return
    }
    let isKnown = if case .unknown = workload { false } else { true }
    var known: [String: String] = [:]
    for element in elements {
      guard let text = reader.plainText(element, "a gate", expected: "a condition such as efficiency >= 0.7"),
        reader.isNew(text, meaning: text, among: &known, "'gates'", at: element)
      else { continue }
      do throws(ExpressionError) {
        if let gate = try gate(text, job, names, isKnown: isKnown) { job.gates.append(gate) }
      } catch {
        reader.error("gate '\(Excerpt.of(text))': \(error.message)", at: reader.place(of: error, in: element))
      }
    }
    if job.gates.contains(where: { $0.quantity == .regression }), !manifest.has("reference") {
      job.reference = .lastGood
    }
  }

  /// - Parameter isKnown: whether the workload is known, and so all metrics.
  /// - Returns: nil where the gate names what is wrong itself, and reported.
  private func gate(
    _ text: String, _ job: Job, _ names: KnownNames, isKnown: Bool
  ) throws(ExpressionError) -> Gate? {
    guard
      case .bound(let quantity, let conditions, let relation, let limit) = try GateText(parsing: text).claim
    else { return Gate(text: text, quantity: .regression) }
    guard let meaning = try meaning(of: quantity, job, isKnown: isKnown) else { return nil }
    var chosen: [Gate.Condition] = []
    for condition in conditions {
      guard let choice = try choice(condition, names) else { return nil }
      if case .parameter(let law, _) = meaning.quantity, isAlongSeries(choice.axis, job) {
        throw condition.axis.error(
          "the law '\(law.rawValue)' is fitted over all numbers of workers: leave this condition out")
      }
      if chosen.contains(where: { $0.axis == choice.axis }) {
        throw condition.axis.error("'\(condition.axis.text)' has one value already")
      }
      chosen.append(choice)
    }
    do throws(QuantityError) {
      return Gate(
        text: text, quantity: meaning.quantity, conditions: chosen, relation: relation,
        limit: try meaning.form.value(limit.text))
    } catch {
      throw limit.error(error.message)
    }
  }

  // MARK: - Quantities

  private func meaning(of part: GateText.Part, _ job: Job, isKnown: Bool) throws(ExpressionError) -> Meaning?
  {
    let name = part.text
    let measure = Self.form(ofMeasure: job)
    if name == job.measure { return Meaning(quantity: .measure, form: measure) }
    if let index = job.metrics.firstIndex(where: { $0.name == name }) {
      return Meaning(quantity: .metric(index), form: Self.form(of: job.metrics[index]))
    }
    let columns = GateLimit.ofColumns(measure: measure)
    if let form = columns[name] {
      if let reason = Self.absence(ofColumn: name, in: job) { throw part.error("'\(name)' \(reason)") }
      return Meaning(quantity: .column(name), form: form)
    }
    if name.contains(".") { return try parameter(part, job, measure) }
    if name == "wall_s" { throw part.error("the measure is '\(job.measure)', not wall_s") }
    if Columns.summaryBody.contains(name) {
      throw part.error("'\(name)' is a column of words: expected a number")
    }
    // A metric that is wrong, or one of a workload that is not known, is reported already.
    guard isKnown, !isWrittenMetric(name) else { return nil }
    let parameters = LawKind.allCases.flatMap { law in law.parameterNames.map { "\(law.rawValue).\($0)" } }
    let known =
      [job.measure] + job.metrics.map(\.name) + columns.keys.sorted() + parameters + ["not regressed"]
    throw part.error(
      "unknown quantity '\(Excerpt.of(name))'\(reader.suggestion(for: name, in: known)): expected the measure "
        + "\(job.measure), a metric, a column of summary.csv such as efficiency, or a parameter of a law such as "
        + "amdahl.serial_fraction")
  }

  private func isWrittenMetric(_ name: String) -> Bool {
    guard case .mapping(let pairs)? = manifest["metrics"]?.content else { return false }
    return pairs.contains { $0.key.scalarText == name }
  }

  private static func form(ofMeasure job: Job) -> GateLimit {
    job.metrics.first { $0.name == job.measure }.map(form) ?? .duration
  }

  private static func form(of metric: Metric) -> GateLimit {
    metric.unit.map(GateLimit.unit) ?? .number
  }

  /// Why no cell of a job has a value in a column of the summary; nil where one may have.
  private static func absence(ofColumn name: String, in job: Job) -> String? {
    let isWithoutReference = job.scaling == .weak && job.weakReference == .none
    if name.hasPrefix("speedup_absolute") {
      return job.executors.contains { $0.kind == .serial }
        ? nil : "needs the time of one serial run: add the executor serial, or 'serial' of a command"
    }
    if name.hasPrefix("speedup"), isWithoutReference {
      return "needs one worker on the size of each number of workers: write weak: {reference: measured}"
    }
    if name.hasPrefix("karp_flatt"), isWithoutReference || job.scaling == .throughput {
      return "does not exist under this scaling"
    }
    if ["work", "rate"].contains(name), job.work == nil {
      return "needs the amount of work: write work: {amount: EXPRESSION, unit: TEXT} as well"
    }
    if name == "tree_peak_median", job.sample == nil {
      return "needs samples of the memory: write sample: 100ms as well"
    }
    return nil
  }

  private func parameter(
    _ part: GateText.Part, _ job: Job, _ measure: GateLimit
  ) throws(ExpressionError) -> Meaning {
    let pieces = part.text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    let laws = LawKind.allCases.map(\.rawValue)
    guard pieces.count == 2, let law = LawKind(rawValue: pieces[0]) else {
      throw part.error(
        "unknown law '\(Excerpt.of(pieces[0]))'\(reader.suggestion(for: pieces[0], in: laws)): expected "
          + NodeReader.list(laws))
    }
    guard law.parameterNames.contains(pieces[1]) else {
      let suggestion = reader.suggestion(for: pieces[1], in: law.parameterNames)
      throw part.error(
        "the law '\(law.rawValue)' has no parameter '\(Excerpt.of(pieces[1]))'\(suggestion): it has "
          + NodeReader.list(law.parameterNames, or: "and"))
    }
    if let reason = Self.misfit(law, job) {
      throw part.error("the law '\(law.rawValue)' does not belong here: \(reason)")
    }
    if let fit = job.fit, !fit.contains(law) {
      throw part.error("the law '\(law.rawValue)' is not fitted: 'fit' names others")
    }
    let form: GateLimit =
      switch pieces[1] {
      case "tau": measure
      case "peak_workers": .number
      default: .share
      }
    return Meaning(quantity: .parameter(law, pieces[1]), form: form)
  }

  // MARK: - Conditions

  private func choice(
    _ condition: GateText.Condition, _ names: KnownNames
  ) throws(ExpressionError) -> Gate.Condition? {
    let name = condition.axis.text
    guard let index = names.axis(named: name) else {
      if names.derived.contains(name) {
        throw condition.axis.error("'\(Excerpt.of(name))' is a derived value: expected an axis")
      }
      let known = names.axes.map(\.axis.name)
      throw condition.axis.error(
        "unknown axis '\(Excerpt.of(name))'\(reader.suggestion(for: name, in: known)): there are "
          + NodeReader.list(known, or: "and"))
    }
    let axis = names.axes[index]
    // An axis without values is wrong itself, and reported.
    guard axis.count > 0 else { return nil }
    guard let value = axis.index(ofValue: condition.value.text, isPlain: !condition.isQuoted) else {
      throw condition.value.error(
        "the axis '\(Excerpt.of(name))' has no value '\(Excerpt.of(condition.value.text))': it has "
          + axis.shownValues)
    }
    return Gate.Condition(axis: index, value: value)
  }

  /// Whether an axis varies along the series to which a law is fitted.
  private func isAlongSeries(_ axis: Int, _ job: Job) -> Bool {
    axis == Job.workersAxis || job.zips.contains { $0.contains(axis) && $0.contains(Job.workersAxis) }
  }
}

extension PlacedAxis {
  /// The index of the value that a text means; nil where the axis has none such.
  ///
  /// - Parameter isPlain: whether a text that is a number means one.
  func index(ofValue text: String, isPlain: Bool) -> Int? {
    let meaning = NodeReader.meaning(of: text, isPlain: isPlain)
    // What is written alike comes before what means the same.
    return (0..<count).first { value($0)?.text == text } ?? (0..<count).first { value($0)?.value == meaning }
  }

  /// The first values in words, for messages.
  var shownValues: String {
    ((0..<min(8, count)).compactMap { value($0).map { Excerpt.of($0.text) } } + (count > 8 ? ["…"] : []))
      .joined(separator: ", ")
  }
}
