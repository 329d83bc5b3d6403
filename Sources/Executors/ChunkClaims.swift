import OperatingSystem

/// A worker's claims of tasks in an indexed run.
///
/// Where the size of a chunk is left to the pool, it is what takes about 50 µs: some thousand times what a claim
/// costs, and so short that it hardly matters who gets the last one. The size follows the measured time of the
/// worker's own tasks, and is at most a quarter of its fair share of what is left (guided self-scheduling:
/// Polychronopoulos and Kuck, IEEE Transactions on Computers C-36(12), 1987).
struct ChunkClaims {
  private let memory: PoolMemory
  private let tasks: UInt64
  /// 0: decided at each claim.
  private let fixed: UInt64
  private var size: UInt64 = 1
  private var last: UInt64 = 0
  /// When the last chunk was begun, in nanoseconds of the monotonic clock.
  var moment: UInt64 = 0

  /// What a chunk should take, in nanoseconds.
  private static let chunkTime: UInt64 = 50_000

  init(_ memory: PoolMemory, _ order: PoolOrder) {
    self.memory = memory
    tasks = order.tasks
    // A larger one would only bring the counter near its end.
    fixed = min(order.chunk, max(1, order.tasks))
  }

  /// The next tasks for this worker; nil where none is left.
  ///
  /// - Parameter now: the moment on the monotonic clock; read only where the size is decided at each claim.
  mutating func next(at now: @autoclosure () -> UInt64 = SystemClock.nanoseconds()) -> Range<Int>? {
    let wanted: UInt64
    if fixed == 0 {
      // Others may claim between this look and the claim, which only makes the chunk a little larger.
      let first = memory.next.loadRelaxed()
      guard first < tasks else { return nil }
      adapt(now())
      wanted = max(1, min(size, (tasks - first) / (4 * UInt64(memory.workers))))
    } else {
      wanted = fixed
    }
    let first = memory.next.addRelaxed(wanted)
    guard first < tasks else { return nil }
    last = min(wanted, tasks - first)
    return Int(first)..<Int(first + last)
  }

  private mutating func adapt(_ now: UInt64) {
    defer { moment = now }
    guard last > 0 else { return }
    let time = max(1, now - moment)
    // Twice the last size at most, so that one short task among long ones does little harm.
    size = max(1, min(2 * last, last * Self.chunkTime / time))
  }
}
