import ArgumentParser
import Expressions
import Jobs
import OperatingSystem
import Results
import Scheduler

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs the sweeps of manifests, one after the other.",
    discussion: "'run' may be left out: swrun jobs/amdahl.yaml")

  @Argument(help: "Manifests (YAML).") var manifests: [String]
  @OptionGroup var options: RunOptions

  func validate() throws {
    if options.resumeFrom != nil && manifests.count > 1 {
      throw ValidationError("--resume-from goes on with one folder; give one manifest.")
    }
  }

  func run() throws {
    let stopMoment = try options.stopMoment()
    let patience = try options.lockPatience()
    Terminal.carryOut {
      let console = Console(isQuiet: options.quiet, progress: options.progress)
      let reading = MachineReader.read()
      let loaded = try loadAll(
        ManifestLoader(machine: ThisMachine.machine(reading), maximumCells: options.maxCells))
      if console.isInteractive {
        for warning in loaded.flatMap(\.warnings) { Terminal.say(warning) }
      }
      if options.trace { try refuseTracedCommands(loaded) }
      let lacking = loaded.flatMap(\.refusals)
      if !lacking.isEmpty {
        throw CommandFailure(
          outcome: .unavailable, message: lacking.joined(separator: "\n"), isAttributed: true)
      }
      for manifest in loaded { try LimitCheck.check(manifest) }
      let stop = try StopRequest(deadline: stopMoment)
      let waiting = LockWaiting(patience: patience, stop: stop)
      let machineLock =
        options.lock == .machine ? try waiting.acquire(.machine(environment: Self.environment)) : nil
      defer { machineLock?.release() }
      var outcome = Outcome.success
      for manifest in loaded {
        do {
          outcome = max(outcome, try run(manifest, reading, console, stop, waiting))
        } catch let failure as CommandFailure where [.badData, .unavailable].contains(failure.outcome) {
          // What one manifest lacks does not keep the others from running.
          Terminal.say(failure.text)
          outcome = max(outcome, failure.outcome)
        }
        if case .signal = outcome { break }
      }
      return outcome
    }
  }

  private func run(
    _ manifest: LoadedManifest, _ reading: HostReading, _ console: Console, _ stop: StopRequest,
    _ waiting: LockWaiting
  ) throws -> Outcome {
    let directory = options.output ?? manifest.job.output.directory
    let nameLock =
      options.lock == .name
      ? try waiting.acquire(lockScope(directory: directory, name: manifest.job.name)) : nil
    defer { nameLock?.release() }
    let session = try RunSession(
      manifest: manifest, options: options, directory: directory, reading: reading, console: console)
    return try session.run(stop)
  }

  /// The study whose lock is taken: that of the folder to go on with, where one is named.
  private func lockScope(directory: String, name: String) -> SweepLock.Scope {
    guard let path = options.resumeFrom, let resolved = try? CurrentProcess.resolvedPath(path) else {
      // A folder that cannot be resolved is refused with its reason where it is opened.
      return .name(directory: directory, name: name)
    }
    let parts = resolved.split(separator: "/").map(String.init)
    guard parts.count >= 3 else { return .name(directory: directory, name: name) }
    return .name(directory: "/" + parts.dropLast(2).joined(separator: "/"), name: parts[parts.count - 2])
  }

  /// Refuses `--trace` for commands.
  private func refuseTracedCommands(_ manifests: [LoadedManifest]) throws(CommandFailure) {
    for manifest in manifests {
      guard case .command = manifest.job.workload else { continue }
      throw CommandFailure(
        outcome: .usage,
        message:
          "--trace: \(Terminal.printable(manifest.path)) runs a command, and swrun sees no tasks in it; leave "
          + "--trace out")
    }
  }

  /// Checks all manifests before the first runs; shows the errors of all.
  private func loadAll(_ loader: ManifestLoader) throws(CommandFailure) -> [LoadedManifest] {
    var loaded: [LoadedManifest] = []
    var failures: [CommandFailure] = []
    for path in manifests {
      do throws(CommandFailure) {
        var manifest = try loader.load(path)
        if let seed = options.seed { manifest = manifest.seeded(seed) }
        loaded.append(manifest)
      } catch {
        failures.append(error)
      }
    }
    guard let first = failures.first else { return loaded }
    throw CommandFailure(
      outcome: first.outcome, message: failures.map(\.text).joined(separator: "\n"), isAttributed: true)
  }

  private static var environment: [String: String] {
    Dictionary(CurrentProcess.environment.map { ($0.name, $0.value) }) { $1 }
  }
}
