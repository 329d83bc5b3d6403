internal import Glibc

extension CurrentProcess {
  /// The largest resident size that this process has had, in bytes: a child's peak begins no higher.
  package static var maximumResidentBytes: Int {
    var usage = rusage()
    return getrusage(RUSAGE_SELF.rawValue, &usage) == 0 ? usage.ru_maxrss * 1024 : 0
  }

  /// Sets a variable of this process's environment, or removes it where the value is nil. To be called in a
  /// process with one thread: the environment has no lock.
  package static func setVariable(_ name: String, _ value: String?) throws(Errno) {
    try systemCall("setenv") {
      if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }
  }
}
