package import Jobs

/// Makes pools by the kind of executor.
package enum Pools {
  /// Starts a pool and waits until its workers are ready.
  ///
  /// - Parameter server: the fork server of this process, for `forkserver`; nil: one that lives as long as the
  ///   pool.
  /// - Throws: ``PoolError/refused(task:reason:)`` where the workers cannot know the work.
  package static func start(
    _ kind: ExecutorKind, _ configuration: PoolConfiguration, _ work: PoolWork,
    server: ForkServerHandle? = nil
  ) throws(PoolError) -> any WorkerPool {
    switch kind {
    case .serial: return try SerialPool(configuration, work)
    case .threads: return try ThreadPool(configuration, work)
    case .threadsGIL: return try ThreadPool(configuration, work, hasGlobalLock: true)
    case .fork, .spawn, .forkserver: return try processes(kind, configuration, work, server: server)
    case .simulated, .command:
      throw .cannotStart(reason: "the executor '\(kind.rawValue)' has no workers")
    }
  }

  /// Starts a pool of processes.
  package static func processes(
    _ kind: ExecutorKind, _ configuration: PoolConfiguration, _ work: PoolWork,
    server: ForkServerHandle? = nil
  ) throws(PoolError) -> ProcessPool {
    switch kind {
    case .spawn:
      // Not `??`: its right side cannot throw a typed error.
      if let program = configuration.program { return try ProcessPool(configuration, work, .spawn(program)) }
      return try ProcessPool(configuration, work, .spawn(.find()))
    case .forkserver:
      if let server { return try ProcessPool(configuration, work, .forkServer(server)) }
      return try ProcessPool(configuration, work, .forkServer(ForkServerHandle(configuration.program)))
    default: return try ProcessPool(configuration, work, .fork)
    }
  }

  /// Starts a pool, hands it to the function, and ends it, whatever happens: after an error of the function
  /// what has not begun is cancelled, and what runs is killed after two seconds.
  package static func withPool<Value>(
    _ kind: ExecutorKind, _ configuration: PoolConfiguration, _ work: PoolWork,
    server: ForkServerHandle? = nil, _ use: (any WorkerPool) throws -> Value
  ) throws -> Value {
    let pool = try start(kind, configuration, work, server: server)
    let value: Value
    do {
      value = try use(pool)
    } catch {
      // The first error is the one to tell.
      _ = try? pool.shutDown(.cancel())
      throw error
    }
    try pool.shutDown()
    return value
  }
}
