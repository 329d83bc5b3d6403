import Expressions
import Jobs
import YAML

/// What depends on the workload and on several keys at once.
extension JobReader {
  /// Metrics, success and measure.
  func readQuantities(into job: inout Job, _ names: KnownNames, _ workload: ReadWorkload) {
    if case .builtIn(let description, _) = workload {
      job.metrics = description.metrics.map(Metric.init)
      for (key, entry) in [("metrics", manifest["metrics"]), ("success", manifest["success"])] {
        guard let entry else { continue }
        reader.error(
          "'\(key)' is for commands: the workload '\(description.kind)' checks its own result", at: entry)
      }
    } else {
      if let node = manifest["metrics"] { job.metrics = metrics(node, names) }
      if let node = manifest["success"] { job.success = reader.success(node) }
    }
    if let node = manifest["measure"] { readMeasure(node, into: &job) }
  }

  /// The metrics, each with a name that no other column of the results has, its columns in the summary among
  /// them.
  private func metrics(_ node: YAMLNode, _ names: KnownNames) -> [Metric] {
    let taken = names.taken
    var columns = taken.merging(Columns.reserved.map { ($0, "a column of the results") }) { first, _ in first
    }
    if case .mapping(let pairs) = node.content {
      for name in pairs.prefix(NodeReader.mostNames).compactMap(\.key.scalarText) where columns[name] == nil {
        columns[name] = "a metric"
      }
    }
    return reader.metrics(node, names: names.ofRun) { entry in
      guard reader.isFreeName(entry, "metric", taken: taken) else { return false }
      for column in Columns.summary(ofMetric: entry.name) {
        guard let owner = columns[column] else { continue }
        reader.error(
          "'\(entry.name)' cannot be the name of a metric: the summary has a column '\(column)' for it, and "
            + "that is already \(owner)", at: entry.key)
        return false
      }
      return true
    }
  }

  private func readMeasure(_ node: YAMLNode, into job: inout Job) {
    guard let text = reader.text(node, "'measure'", expected: "wall_s or the name of a metric"),
      text != "wall_s"
    else {
      return
    }
    if let metric = job.metrics.first(where: { $0.name == text }) {
      if metric.kind == .count {
        reader.error(
          "'measure' is '\(text)', a metric of kind count: give it the 'kind' cost or rate",
          at: node)
      }
      job.measure = text
      return
    }
    // A metric that is there but wrong is reported already.
    if case .mapping(let pairs)? = manifest["metrics"]?.content,
      pairs.contains(where: { $0.key.scalarText == text })
    {
      return
    }
    let known = ["wall_s"] + job.metrics.map(\.name)
    let suggestion = reader.suggestion(for: text, in: known)
    reader.error(
      "'measure' is '\(Excerpt.of(text))'\(suggestion): expected \(NodeReader.list(known))", at: node)
  }

  /// Fills in the workload; false where it cannot be read.
  func fill(_ job: inout Job, _ workload: ReadWorkload, _ names: KnownNames) -> Bool {
    switch workload {
    case .unknown:
      return false
    case .command(let section):
      guard let command = reader.commandWorkload(section, names: names.ofRun) else { return false }
      job.workload = .command(command)
    case .builtIn(let description, _):
      job.workload = .builtIn(kind: description.kind)
      job.tellsTasks = description.tellsTasks
      job.textParameters = reader.textParameters(of: description, names.axes, names: names.ofRun)
    }
    return true
  }

  /// Checks the workload of a job, whose axes have their values, as a whole.
  ///
  /// - Returns: the check of a built-in workload's arguments; nil inside where it is a command; nil where the
  ///   workload is wrong.
  func finish(_ job: inout Job, _ workload: ReadWorkload) -> WorkloadCheck?? {
    guard case .builtIn(let description, let parameters) = workload else {
      if case .command(let command) = job.workload {
        refuseUnusedWorkers(job, command)
        refuseSameReferences(job, command)
      }
      return .some(nil)
    }
    let check = WorkloadCheck(job, description, parameters: parameters.map(\.axis.name))
    if let fault = check.fault(), let node = manifest["workload"] {
      reader.error("workload '\(description.kind)': \(fault)", at: node)
      return nil
    }
    if !manifest.has("warmup") { job.warmup = check.isBusy() ? 1 : 0 }
    refuseSimulation(job, description)
    refuseExecutors(job, check)
    return .some(check)
  }

