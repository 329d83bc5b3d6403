import OperatingSystem

/// One lock for all threads of a pool, held while they compute, as interpreters have it.
///
/// A thread that has waited for 5 ms asks for it; the holder gives it up at its next checkpoint, and does not
/// take it again before another thread has had it.
final class GlobalLock: Sendable {
  /// How long a thread waits before it asks the holder to give the lock up, in nanoseconds.
  private static let interval: UInt64 = 5_000_000

  private let memory: SharedMemory
  /// 1 while some thread holds the lock.
  private let held: AtomicWord32
  /// How many threads want it.
  private let waiters: AtomicWord32
  /// 1 once one of them has waited for long enough.
  private let request: AtomicWord32
  /// Counts how often it was taken.
  private let takings: AtomicWord32
  /// How many threads that gave it up wait until another has taken it.
  private let givers: AtomicWord32

  init() throws(Errno) {
    memory = try SharedMemory(bytes: 4096, withForkedProcesses: false)
    held = AtomicWord32(at: memory.base)
    waiters = AtomicWord32(at: memory.base + 128)
    request = AtomicWord32(at: memory.base + 256)
    takings = AtomicWord32(at: memory.base + 384)
    givers = AtomicWord32(at: memory.base + 512)
  }

  /// Takes the lock.
  ///
  /// - Returns: whether it had to be waited for.
  @discardableResult
  func acquire() -> Bool {
    if held.compareExchange(expected: 0, desired: 1) {
      noteTaking()
      return false
    }
    waiters.add(1)
    while true {
      let seen = takings.load()
      let changed = held.wait(while: 1, .threads, nanoseconds: Self.interval)
      if held.compareExchange(expected: 0, desired: 1) { break }
      // As long as it goes from hand to hand, nobody has to be asked.
      if !changed, takings.load() == seen { request.store(1) }
    }
    waiters.add(.max)
    // What was asked for is given; whoever else waits asks again.
    request.store(0)
    noteTaking()
    return true
  }

  private func noteTaking() {
    takings.add(1)
    if givers.loadSequential() != 0 { takings.wakeAll(.threads) }
  }

  func release() {
    held.storeSequential(0)
    if waiters.loadSequential() != 0 { held.wake(1, .threads) }
  }

  /// True once somebody has waited for long enough.
  var isWanted: Bool { request.load() != 0 }

  /// Gives the lock to another thread that wants it, and takes it again afterwards.
  func handOver() {
    request.store(0)
    givers.addSequential(1)
    let seen = takings.load()
    release()
    while takings.load() == seen, waiters.loadSequential() != 0 {
      _ = takings.wait(while: seen, .threads, nanoseconds: Self.interval)
    }
    givers.addSequential(.max)
    acquire()
  }
}

/// A worker's way to the global lock. It counts for how long the worker waited for it.
// @unchecked Sendable: the one thread that is this worker uses it.
final class GlobalLockHolder: @unchecked Sendable {
  private let lock: GlobalLock
  /// For how long the worker has waited, in nanoseconds.
  private(set) var waited: UInt64 = 0
  /// Not while the task waits for something else.
  private(set) var isHeld = false

  init(_ lock: GlobalLock) { self.lock = lock }

  func acquire() {
    let start = SystemClock.nanoseconds()
    if lock.acquire() { waited += SystemClock.nanoseconds() - start }
    isHeld = true
  }

  func release() {
    isHeld = false
    lock.release()
  }

  func offer() {
    guard lock.isWanted, isHeld else { return }
    let start = SystemClock.nanoseconds()
    lock.handOver()
    waited += SystemClock.nanoseconds() - start
  }
}
