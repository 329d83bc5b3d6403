/// How a run ended. Whoever ends a run records why before the kill; a status is never guessed from an exit code.
package enum Status: String, Sendable, CaseIterable {
  case ok
  /// The program ended by itself with an exit code that does not count as good.
  case failed
  /// The program ended by a signal that is not ours.
  case crashed
  case timeout
  case cpuLimit = "cpu-limit"
  case outOfMemory = "out-of-memory"
  case fileSize = "file-size"
  case prepareFailed = "prepare-failed"
  /// A service that the run needs could not be started, or died.
  case serviceFailed = "service-failed"
  /// The child could not be set up; the reason names the stage and the error.
  case spawnFailed = "spawn-failed"
  /// The CPUs that the run had are not those that were asked for.
  case affinity
  /// The run ended well, but what it computed or printed is not right.
  case badResult = "bad-result"
  /// A worker of the pool died.
  case poolBroken = "pool-broken"
  /// A process of the run survives SIGKILL.
  case unkillable
  case interrupted
  /// Not started: the deadline has passed.
  case skipped
}

/// What a run is for.
package enum Phase: String, Sendable, CaseIterable {
  case timed
  case warmup
  case reference
  case retry
}
