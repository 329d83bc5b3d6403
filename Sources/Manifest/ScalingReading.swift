import Expressions
import Jobs
import YAML

/// The declared scaling and what belongs to it: `scaling`, `weak`, `work`.
extension JobReader {
  /// Reads the keys into a job that has its axes, zips and derived columns.
  func readScaling(into job: inout Job, _ names: KnownNames, _ workload: ReadWorkload) {
    let isRead = readType(into: &job)
    if case .builtIn = workload { job.weakReference = .measured }
    if let entry = manifest.entries.first(where: { $0.name == "weak" }) {
      readReference(entry, into: &job, isWeak: !isRead || job.scaling == .weak)
    }
    if let node = manifest["work"] { job.work = workAmount(node, names) }
    guard isRead else { return }
    refuseConstantWork(job)
    readFit(into: &job)
    if case .builtIn(let description, let parameters) = workload {
      judgeGrowth(job, description, names, parameters: parameters.map(\.axis.name))
    }
    if case .command(let section) = workload, job.scaling == .weak, let node = section["serial"] {
      reader.error(
        "'serial' in 'workload' runs once, and under 'scaling: weak' the work grows: its time would be that of one "
          + "size; leave it out, or write scaling: strong", at: node)
    }
  }

  /// Plots that need an amount of work. To be called when the output and `work` are read.
  func readRatePlot(into job: inout Job) {
    let plots = givenPlots
    if job.work != nil, plots == nil { job.output.plots.append(.rate) }
    guard !manifest.has("work"), let node = plots?.first(where: { $0.scalarText == Plot.rate.rawValue })
    else { return }
    reader.error(
      "'plots' in 'output' is 'rate', and the amount of work is not known: write work: {amount: EXPRESSION, unit: "
        + "TEXT} as well", at: node)
  }

  /// Whether the type of scaling is known; the default is.
  private func readType(into job: inout Job) -> Bool {
    guard let node = manifest["scaling"] else { return !manifest.has("scaling") }
    let words = Scaling.allCases.map(\.rawValue)
    guard let text = reader.text(node, "'scaling'", expected: NodeReader.list(words)) else { return false }
    guard let scaling = Scaling(rawValue: text) else {
      let suggestion = reader.suggestion(for: text, in: words)
      reader.error(
        "unknown scaling '\(Excerpt.of(text))'\(suggestion): expected \(NodeReader.list(words))", at: node)
      return false
    }
    job.scaling = scaling
    return true
  }

  private func readReference(_ entry: Section.Entry, into job: inout Job, isWeak: Bool) {
    guard isWeak else {
      reader.error(
        "'weak' is for work that grows with the workers: write scaling: weak, or leave 'weak' out",
        at: entry.key)
      return
    }
    let form = "a mapping such as {reference: measured}"
    guard let section = reader.section(entry.value, "'weak'", keys: ["reference"], expected: form),
      let node = reader.required(
        "reference", in: section, "'weak'", "write {reference: measured} or {reference: none}"),
      let reference: WeakReference = reader.choice(node, "'reference' in 'weak'")
    else { return }
    job.weakReference = reference
  }

  // MARK: - Work

  private func workAmount(_ node: YAMLNode, _ names: KnownNames) -> WorkAmount? {
    let form = "{amount: EXPRESSION, unit: TEXT}"
    guard let section = reader.section(node, "'work'", keys: ["amount", "unit"], expected: form) else {
      return nil
    }
    let amount = reader.required(
      "amount", in: section, "'work'", "write an expression such as amount: \"n * workers\""
    ).flatMap { reader.expression($0, "'amount' in 'work'", names: names.ofCell, bareText: false) }
    let unit = reader.required("unit", in: section, "'work'", "write what is counted, such as unit: points")
      .flatMap(workUnit)
    guard let amount, let unit else { return nil }
    return WorkAmount(amount: amount, unit: unit)
  }

  /// The longest unit: it stands in headings and at axes.
  private static let longestUnit = 32

  private func workUnit(_ node: YAMLNode) -> String? {
    guard let text = reader.plainText(node, "'unit' in 'work'", expected: "text such as points") else {
      return nil
    }
    guard text.count <= Self.longestUnit else {
      reader.error("'unit' in 'work' is longer than \(Self.longestUnit) characters", at: node)
      return nil
    }
    return text
  }

