internal import COperatingSystem
internal import Glibc

/// Waits for events on a few descriptors.
///
/// The set is small and changes with every run: one `ppoll` then costs less than keeping an epoll
/// set, and its time-out has nanoseconds.
package struct Poller: Sendable {
  /// The most descriptors at a time.
  package static let capacity = 64

  private var descriptors: [Int32] = []
  private var wanted: [Int16] = []
  private var happened: [Int16] = []

  /// Waits for nothing yet.
  package init() {}

  /// Also waits for bytes, an end, a signal or a child's end on this; at most `capacity` descriptors.
  package mutating func add(_ descriptor: Int32) {
    precondition(descriptors.count < Self.capacity, "more descriptors than the poller takes")
    descriptors.append(descriptor)
    wanted.append(Int16(POLLIN))
    happened.append(0)
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
