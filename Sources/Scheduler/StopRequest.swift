package import OperatingSystem

/// What may stop a sweep before its end: a signal, or its deadline.
package final class StopRequest {
  private let watcher: SignalWatcher
  /// The first signal that came.
  package private(set) var signal: Int32?
  /// True once a second signal came: children are killed without grace.
  package private(set) var isUrgent = false
  /// No run starts after this moment of the monotonic clock, in nanoseconds, and none goes on.
  package let deadline: UInt64?

  /// Watches SIGINT, SIGTERM, SIGHUP and SIGQUIT from now on.
  package init(deadline: UInt64?) throws(Errno) {
    watcher = try SignalWatcher()
    self.deadline = deadline
  }

  /// Becomes readable when a signal waits.
  package var descriptor: Int32 { watcher.descriptor.rawValue }

  /// Takes in the signals that wait.
  package func takeSignals() throws(Errno) {
    while let number = try watcher.next() {
      if signal == nil { signal = number } else { isUrgent = true }
    }
  }

  /// Why a child is to be ended now; nil where nothing asks for it.
  var reason: EndReason? {
    if let signal { return .signal(signal) }
    if let deadline, SystemClock.nanoseconds() >= deadline { return .deadline }
    return nil
  }

  /// Whether the sweep is to stop; looks for signals first.
  package func isAskedFor() throws(Errno) -> Bool {
    try takeSignals()
    return reason != nil
  }
}
