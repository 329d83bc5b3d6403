internal import Expressions

/// The kinds of executor: how a built-in workload's tasks are spread over workers.
package enum ExecutorKind: String, Sendable, CaseIterable {
  case serial
  case threads
  /// Threads under one lock that is held while computing, as an interpreter has it.
  case threadsGIL = "threads-gil"
  case fork
  case spawn
  case forkserver
  /// Nothing is executed: the run is computed from the durations of the tasks.
  case simulated
  /// The executor of a user's program, which brings its own parallelism.
  case command
}

/// How many tasks a worker claims at a time.
package enum Chunk: Sendable, Equatable {
  /// Decided by the pool.
  case auto
  case tasks(Int)
}

/// One element of the manifest's `executor`, in its short or long form.
///
/// An option is nil where the manifest says nothing; the executor's own default holds.
package struct ExecutorChoice: Sendable, Equatable {
  package var kind: ExecutorKind
  package var chunk: Chunk?
  /// True where one pool serves all iterations of a run; else each iteration starts a pool of its own.
  package var reuse: Bool?
  /// `simulated`: what each claim costs a worker, in seconds.
  package var dispatch: Double?
  /// `simulated`: the relative standard deviation of the tasks' durations.
  package var noise: Double?

  package init(
    kind: ExecutorKind, chunk: Chunk? = nil, reuse: Bool? = nil, dispatch: Double? = nil, noise: Double? = nil
  ) {
    self.kind = kind
    self.chunk = chunk
    self.reuse = reuse
    self.dispatch = dispatch
    self.noise = noise
  }

  /// What the column `executor` shows: `fork`, or `fork:chunk=4:reuse=true` for the long form.
  package var text: String {
    var parts = [kind.rawValue]
    switch chunk {
    case nil: break
    case .auto: parts.append("chunk=auto")
    case .tasks(let count): parts.append("chunk=\(count)")
    }
    if let reuse { parts.append("reuse=\(reuse)") }
    if let dispatch { parts.append("dispatch=\(Self.text(ofDuration: dispatch))") }
    if let noise { parts.append("noise=\(Self.text(noise, in: 1e-2, "%"))") }
    return parts.joined(separator: ":")
  }

  /// As a manifest has it: `20us`, `1.5ms`, `2s`.
  private static func text(ofDuration seconds: Double) -> String {
    if seconds == 0 || seconds >= 1 { return text(seconds, in: 1, "s") }
    return seconds < 1e-3 ? text(seconds, in: 1e-6, "us") : text(seconds, in: 1e-3, "ms")
  }

  /// 0.07 / 0.01 is not 7: what the quotient adds in the last digits is taken off.
  private static func text(_ value: Double, in unit: Double, _ name: String) -> String {
    NumberFormat.shortest((value / unit * 1e10).rounded() / 1e10) + name
  }
}

/// Where a run is bound.
package enum AffinityRequest: Sendable, Equatable {
  case none
  /// The first P CPUs, filling the cores of one socket first, SMT siblings last.
  case compact
  /// Spread over sockets and cores, SMT siblings last.
  case scatter
  /// These CPUs, in ascending order.
  case cpus([Int])
}
