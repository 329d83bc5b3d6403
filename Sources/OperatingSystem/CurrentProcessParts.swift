internal import COperatingSystem
internal import Glibc

extension CurrentProcess {
  /// How many threads it has.
  package static func threadCount() throws(Errno) -> Int {
    Int(try systemCall("open", path: "/proc/self/task") { os_thread_count() })
  }

  /// Whether it has children, those among them that have ended and were not reaped.
  package static var hasChildren: Bool {
    var information = siginfo_t()
    // It takes nothing away, and fails only where there is no child.
    return waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0
  }
}
