internal import Glibc

extension CurrentProcess {
  /// The largest resident size that this process's memory has had, in bytes: a child's peak begins no higher.
  ///
  /// The kernel's accounting (`ru_maxrss`) is cheap to ask, but begins at the size of whoever started this program;
  /// where that was larger, the memory's own high-water mark is read.
  package static var maximumResidentBytes: Int {
    inheritsPeak ? highWaterMark ?? accountedPeak : accountedPeak
  }

  private static let inheritsPeak = highWaterMark.map { $0 < accountedPeak } ?? false

  private static var accountedPeak: Int {
    var usage = rusage()
    return getrusage(RUSAGE_SELF.rawValue, &usage) == 0 ? usage.ru_maxrss * 1024 : 0
  }

  /// `VmHWM` of `/proc/self/status`; nil where it cannot be read.
  private static var highWaterMark: Int? {
    guard let text = TextFile.read("/proc/self/status") else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
    return nil
  }

  /// Sets a variable of this process's environment, or removes it where the value is nil. To be called in a
  /// process with one thread: the environment has no lock.
  package static func setVariable(_ name: String, _ value: String?) throws(Errno) {
    try systemCall("setenv") {
      if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }
  }
}
