import Expressions
import Jobs
import YAML

/// Puts a job together from the keys of a manifest.
struct JobReader {
  static let keys = [
    "name", "description", "workload", "executor", "workers", "scaling", "weak", "work", "measure",
    "parameters", "derived",
    "zip",
    "exclude", "repetitions", "warmup", "order", "seed", "limits", "affinity", "environment",
    "environment_inherit", "inputs", "setup", "prepare", "conclude", "cleanup", "services", "metrics",
    "success",
    "baseline",
    "fit", "compare", "gates", "reference", "quiet_machine",
    "output", "sample",
  ]
  /// Keys of the format that this version cannot honour.
  static let laterKeys = ["revision"]

  let reader: NodeReader
  let manifest: Section
  let catalogue: Catalogue
  let machine: Machine
  let maximumCells: Int
  let folder: String

  /// Reads all keys; nil where anything is wrong.
  func read() -> Job? {
    let name = required("name", "write name: my-study").flatMap(reader.jobName)
    let workload = readWorkload()
    var names = readAxes(workload)
    let executors = executors(for: workload)
    // What is simulated is bound to no CPU, so that none can be lacking.
    let isExecuted = executors?.choices.contains { $0.kind != .simulated } ?? true
    let affinities = manifest["affinity"].flatMap { reader.affinities($0, isExecuted ? machine : nil) }
    if let executors { names.axes[Job.executorAxis] = executors.axis }
    if let affinities { names.axes[Job.affinityAxis] = affinities.axis }
    let derived = manifest["derived"].map { reader.derived($0, &names) } ?? []
    if let node = manifest["services"] { names.services = reader.namedServices(node) }
    let zips = manifest["zip"].map { reader.zips($0, names) } ?? []
    refuseTooManyCells(names, zips)

    var job = Job(
      name: name ?? "", workload: .builtIn(kind: ""), axes: names.axes.map(\.axis),
      executors: executors?.choices ?? [],
      affinities: affinities?.requests ?? [.none], folder: folder)
    job.derived = derived
    job.zips = zips
    readSweep(into: &job, names, workload)
    readSample(into: &job)
    readRatePlot(into: &job)
    readComparison(into: &job, names)
    readRuns(into: &job)
    readSurroundings(into: &job, names)
    readQuantities(into: &job, names, workload)
    readGates(into: &job, names, workload)
    readReference(into: &job)
    guard fill(&job, workload, names), !reader.hasErrors, expand(&names) else { return nil }
    job.axes = names.axes.map(\.axis)
    guard let parameters = finish(&job, workload), !reader.hasErrors else { return nil }
    warn(about: job, workload, parameters)
    return job
  }

  private func required(_ key: String, _ example: String) -> YAMLNode? {
    reader.required(key, in: manifest, "", example)
  }

  // MARK: - What is scaled

  private func readWorkload() -> ReadWorkload {
    guard
      let node = required(
        "workload", "write workload: {command: [program, argument]} or one of the built-in kinds")
    else { return .unknown(names: []) }
    return reader.workload(node, catalogue, maximum: maximumCells)
  }

  private func executors(for workload: ReadWorkload) -> ReadExecutors? {
    switch workload {
    case .command(let section):
      return reader.commandExecutor(
        manifest["executor"], hasSerial: section["serial"] != nil, at: reader.place(of: manifest.node))
    case .builtIn:
      let known = catalogue.executors.map(\.kind.rawValue).filter { $0 != ExecutorKind.command.rawValue }
      return required("executor", "write one or a list of \(NodeReader.list(known, or: "and"))")
        .flatMap { reader.executors($0, catalogue) }
    case .unknown:
      return manifest["executor"].flatMap { node in
        node.scalarText == ExecutorKind.command.rawValue ? nil : reader.executors(node, catalogue)
      }
    }
  }

  /// The axes in their order; those of executor and affinity still with their defaults.
  private func readAxes(_ workload: ReadWorkload) -> KnownNames {
    let none = reader.place(of: manifest.node)
    let workers = manifest["workers"].map { reader.workers($0, machine, maximum: maximumCells) }
    let counts = workers ?? AxisValues(values: [.integer(1)], isSwept: false)
    var axes = [
      PlacedAxis(axis: Axis(name: "executor", role: .executor, values: [], isSwept: false), place: none),
      PlacedAxis(
        axis: Axis(
          name: "workers", role: .workers, values: counts?.values ?? [], isSwept: counts?.isSwept ?? false),
        place: manifest["workers"].map(reader.place(of:)) ?? none, range: counts?.range),
      PlacedAxis(
        axis: Axis(
          name: "affinity", role: .affinity, values: [AxisValue(text: "none", value: .text("none"))],
          isSwept: false), place: none),
    ]
    switch workload {
    case .builtIn(_, let parameters): axes += parameters
    case .command: break
    case .unknown(let names):
      // Conditions and placeholders may use them; that the workload is wrong is said once.
      for name in names where !axes.contains(where: { $0.axis.name == name }) {
        axes.append(
          PlacedAxis(axis: Axis(name: name, role: .parameter, values: [], isSwept: false), place: none))
      }
    }
    if let node = manifest["parameters"] {
      axes += reader.namedParameters(node, after: KnownNames(axes: axes), maximum: maximumCells)
    }
    return KnownNames(axes: axes)
  }

