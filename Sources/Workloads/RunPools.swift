import Executors
import Jobs
import OperatingSystem

/// The pools of a run, which follow each other.
struct RunPools {
  private let executor: ExecutorChoice
  private let configuration: PoolConfiguration
  private let work: PoolWork
  /// The fork server of the run, which outlives its pools; nil for other executors and before the first pool.
  private var server: ForkServerHandle?
  private var pool: (any WorkerPool)?
  /// How long the pool took to start, in seconds.
  private(set) var startup = 0.0

  init(_ executor: ExecutorChoice, _ configuration: PoolConfiguration, _ work: PoolWork) {
    self.executor = executor
    self.configuration = configuration
    self.work = work
  }

  /// The pool of the iteration before, where it is to be used again, else a new one.
  ///
  /// A pool whose worker died after the last iteration, when it had nothing to do, is replaced: no work of this
  /// run is lost with it. A pool that breaks during an iteration ends the run.
  mutating func ready() throws(PoolError) -> any WorkerPool {
    if let pool, !pool.isBroken { return pool }
    let started = SystemClock.nanoseconds()
    if executor.kind == .forkserver, server == nil { server = try ForkServerHandle() }
    let pool = try Pools.start(executor.kind, configuration, work, server: server)
    startup = seconds(from: started, to: SystemClock.nanoseconds())
    self.pool = pool
    return pool
  }

  /// Ends the pool of a warm-up iteration, unless it is to be used again.
  mutating func endWarmUp(_ pool: any WorkerPool) throws(PoolError) {
    if executor.reuse != true { try end(pool) }
  }

  @discardableResult
  mutating func end(_ pool: any WorkerPool) throws(PoolError) -> PoolEnd {
    self.pool = nil
    return try pool.shutDown()
  }

  /// Ends the fork server, if there is one and no pool needs it any more.
  mutating func endServer() { server = nil }
}

extension RunRequest {
  /// The process that hands out the work, the fork server, and the workers.
  var poolThreads: Int {
    switch executor.kind {
    case .serial: 1
    case .forkserver: workers + 2
    default: workers + 1
    }
  }
}

/// Seconds between two moments of the monotonic clock; below 0 where the second is before the first.
func seconds(from start: UInt64, to end: UInt64) -> Double {
  Double(Int64(bitPattern: end &- start)) * 1e-9
}
