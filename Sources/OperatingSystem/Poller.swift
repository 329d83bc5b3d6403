internal import COperatingSystem
internal import Glibc

/// Waits for events on a few descriptors.
///
/// The set is small and changes with every run: one `ppoll` then costs less than keeping an epoll
/// set, and its time-out has nanoseconds.
package struct Poller: Sendable {
  /// What to wait for on a descriptor.
  package enum Interest: Sendable {
    /// Bytes, an end, a signal, a child's end, a timer.
    case readable
    /// Room for bytes.
    case writable
  }

  /// The most descriptors at a time.
  package static let capacity = 64

  private var descriptors: [Int32] = []
  private var wanted: [Int16] = []
  private var happened: [Int16] = []

  /// Waits for nothing yet.
  package init() {}

  /// Also waits for this; at most `capacity` descriptors.
  package mutating func add(_ descriptor: Int32, _ interest: Interest = .readable) {
    precondition(descriptors.count < Self.capacity, "more descriptors than the poller takes")
    descriptors.append(descriptor)
    wanted.append(Int16(interest == .readable ? POLLIN : POLLOUT))
    happened.append(0)
  }

  /// No longer waits for it.
  package mutating func remove(_ descriptor: Int32) {
    guard let index = descriptors.firstIndex(of: descriptor) else { return }
    descriptors.remove(at: index)
    wanted.remove(at: index)
    happened.remove(at: index)
  }

  /// Waits until something happens or the moment of the monotonic clock (in nanoseconds) is reached.
  ///
  /// - Parameter deadline: nil waits without end; one in the past only looks.
  /// - Returns: the descriptors on which something happened, in the order in which they were added;
  ///   empty at the deadline. A closed other end and errors count: the read then tells.
  package mutating func wait(until deadline: UInt64?) throws(Errno) -> [Int32] {
    while true {
      var nanoseconds: Int64 = -1
      if let deadline {
        let now = SystemClock.nanoseconds()
        nanoseconds = deadline > now ? Int64(min(deadline - now, UInt64(Int64.max))) : 0
      }
      let result = os_poll(&descriptors, &wanted, &happened, Int32(descriptors.count), nanoseconds)
      if result >= 0 { break }
      let error = Errno.last("poll")
      if error.code != EINTR { throw error }
    }
    return descriptors.indices.filter { happened[$0] != 0 }.map { descriptors[$0] }
  }
}

/// A timer that is waited for like a descriptor.
package struct TimerDescriptor: ~Copyable {
  /// Becomes readable when the time is over.
  package let descriptor: FileDescriptor

  /// A timer that does not run yet.
  package init() throws(Errno) {
    descriptor = FileDescriptor(owning: try systemCall("timerfd_create") { os_timer_create() })
  }

  /// Lets it run for so long, at least 1 ns; nil stops it.
  package borrowing func set(nanoseconds: UInt64?) throws(Errno) {
    let number = descriptor.rawValue
    let time = nanoseconds.map { Int64(clamping: max(1, $0)) } ?? 0
    try systemCall("timerfd_settime") { os_timer_set(number, time) }
  }
}
