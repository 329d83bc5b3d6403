/// The kinds of executor: how a built-in workload's tasks are spread over workers.
package enum ExecutorKind: String, Sendable, CaseIterable {
  case serial
  case threads
  case fork
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
package struct ExecutorChoice: Sendable, Equatable {
  package var kind: ExecutorKind
  /// Nil where the manifest says nothing; the pool's own default holds.
  package var chunk: Chunk?

  package init(kind: ExecutorKind, chunk: Chunk? = nil) {
    self.kind = kind
    self.chunk = chunk
  }

  /// What the column `executor` shows: `fork`, or `fork:chunk=4` for the long form.
  package var text: String {
    switch chunk {
    case nil: kind.rawValue
    case .auto: "\(kind.rawValue):chunk=auto"
    case .tasks(let count): "\(kind.rawValue):chunk=\(count)"
    }
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