  /// Refuses executors under which the workload makes no sense.
  private func refuseExecutors(_ job: Job, _ check: WorkloadCheck) {
    guard let node = manifest["executor"] else { return }
    for (index, choice) in job.executors.enumerated() {
      guard let reason = check.refusal(ofExecutor: index) else { continue }
      reader.error("executor '\(choice.kind.rawValue)': \(reason)", at: node)
    }
  }

  /// Refuses to compute the run of a workload whose durations are not known beforehand.
  private func refuseSimulation(_ job: Job, _ description: WorkloadDescription) {
    guard !description.canSimulate, job.executors.contains(where: { $0.kind == .simulated }),
      let node = manifest["executor"]
    else { return }
    let known = catalogue.workloads.filter(\.canSimulate).map { "'\($0.kind)'" }
    reader.error(
      "the workload '\(description.kind)' cannot be simulated, since how long its tasks take is not known "
        + "beforehand: the executor 'simulated' is for \(NodeReader.list(known, or: "and"))", at: node)
  }

  func warn(about job: Job, _ workload: ReadWorkload, _ check: WorkloadCheck?) {
    let warnings = JobWarnings(
      job: job, machine: machine, places: places, isWaiting: check.map { !$0.isBusy() } ?? false)
    warnings.report(to: reader)
  }

  /// Where the values of the top-level keys stand, those of the workload as `workload.KEY`, and each gate by its text.
  var places: [String: Place] {
    var places = manifest.entries.map { ($0.name, reader.place(of: $0.value)) }
    if case .sequence(let gates)? = manifest["gates"]?.content {
      for gate in gates {
        if let text = gate.scalarText { places.append(("gates." + text, reader.place(of: gate))) }
      }
    }
    if case .mapping(let pairs)? = manifest["workload"]?.content {
      for pair in pairs {
        if let key = pair.key.scalarText { places.append(("workload." + key, reader.place(of: pair.value))) }
      }
    }
    return Dictionary(places) { first, _ in first }
  }

  // MARK: - Use of workers

  /// Refuses a command that is the same for every number of workers: it would measure nothing.
  ///
  /// One worker alone is no claim about scaling. A placement by worker count is a use, too: many programs
  /// start as many threads as they have CPUs.
  private func refuseUnusedWorkers(_ job: Job, _ command: CommandWorkload) {
    let counts = job.axes[Job.workersAxis].values
    guard counts.map(\.text) != ["1"] else { return }
    guard !job.affinities.contains(.compact), !job.affinities.contains(.scatter) else { return }
    let varying = namesThatVaryWithWorkers(job)
    let hooks = job.prepare.flatMap { $0.line.arguments + [$0.line.directory].compactMap { $0 } }
    let templates =
      command.line.arguments + [command.line.directory].compactMap { $0 } + hooks
      + job.environment.compactMap(\.value) + job.services.flatMap(\.templates)
    guard !templates.contains(where: { $0.references.contains(where: varying.contains) }) else { return }
    guard let node = manifest["workers"] else { return }
    reader.error(
      "'workers' is used nowhere, so that every count would run the same: put \"{workers}\" into the command, "
        + "as in [program, \"-j{workers}\"], or write environment: {OMP_NUM_THREADS: \"{workers}\"}", at: node
    )
  }

  /// The worker count, what is zipped with it, and what is derived from those: as indices into the names.
  func namesThatVaryWithWorkers(_ job: Job) -> Set<Int> {
    var varying: Set<Int> = [Job.workersAxis]
    for group in job.zips where group.contains(Job.workersAxis) { varying.formUnion(group) }
    for (index, column) in job.derived.enumerated() {
      if column.expression.references.contains(where: varying.contains) {
        varying.insert(job.axes.count + index)
      }
    }
    return varying
  }
}
