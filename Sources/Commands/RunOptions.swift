import ArgumentParser
import Expressions
import OperatingSystem

/// The options of `swrun run`.
struct RunOptions: ParsableArguments {
  enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
    case auto, plain, none
  }

  enum LockScope: String, ExpressibleByArgument, CaseIterable {
    case machine, name, none
  }

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "Where result folders go (default: the manifest's output.directory).")
  var output: String?
  @Flag(help: "Go on with the newest unfinished folder of that name; where there is none, start a new one.")
  var resume = false
  @Option(help: ArgumentHelp("Go on with this result folder.", valueName: "dir"))
  var resumeFrom: String?
  @Flag(help: "Run again what is not ok in the newest folder of that name, or in that of --resume-from.")
  var onlyFailed = false
  @Option(
    help: ArgumentHelp(
      "Only cells for which this holds, by the names of the manifest, such as 'workers <= 4 and executor == fork'.",
      valueName: "condition")
  )
  var filter: String?
  @Option(help: "The seed of everything random, in place of the manifest's.")
  var seed: UInt64?
  @Option(help: "The most cells that a sweep may have.")
  var maxCells = 1_000_000
  @Flag(
    help:
      "Keep the start and end of every task of built-in workloads: tasks.csv, trace.json and the plot timeline."
  )
  var trace = false
  @Flag(
    name: [.customShort("q"), .long], help: "Say nothing unless something is wrong, as without a terminal.")
  var quiet = false
  @Option(help: "How progress is shown: auto (on a terminal), plain (lines), none.")
  var progress: ProgressMode = .auto
  @Option(help: "What may run at one time: one swrun per machine, one per name, or any (none).")
  var lock: LockScope = .machine
  @Option(
    help: ArgumentHelp(
      "How long to wait for the lock instead of giving up, such as 2h.", valueName: "duration"))
  var wait: String?
  @Option(
    help: ArgumentHelp(
      "Stop after this time, such as 6h; what is left is incomplete (exit code 3).", valueName: "duration"))
  var deadline: String?
  @Option(help: ArgumentHelp("Stop at this local time, such as 06:30.", valueName: "hh:mm"))
  var until: String?

  func validate() throws {
    if resume && resumeFrom != nil {
      throw ValidationError("--resume looks for the folder itself; leave it out beside --resume-from.")
    }
    if deadline != nil && until != nil {
      throw ValidationError("--deadline and --until both say when to stop; give one of them.")
    }
    for text in [wait, deadline] {
      if let text { _ = try Self.seconds(text) }
    }
    if let until { _ = try Self.secondsUntil(until) }
    if maxCells < 1 { throw ValidationError("--max-cells must be 1 or more.") }
  }

  /// The moment of the monotonic clock, in nanoseconds, at which the sweep is to stop; nil where it may go on.
  func stopMoment() throws -> UInt64? {
    let seconds: Double
    if let deadline {
      seconds = try Self.seconds(deadline)
    } else if let until {
      seconds = try Self.secondsUntil(until)
    } else {
      return nil
    }
    return SystemClock.nanoseconds() + UInt64(min(seconds, 1e9) * 1e9)
  }

  /// How long the lock is waited for, in seconds.
  func lockPatience() throws -> Double {
    try wait.map(Self.seconds) ?? 0
  }

  private static func seconds(_ text: String) throws -> Double {
    do throws(QuantityError) {
      return try Quantity.duration(text)
    } catch {
      throw ValidationError(error.message)
    }
  }

  private static func secondsUntil(_ text: String) throws -> Double {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) }),
      let hour = UInt8(parts[0]), let minute = UInt8(parts[1]), hour < 24, minute < 60
    else { throw ValidationError("--until takes a time of day such as 06:30, not '\(text)'.") }
    return SystemClock.secondsUntil(hour: Int(hour), minute: Int(minute))
  }
}
