import OperatingSystem
import Results
import Scheduler

/// Takes a lock, or waits for it as long as the user has patience.
struct LockWaiting {
  /// In seconds; 0 gives up at once.
  let patience: Double
  let stop: StopRequest

  private static let pause: UInt64 = 250_000_000

  func acquire(_ scope: SweepLock.Scope) throws -> SweepLock {
    // Beyond the sweep's own deadline there is nothing left to wait for.
    let deadline = min(SystemClock.nanoseconds() + UInt64(min(patience, 1e9) * 1e9), stop.deadline ?? .max)
    while true {
      let holder: String
      do throws(ResultsError) {
        switch try SweepLock.tryAcquire(scope) {
        case .acquired(let lock): return lock
        case .held(let text): holder = text
        }
      } catch {
        throw CommandFailure(outcome: .cannotCreate, message: error.message)
      }
      let now = SystemClock.nanoseconds()
      if now >= deadline {
        let waited = patience > 0 ? " still" : ""
        throw CommandFailure(
          outcome: .locked,
          message: "another swrun\(waited) measures here: \(holder); wait for it with --wait, or see --lock")
      }
      var poller = Poller()
      poller.add(stop.descriptor)
      _ = try poller.wait(until: min(deadline, now + Self.pause))
      try stop.takeSignals()
      if let signal = stop.signal {
        throw CommandFailure(
          outcome: .signal(signal), message: "stopped by \(Signals.name(signal)) while waiting for the lock")
      }
    }
  }
}
