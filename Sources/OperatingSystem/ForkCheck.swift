internal import COperatingSystem

/// What is looked at before each fork.
enum ForkCheck {
  /// Refuses the fork of a process with more than one thread.
  ///
  /// - Parameter allowsSeveralThreads: true for a child that is made to show what happens then.
  static func check(allowsSeveralThreads: Bool = false) throws(WorkerForkError) {
    if allowsSeveralThreads { return }
    let threads = os_thread_count()
    guard threads >= 0 else { throw .system(Errno.last("open", path: "/proc/self/task")) }
    guard threads == 1 else { throw .severalThreads(Int(threads)) }
  }
}
