import Jobs
import OperatingSystem

/// Why the supervisor ended a child; recorded before the kill, so that no exit status can hide it.
enum EndReason: Equatable, Sendable {
  /// The wall-clock limit passed.
  case wallTime
  /// A signal asked swrun to stop.
  case signal(Int32)
  /// The sweep's deadline passed.
  case deadline
  /// A service that it needs has ended.
  case service
}

/// What was captured of one output stream of a child.
struct CapturedStream: Equatable, Sendable {
  /// The last bytes, at most 64 KiB.
  var tail: [UInt8] = []
  /// True where earlier bytes were let go.
  var isTruncated = false
}

/// All that the supervisor saw of one child.
struct ChildOutcome: Sendable {
  /// Start of the child → its end as the supervisor saw it, in seconds.
  var outerWall: Double
  /// How it ended; nil where it survived SIGKILL.
  var termination: Termination?
  var endedBy: EndReason?
  var standardOutput = CapturedStream()
  var standardError = CapturedStream()
  /// What the child wrote to its report pipe.
  var report: [UInt8] = []
  /// Processes that were left after the child's own end, and were killed.
  var leaked = 0
  /// Processes that are still there after all.
  var survivors = 0
  /// The most threads that were seen; nil where none were looked for, or the child ended too soon.
  var threadsPeak: Int?
  /// What was sampled of its processes; empty where that was not asked for.
  var samples: [ProcessSample] = []
  /// What others did to the child while it ran.
  var noise = NoiseSample()
  /// The largest resident size of the supervisor itself up to the child's start, in bytes.
  var ownPeak = 0
}
