internal import COperatingSystem
internal import Glibc

/// The calling thread, as the kernel sees it.
package enum CurrentThread {
  /// The CPU and the NUMA node on which it runs now; nil where the system does not tell.
  package static func place() -> (cpu: Int, node: Int)? {
    var cpu: UInt32 = 0
    var node: UInt32 = 0
    guard os_current_cpu(&cpu, &node) == 0 else { return nil }
    return (Int(cpu), Int(node))
  }

  /// For how many nanoseconds of its life it was ready to run and had no CPU; nil where the kernel does
  /// not tell.
  package static func runDelay() -> Int? {
    let delay = os_run_delay()
    return delay < 0 ? nil : Int(delay)
  }

  /// Lets its sleeps, and those of threads and processes that it starts later, end at most this late.
  package static func setTimerSlack(nanoseconds: UInt64) throws(Errno) {
    try systemCall("prctl") { os_timer_slack(nanoseconds) }
  }
}

/// Threads of this process that end together.
///
/// Letting go of them waits for their ends: whoever owns them tells them to end before.
package struct ThreadGroup: ~Copyable {
  private var threads: [pthread_t] = []

  /// No threads yet.
  package init() {}

  deinit {
    for thread in threads { _ = os_thread_join(thread) }
  }

  /// How many threads were started.
  package var count: Int { threads.count }

  /// Starts one more thread.
  package mutating func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    let box = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let code = os_thread_start(&thread, threadEntry, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw Errno(code: code, operation: "pthread_create")
    }
    threads.append(thread)
  }

  /// Gives up on all: they go on until they end by themselves, or with the process, and nobody waits for them.
  package mutating func abandon() {
    // It cannot fail for a thread that was not joined.
    for thread in threads { _ = pthread_detach(thread) }
    threads = []
  }

  /// Waits for the ends of all.
  package mutating func join() throws(Errno) {
    while let thread = threads.popLast() {
      let code = os_thread_join(thread)
      guard code == 0 else { throw Errno(code: code, operation: "pthread_join") }
    }
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) { self.run = run }
}

private func threadEntry(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
