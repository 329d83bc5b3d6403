import OperatingSystem

/// What a thread that holds a lock and the one that waits for that tell each other.
final class HolderSigns: Sendable {
  private let memory: SharedMemory
  /// 1 once the lock is held.
  private let held: AtomicWord32
  /// 1 once it is to be given back.
  private let end: AtomicWord32

  /// How long the holder may take, in nanoseconds.
  private static let patience: UInt64 = 60_000_000_000

  init() throws(Errno) {
    memory = try SharedMemory(bytes: 256, withForkedProcesses: false)
    held = AtomicWord32(at: memory.base)
    end = AtomicWord32(at: memory.base + 128)
  }

  /// Waits until the holder has the lock; false where the time was over before.
  func isHeld() -> Bool { held.wait(while: 0, .threads, nanoseconds: Self.patience) }

  /// Tells the holder to give the lock back.
  func letGo() {
    end.store(1)
    end.wakeAll(.threads)
  }

  /// The holder's part: tells that it has the lock, and waits until it is told to give it back.
  func holdUntilToldOtherwise() {
    held.store(1)
    held.wakeAll(.threads)
    _ = end.wait(while: 0, .threads)
  }
}