  /// Refuses a product of axes that is too large, before anything of its size is allocated.
  private func refuseTooManyCells(_ names: KnownNames, _ zips: [[Int]]) {
    // Without a zip that is wrong the product may be too large only for that reason.
    guard !(manifest.has("zip") && reader.hasErrors) else { return }
    let groups = Combinations.groups(axes: names.axes.count, zips: zips)
    let count = Combinations.count(of: groups) { names.axes[$0].count }
    guard count.map({ $0 > maximumCells }) ?? true else {
      // Axes that are zipped are no product: what they have together is what takes memory.
      if reader.rangeValues / 2 > maximumCells {
        reader.error(
          "the ranges of the sweep have \(reader.rangeValues) values together, more than twice the \(maximumCells) "
            + "cells that a sweep may have: leave out values, or raise the bound with --max-cells",
          at: names.axes.max { $0.count < $1.count }?.place ?? reader.place(of: manifest.node))
      }
      return
    }
    let swept = names.axes.filter { $0.count > 1 }
    let largest = swept.max { $0.count < $1.count }
    let factors = swept.prefix(8).map { "\($0.axis.name): \($0.count)" }
    let size = count.map { "\($0) cells, more than \(maximumCells)" } ?? "far more than \(maximumCells) cells"
    reader.error(
      "the sweep has \(size) "
        + "(\(factors.joined(separator: ", "))): leave out values, or raise the bound with --max-cells",
      at: largest?.place ?? reader.place(of: manifest.node))
  }

  /// Computes the values of all ranges, once nothing is wrong: what is refused takes no memory for them.
  private func expand(_ names: inout KnownNames) -> Bool {
    names.axes.indices.allSatisfy { names.axes[$0].expand() }
  }

  // MARK: - How it is run

  private func readSweep(into job: inout Job, _ names: KnownNames, _ workload: ReadWorkload) {
    if let node = manifest["description"] { job.description = reader.text(node, "'description'") ?? "" }
    readScaling(into: &job, names, workload)
    if let node = manifest["exclude"] { job.exclusions = reader.exclusions(node, names) }
    if let node = manifest["baseline"] { job.baseline = reader.baseline(node, names) }
    if let node = manifest["output"] {
      let isCommand = if case .command = workload { true } else { false }
      job.output = reader.output(node, isCommand: isCommand)
    }
  }

  private func readRuns(into job: inout Job) {
    readRepetitions(into: &job)
    if let node = manifest["warmup"],
      let number = reader.integer(node, "'warmup'", in: 0...Self.mostRepetitions)
    {
      job.warmup = number
    }
    if let node = manifest["order"], let order: RunOrder = reader.choice(node, "'order'") {
      job.order = order
    }
    refuseRandomPrecision(job)
    readQuietMachine(into: &job)
    if let node = manifest["seed"], let seed = reader.integer(node, "'seed'", in: 0 ... .max) {
      job.seed = UInt64(seed)
    }
    if let node = manifest["limits"] { job.limits = reader.limits(node, "'limits'") }
  }

  private func readSurroundings(into job: inout Job, _ names: KnownNames) {
    if let node = manifest["environment"] { job.environment = reader.environment(node, names: names.ofRun) }
    if let node = manifest["environment_inherit"], let inherited = reader.inheritedEnvironment(node) {
      job.inheritedEnvironment = inherited
    }
    if let node = manifest["inputs"] {
      let paths = reader.elements(node, "'inputs'", expected: "a list of paths", mayBeEmpty: true) ?? []
      job.inputs = paths.compactMap {
        reader.scoped(
          $0, "a path in 'inputs'", names: names.ofRun, scope: names.withoutPorts, mayBeEmpty: false)
      }
    }
    let run = PlaceholderScope.run
    let before = PlaceholderScope.none(
      "'setup' runs once before the sweep and its services, outside all cells")
    let after = PlaceholderScope.none(
      "'cleanup' runs once after the sweep and its services, outside all cells")
    job.setup = hooks("setup", names, before)
    job.prepare = hooks("prepare", names, run)
    job.conclude = hooks("conclude", names, run)
    job.cleanup = hooks("cleanup", names, after)
    if let node = manifest["services"] { job.services = reader.services(node, names, machine) }
  }

  private func hooks(_ key: String, _ names: KnownNames, _ scope: PlaceholderScope) -> [HookCommand] {
    manifest[key].map { reader.hooks($0, "'\(key)'", names: names.ofRun, scope: scope) } ?? []
  }
}
