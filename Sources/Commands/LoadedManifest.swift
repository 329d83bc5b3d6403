import ArgumentParser
import Expressions
import Executors
import Jobs
import Manifest
import OperatingSystem
import Sweep
import Workloads

/// A manifest that was read and checked, with its plan.
struct LoadedManifest {
  var path: String
  var bytes: [UInt8]
  var job: Job
  var plan: SweepPlan
  /// Warnings, as they are shown.
  var warnings: [String]
  /// What this machine lacks, as it is shown to who only validates: a warning.
  var lacking: [String]
  /// The same as it is shown to who wants to run: an error.
  var refusals: [String]
}

/// Reads and checks manifests.
struct ManifestLoader {
  let machine: Machine
  var maximumCells = 1_000_000

  static let catalogue = Catalogue(
    workloads: WorkloadCatalogue.descriptions, executors: ExecutorCatalogue.descriptions)

  /// Reads a manifest and expands its sweep.
  ///
  /// - Throws: ``CommandFailure`` whose message holds all errors, as they are shown.
  func load(_ path: String) throws(CommandFailure) -> LoadedManifest {
    let bytes: [UInt8]
    let folder: String
    do throws(Errno) {
      bytes = try File.read(path, atMost: 1 << 20)
      folder = try Self.folder(of: path)
    } catch {
      throw CommandFailure(outcome: .badData, message: Self.unreadable(path, error))
    }
    return try check(bytes, path: path, folder: folder)
  }

  /// Checks the text of a manifest.
  ///
  /// - Parameters:
  ///   - path: how messages name it.
  ///   - folder: where its relative paths start, absolute.
  func check(_ bytes: [UInt8], path: String, folder: String) throws(CommandFailure) -> LoadedManifest {
    let checked = ManifestReader.check(
      bytes: bytes, folder: folder, catalogue: Self.catalogue, machine: machine, maximumCells: maximumCells)
    func shown(_ severity: Diagnostic.Severity) -> [String] {
      checked.diagnostics.filter { $0.severity == severity }.map { checked.rendered($0, path: path) }
    }
    guard let job = checked.job else {
      let all = checked.diagnostics.map { checked.rendered($0, path: path) }
      throw CommandFailure(outcome: .badData, message: all.joined(separator: "\n"), isAttributed: true)
    }
    func failure(_ message: String, at key: String) -> CommandFailure {
      let place = checked.places[key] ?? .none
      let diagnostic = Diagnostic(severity: .error, message: message, at: place)
      return CommandFailure(
        outcome: .badData, message: checked.rendered(diagnostic, path: path), isAttributed: true)
    }
    let plan: SweepPlan
    do throws(SweepError) {
      plan = try SweepPlan(job, maximumCells: maximumCells)
      try Self.checkDerivedValues(plan)
      try Self.checkWork(plan)
    } catch {
      throw failure(error.message, at: Self.key(of: error))
    }
    if let fault = TemplateCheck.fault(in: plan) { throw failure(fault.message, at: fault.key) }
    if let index = plan.firstGateWithoutCell() {
      let gate = job.gates[index].text
      throw failure(
        "gate '\(Excerpt.of(gate))': no cell matches, since those that it names fall away: see swrun plan",
        at: "gates." + gate)
    }
    var warnings = shown(.warning) + warnings(of: plan, checked).map { checked.rendered($0, path: path) }
    let description = WorkloadCatalogue.descriptions.first { job.workload == .builtIn(kind: $0.kind) }
    let memory = MemoryCheck(plan, description, machine: machine)
    if let warning = memory.warning(checked) { warnings.append(checked.rendered(warning, path: path)) }
    let lacking =
      checked.diagnostics.filter { $0.severity == .lacking } + Self.lackingProgram(job, checked)
      + Self.lackingLibrary(description, checked) + Self.lackingReference(job, checked)
      + [memory.refusal(checked)].compactMap(\.self)
    return LoadedManifest(
      path: path, bytes: bytes, job: job, plan: plan, warnings: warnings,
      lacking: lacking.map { checked.rendered($0, path: path) },
      refusals: lacking.map { checked.rendered($0, path: path, isRun: true) })
  }

