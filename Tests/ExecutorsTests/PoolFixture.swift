import Foundation
import TestPrograms
import Testing

/// How worker processes are started.
let startMethods = ["fork", "spawn", "forkserver"]

/// The program that has the pools of processes: nothing forks inside a test process.
enum PoolFixture {
  static let program = TestProgram("pool-fixture")

  /// What a scenario prints. It must end by itself, well, and without a child that is left.
  static func lines(_ arguments: String...) throws -> [String] {
    let result = try program.run(arguments: arguments)
    #expect(result.exitCode == 0, "\(arguments): \(result.signal ?? 0) \(result.output) \(result.errors)")
    #expect(result.lines.last == "left none", "\(arguments): \(result.output) \(result.errors)")
    return result.lines.dropLast()
  }
}

extension String {
  func matches(_ pattern: String) -> Bool {
    range(of: "^(" + pattern + ")$", options: .regularExpression) != nil
  }
}

/// Expects that there is a line for each pattern, and no other.
func expect(_ lines: [String], match patterns: [String], sourceLocation: SourceLocation = #_sourceLocation) {
  let areAll = lines.count == patterns.count && zip(lines, patterns).allSatisfy { $0.matches($1) }
  #expect(areAll, "\(lines)\nare not\n\(patterns)", sourceLocation: sourceLocation)
}
