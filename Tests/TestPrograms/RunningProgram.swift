import Foundation

/// A program that a test started. Its output goes to files, which never fill up as a pipe does.
package final class RunningProgram {
  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let folder: TemporaryFolder

  init(_ program: TestProgram, _ arguments: [String], _ environment: [String: String], _ directory: String?)
    throws
  {
    folder = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: program.path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.standardInput = FileHandle.nullDevice
    let output = try file("output")
    let errors = try file("errors")
    process.standardOutput = output
    process.standardError = errors
    let ended = ended
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    // The program has its own copies; a test process starts very many programs.
    try output.close()
    try errors.close()
  }

  private func file(_ name: String) throws -> FileHandle {
    let url = URL(fileURLWithPath: folder.path).appendingPathComponent(name)
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  /// Its process id.
  package var pid: Int32 { process.processIdentifier }

  /// Whether it has ended.
  package var hasEnded: Bool { !process.isRunning }

  /// What it has printed so far.
  package func output() throws -> String { try text("output") }

  /// What it has printed to standard error so far.
  package func errors() throws -> String { try text("errors") }

  private func text(_ name: String) throws -> String {
    let url = URL(fileURLWithPath: folder.path).appendingPathComponent(name)
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }

  /// Sends it a signal.
  package func signal(_ number: Int32) { kill(pid, number) }

  /// Waits until its standard output contains a text.
  ///
  /// - Returns: false where it does not in time.
  package func waitForOutput(_ wanted: String, timeLimit: Double = 60) throws -> Bool {
    try waitUntil(timeLimit: timeLimit) { try self.output().contains(wanted) }
  }

  /// Waits for its end, and kills it at the time limit.
  package func wait(timeLimit: Double = 120) throws -> ProgramResult {
    var timedOut = false
    if ended.wait(timeout: .now() + timeLimit) == .timedOut {
      timedOut = true
      signal(SIGKILL)
      ended.wait()
    }
    let bySignal = process.terminationReason == .uncaughtSignal
    return ProgramResult(
      exitCode: bySignal ? nil : process.terminationStatus,
      signal: bySignal ? process.terminationStatus : nil,
      timedOut: timedOut, output: try output(), errors: try errors())
  }
}

/// Asks again and again until a condition holds; false where it does not in time.
package func waitUntil(timeLimit: Double = 60, _ condition: () throws -> Bool) throws -> Bool {
  let deadline = Date(timeIntervalSinceNow: timeLimit)
  while true {
    if try condition() { return true }
    if Date() > deadline { return false }
    Thread.sleep(forTimeInterval: 0.005)
  }
}