  /// What only the plan shows.
  private func warnings(of plan: SweepPlan, _ checked: CheckedManifest) -> [Diagnostic] {
    let job = plan.job
    var warnings: [Diagnostic] = []
    func warn(_ message: String, at key: String) {
      warnings.append(
        Diagnostic(severity: .warning, message: message, at: checked.places[key] ?? .none))
    }
    let description = WorkloadCatalogue.descriptions.first { job.workload == .builtIn(kind: $0.kind) }
    if let cell = plan.oversubscription(description, on: machine) { warn(cell.message, at: "workers") }
    for index in plan.unusedExclusions {
      let reason = Terminal.printable(job.exclusions[index].reason, longest: 80)
      warn("exclude: element \(index + 1) ('\(reason)') leaves out no cell", at: "exclude")
    }
    if !plan.hasBaselineCell() {
      warn("baseline: no cell has these values, so that there are no speedups", at: "baseline")
    }
    if let message = plan.warningOfPower() { warn("compare: \(message)", at: "compare") }
    return warnings
  }

  /// The program of workers that start afresh, where the job needs it and it is not there.
  private static func lackingProgram(_ job: Job, _ checked: CheckedManifest) -> [Diagnostic] {
    guard job.executors.contains(where: { $0.kind == .spawn || $0.kind == .forkserver }) else { return [] }
    do throws(PoolError) {
      _ = try WorkerProgram.find()
      return []
    } catch {
      let place = checked.places["executor"] ?? .none
      return [Diagnostic(severity: .lacking, message: "executor: \(error)", at: place)]
    }
  }

  /// What the workload needs on this machine and does not find there.
  private static func lackingLibrary(
    _ description: WorkloadDescription?, _ checked: CheckedManifest
  ) -> [Diagnostic] {
    guard let description, let reason = description.lacking() else { return [] }
    let place = checked.places["workload"] ?? .none
    return [
      Diagnostic(severity: .lacking, message: "workload '\(description.kind)': \(reason)", at: place)
    ]
  }

  /// A reference that is named by its folder and is not there: better found now than after the last run.
  private static func lackingReference(_ job: Job, _ checked: CheckedManifest) -> [Diagnostic] {
    guard case .folder(let path) = job.reference else { return [] }
    do throws(Errno) {
      _ = try FileStatus.of(path + "/measurements.csv")
      return []
    } catch {
      let message = "reference: '\(Excerpt.of(path))' is no result folder: \(error)"
      return [
        Diagnostic(severity: .lacking, message: message, at: checked.places["reference"] ?? .none)
      ]
    }
  }

  /// Computes the derived values of every cell: a fault of one must not show in the middle of the night.
  private static func checkDerivedValues(_ plan: SweepPlan) throws(SweepError) {
    guard !plan.job.derived.isEmpty else { return }
    for position in 0..<plan.count { _ = try plan.values(of: plan.cell(position)) }
  }

  /// Likewise the amount of work.
  private static func checkWork(_ plan: SweepPlan) throws(SweepError) {
    guard plan.job.work != nil else { return }
    for position in 0..<plan.count { _ = try plan.work(of: plan.cell(position)) }
  }

  private static func key(of error: SweepError) -> String {
    switch error {
    case .work: "work"
    case .tooManyCells: "workload"
    case .tooManyToShuffle: "order"
    case .nothingLeft, .exclusion, .tooManyConditions: "exclude"
    case .derived: "derived"
    }
  }

  private static func folder(of path: String) throws(Errno) -> String {
    let resolved = try CurrentProcess.resolvedPath(path)
    guard let slash = resolved.lastIndex(of: "/"), slash != resolved.startIndex else { return "/" }
    return String(resolved[..<slash])
  }

  private static func unreadable(_ path: String, _ error: Errno) -> String {
    let name = Terminal.printable(path)
    if error.code == Errno.noEntry, !path.contains("/"), !path.contains(".") {
      let commands = SwrunCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
      if let nearest = Spelling.nearest(path, in: commands) {
        return "there is no command and no manifest '\(name)' (did you mean 'swrun \(nearest)'?)"
      }
      return
        "there is no command and no manifest '\(name)'; the commands are \(commands.joined(separator: ", "))"
    }
    switch error.code {
    case Errno.noEntry: return "\(name): there is no such manifest"
    case Errno.isDirectory: return "\(name): is a folder, not a manifest"
    case Errno.tooLarge: return "\(name): larger than 1 MiB, which no manifest is"
    case File.notRegular: return "\(name): not a regular file"
    default: return "\(name): cannot be read: \(error.reason)"
    }
  }
}

extension LoadedManifest {
  /// The same sweep with another seed.
  func seeded(_ seed: UInt64) -> LoadedManifest {
    var other = self
    other.job.seed = seed
    other.plan = plan.seeded(seed)
    return other
  }
}
