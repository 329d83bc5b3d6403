import Jobs
import OperatingSystem

/// Waits until a service that was started is ready.
struct ServiceWait {
  /// What came of it.
  enum End {
    case ready
    /// A service has ended: this one, or one that runs already.
    case died(RunningService)
    /// The time was over; what was still lacking.
    case late(String)
    /// swrun is to stop.
    case stopped
  }

  /// Nanoseconds between two looks: they become rarer.
  private static let firstPause: UInt64 = 1_000_000
  private static let longestPause: UInt64 = 50_000_000

  private enum Test {
    case port(Int)
    case file(path: String, before: FileStamp?)
    case command(ChildSpecification)
  }

  private let within: Double
  private let test: Test?

  /// Settles what is looked for, before the service is started.
  ///
  /// - Throws: ``PreparationError`` where a placeholder has no value, or the command's program is not there.
  init(_ service: Service, _ preparation: CommandPreparation) throws(PreparationError) {
    within = service.within
    switch service.test {
    case nil:
      test = nil
    case .port(let template):
      let text = try preparation.text(template)
      guard let port = Int(text), (1...65535).contains(port), String(port) == text else {
        throw PreparationError(message: "ready: '\(text)' is no port from 1 to 65535")
      }
      // What listens there already would be taken for the service.
      let isTaken: Bool
      do throws(Errno) { isTaken = try LocalPort.accepts(port) } catch { isTaken = false }
      guard !isTaken else {
        throw PreparationError(
          message: "ready: another program listens at port \(port) of 127.0.0.1 already")
      }
      test = .port(port)
    case .file(let template):
      let path = try preparation.path(template)
      test = .file(path: path, before: FileStamp(path))
    case .command(var line):
      line.directory = service.line.directory
      test = .command(try preparation.specification(of: line))
    }
  }

  /// Waits until the service, which was started, is ready, and heeds all that may come in between.
  func untilReady(_ runner: inout ChildRunner) throws -> End {
    guard let test else { return .ready }
    let deadline = SystemClock.nanoseconds() + ChildWatch.nanoseconds(within)
    var pause = Self.firstPause
    var lack = ""
    while true {
      if try runner.stop.isAskedFor() { return .stopped }
      if let dead = runner.endedService { return .died(dead) }
      switch try look(test, deadline, &runner) {
      case .success:
        try runner.look()
        return runner.endedService.map { .died($0) } ?? .ready
      case .failure(let missing):
        // What the last attempt had no time left for says less than how one before it ended.
        if !missing.isUnfinished || lack.isEmpty { lack = missing.text }
      }
      let now = SystemClock.nanoseconds()
      if let dead = runner.endedService { return .died(dead) }
      if now >= deadline { return .late(lack) }
      let next = min(deadline, now + pause)
      while SystemClock.nanoseconds() < next, runner.endedService == nil, runner.stop.reason == nil {
        try runner.attend(until: next)
      }
      pause = min(pause * 2, Self.longestPause)
    }
  }

  /// What a look did not find.
  private struct Missing: Error {
    var text: String
    /// Whether time ran out before there was an answer.
    var isUnfinished = false
  }

  private func look(
    _ test: Test, _ deadline: UInt64, _ runner: inout ChildRunner
  ) throws -> Result<Void, Missing> {
    switch test {
    case .port(let port):
      return try LocalPort.accepts(port)
        ? .success(()) : .failure(Missing(text: "nobody accepts connections at port \(port) of 127.0.0.1"))
    case .file(let path, let before):
      guard let stamp = FileStamp(path) else { return .failure(Missing(text: "there is no '\(path)'")) }
      return stamp != before
        ? .success(()) : .failure(Missing(text: "'\(path)' is what was there before the start"))
    case .command(let specification):
      let now = SystemClock.nanoseconds()
      let left = Double(max(deadline, now + Self.firstPause) - now) * 1e-9
      let limits = Limits(wallTime: left, grace: 0)
      let order = ChildOrder(specification: specification, limits: limits)
      let outcome: ChildOutcome
      do {
        outcome = try runner.run(order)
      } catch let error as SpawnError {
        return .failure(Missing(text: "its command: \(error.description)"))
      }
      let verdict = StatusJudge(limits: limits).verdict(on: outcome)
      if verdict.status == .ok { return .success(()) }
      var text = "its command: \(verdict.status == .timeout ? "it did not end" : verdict.reason)"
      if let line = ServiceHost.lastLine(outcome.standardError.tail) { text += ": \(line)" }
      return .failure(Missing(text: text, isUnfinished: verdict.status == .timeout))
    }
  }
}
