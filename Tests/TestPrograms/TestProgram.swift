import Foundation

/// A built program that tests start, since nothing may fork inside a test process.
package struct TestProgram: Sendable {
  /// The program's path.
  package let path: String

  /// The program of this name that was built beside the test binary.
  package init(_ name: String) {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    path = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(name).path
  }

  /// A program anywhere, such as `/bin/sh`.
  package init(path: String) {
    self.path = path
  }

  /// Runs the program to its end. Standard input is empty.
  ///
  /// - Parameters:
  ///   - environment: variables to set over those of the test.
  ///   - directory: the working folder; nil is the test's.
  ///   - timeLimit: seconds after which it is killed.
  package func run(
    _ arguments: String..., environment: [String: String] = [:], directory: String? = nil,
    timeLimit: Double = 120
  ) throws -> ProgramResult {
    try run(arguments: arguments, environment: environment, directory: directory, timeLimit: timeLimit)
  }

  /// Runs the program with its arguments as an array.
  package func run(
    arguments: [String], environment: [String: String] = [:], directory: String? = nil,
    timeLimit: Double = 120
  ) throws -> ProgramResult {
    let running = try start(arguments, environment: environment, directory: directory)
    return try running.wait(timeLimit: timeLimit)
  }

  /// Starts the program, and goes on.
  package func start(
    _ arguments: [String], environment: [String: String] = [:], directory: String? = nil
  ) throws -> RunningProgram {
    try RunningProgram(self, arguments, environment, directory)
  }
}

/// How a program ended and what it printed.
package struct ProgramResult: Sendable {
  /// Its exit code; nil where a signal ended it.
  package let exitCode: Int32?
  /// The signal that ended it; nil where it ended itself.
  package let signal: Int32?
  /// Whether the time limit ended it.
  package let timedOut: Bool
  /// Its standard output.
  package let output: String
  /// Its standard error.
  package let errors: String

  /// The lines of its standard output.
  package var lines: [String] { output.split(separator: "\n").map(String.init) }
}
