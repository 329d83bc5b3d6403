import Expressions
import Jobs
import OperatingSystem

/// Waits until the machine is quiet, as long as the job has patience and nobody asks to stop.
struct QuietWait {
  /// How the waiting ended.
  enum End: Equatable {
    /// The sweep may begin; with what the user should know.
    case begins(note: String?)
    /// Nothing is to be run.
    case givesUp(reason: String)
    case stopped
  }

  let quiet: QuietMachine?
  let stop: StopRequest
  /// How many other tasks run; nil where the system does not tell.
  let running: () -> Int?

  /// - Parameter waits: called once where the machine is not quiet at the first look.
  func run(waits: (String) -> Void) throws -> End {
    guard let quiet, var judge = QuietJudge(quiet, from: SystemClock.nanoseconds()) else {
      return .begins(note: nil)
    }
    let most = quiet.maximumRunning ?? 0
    var isSaid = false
    while true {
      let count = running()
      let now = SystemClock.nanoseconds()
      switch judge.take(running: count, at: now) {
      case .quiet: return .begins(note: nil)
      case .goesOn: break
      case .expired(let running):
        return end(
          "the machine did not become quiet within \(Quantity.printedDuration(quiet.wait)): \(running) other "
            + "\(running == 1 ? "task runs" : "tasks run"), and \(most) may")
      case .unknown:
        return end("the machine does not tell how many tasks run, so that nobody knows whether it is quiet")
      }
      if !isSaid, let count, count > most {
        isSaid = true
        waits(
          "waiting up to \(Quantity.printedDuration(quiet.wait)) for a quiet machine: \(count) other "
            + "\(count == 1 ? "task runs" : "tasks run")")
      }
      var poller = Poller()
      poller.add(stop.descriptor)
      var next = judge.nextLook(after: now)
      if let deadline = stop.deadline { next = min(next, deadline) }
      _ = try poller.wait(until: next)
      if try stop.isAskedFor() { return .stopped }
    }
  }

  private func end(_ reason: String) -> End {
    quiet?.onExpiry == .skip ? .givesUp(reason: reason) : .begins(note: reason)
  }
}
