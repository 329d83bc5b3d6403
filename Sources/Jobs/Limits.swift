/// What a run may use. Times are in seconds, sizes in bytes; nil means no limit of our own.
package struct Limits: Sendable, Equatable {
  /// By the monotonic clock, for the whole run.
  package var wallTime: Double
  /// RLIMIT_CPU: CPU time of each process.
  package var cpuTime: Double?
  /// RLIMIT_AS: address space of each process.
  package var addressSpace: Int?
  /// RLIMIT_FSIZE: size of a file that a process writes.
  package var fileSize: Int?
  /// RLIMIT_NOFILE: open descriptors of each process.
  package var openFiles: Int?
  /// RLIMIT_STACK.
  package var stack: Int?
  /// RLIMIT_CORE.
  package var core: Int
  /// Between SIGTERM and SIGKILL.
  package var grace: Double

  package init(
    wallTime: Double = 3600, cpuTime: Double? = nil, addressSpace: Int? = nil, fileSize: Int? = nil,
    openFiles: Int? = nil, stack: Int? = nil, core: Int = 0, grace: Double = 2
  ) {
    self.wallTime = wallTime
    self.cpuTime = cpuTime
    self.addressSpace = addressSpace
    self.fileSize = fileSize
    self.openFiles = openFiles
    self.stack = stack
    self.core = core
    self.grace = grace
  }
}