  /// Under weak scaling and throughput more workers do more work: an amount that stays is wrong.
  private func refuseConstantWork(_ job: Job) {
    guard job.scaling != .strong, let work = job.work, let node = manifest["work"],
      job.axes[Job.workersAxis].isSwept
    else { return }
    let varying = namesThatVaryWithWorkers(job)
    guard !work.amount.references.contains(where: varying.contains) else { return }
    let source = Excerpt.of(work.amount.source)
    let reason =
      job.scaling == .weak ? "the work grows with the workers" : "every worker does the whole work"
    reader.error(
      "'amount' in 'work' is the same for every number of workers, but under 'scaling: \(job.scaling.rawValue)' "
        + "\(reason), and the amount is that of all workers together: write \"(\(source)) * workers\"",
      at: node)
  }

  // MARK: - Growth

  /// Holds a built-in workload against the declared scaling.
  private func judgeGrowth(
    _ job: Job, _ description: WorkloadDescription, _ names: KnownNames, parameters: [String]
  ) {
    let place = (manifest["scaling"] ?? manifest["workload"]).map(reader.place(of:)) ?? .none
    if description.growsWithWorkers {
      // One number of workers alone is no claim about scaling.
      let isCompared = names.axes[Job.workersAxis].count > 1 || job.scaling == .throughput
      guard job.scaling != .weak, isCompared else { return }
      reader.error(
        "the work of '\(description.kind)' grows with the workers, which is not \(job.scaling.rawValue) scaling: "
          + "write scaling: weak", at: place)
      return
    }
    switch job.scaling {
    case .strong: break
    case .weak: refuseConstantSize(job, description, names, parameters, at: place)
    case .throughput: refuseCopies(job, description, at: place)
    }
  }

  private func refuseConstantSize(
    _ job: Job, _ description: WorkloadDescription, _ names: KnownNames, _ parameters: [String],
    at place: Place
  ) {
    guard names.axes[Job.workersAxis].count > 1 else { return }
    guard let size = description.sizeParameter else {
      reader.error(
        "'\(description.kind)' has no size that could grow with the workers, so that weak scaling is not for it",
        at: place)
      return
    }
    let zipped = Set(job.zips.first { $0.contains(Job.workersAxis) } ?? [])
    if let axis = names.axis(named: size) {
      if zipped.contains(axis) { return }
    } else if zipped.contains(where: { parameters.contains(names.axes[$0].axis.name) }) {
      // Given in another form, such as a list of durations for each number of workers.
      return
    }
    reader.error(
      "under 'scaling: weak' the work grows with the workers, and that of '\(description.kind)' does not by itself: "
        + "give its size '\(size)' one value for each number of workers, and write zip: [[workers, \(size)]]",
      at: place)
  }

  private func refuseCopies(_ job: Job, _ description: WorkloadDescription, at place: Place) {
    let refusal = { (why: String) in
      reader.error(
        "under 'scaling: throughput' every worker does a copy of the whole work, and '\(description.kind)' \(why): "
          + "write scaling: strong", at: place)
    }
    if !description.runsAsCopies {
      refusal("is no work that a single worker could do")
    } else if !description.metrics.isEmpty {
      refusal("tells numbers of one run, not of copies")
    }
    guard let node = manifest["executor"] else { return }
    for choice in job.executors {
      guard case .tasks(let count)? = choice.chunk, count > 1 else { continue }
      reader.error(
        "executor '\(choice.text)': under 'scaling: throughput' each worker has one task, the whole work: leave "
          + "'chunk' out", at: node)
    }
  }

  /// Refuses reference runs of a command that would all be the same: what they have is 1 worker, and the size must
  /// come from something else.
  func refuseSameReferences(_ job: Job, _ command: CommandWorkload) {
    guard job.measuresReferences, job.axes[Job.workersAxis].values.count > 1 else { return }
    var varying = namesThatVaryWithWorkers(job)
    varying.remove(Job.workersAxis)
    let lines = [command.line] + job.prepare.map(\.line)
    let templates =
      lines.flatMap { $0.arguments + [$0.directory].compactMap(\.self) } + job.environment.compactMap(\.value)
      + job.services.flatMap(\.templates)
    guard !templates.contains(where: { $0.references.contains(where: varying.contains) }),
      let node = manifest["weak"]
    else { return }
    reader.error(
      "the reference runs have 1 worker and would all be the same, since the command's size depends on nothing else: "
        + "write derived: {size: \"100 * workers\"} and use \"{size}\", which keeps its value in them",
      at: node)
  }
}
