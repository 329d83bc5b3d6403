internal import COperatingSystem
internal import Glibc

/// A resource that the kernel bounds for each process.
package enum ResourceLimit: String, CaseIterable, Sendable {
  /// CPU time, in seconds.
  case cpuTime = "cpu_time"
  /// Virtual memory, in bytes.
  case addressSpace = "address_space"
  /// The size of files that are written, in bytes.
  case fileSize = "file_size"
  /// One more than the highest descriptor.
  case openFiles = "open_files"
  /// The main thread's stack, in bytes.
  case stack
  /// The size of a core file, in bytes.
  case core

  /// The value that stands for no limit.
  package static let unlimited = UInt64.max

  var number: Int32 {
    switch self {
    case .cpuTime: Int32(RLIMIT_CPU.rawValue)
    case .addressSpace: Int32(RLIMIT_AS.rawValue)
    case .fileSize: Int32(RLIMIT_FSIZE.rawValue)
    case .openFiles: Int32(RLIMIT_NOFILE.rawValue)
    case .stack: Int32(RLIMIT_STACK.rawValue)
    case .core: Int32(RLIMIT_CORE.rawValue)
    }
  }

  init?(number: Int32) {
    guard let match = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = match
  }

  /// The limits of the calling process.
  package func current() throws(Errno) -> (soft: UInt64, hard: UInt64) {
    var soft: UInt64 = 0
    var hard: UInt64 = 0
    let number = number
    try systemCall("getrlimit", path: rawValue) { os_limit_get(number, &soft, &hard) }
    return (soft, hard)
  }

  /// Sets the limits of the calling process.
  package func set(soft: UInt64, hard: UInt64) throws(Errno) {
    let number = number
    try systemCall("setrlimit", path: rawValue) { os_limit_set(number, soft, hard) }
  }
}

/// A limit to be set in a child.
package struct LimitSetting: Equatable, Sendable {
  /// What is bounded.
  package var resource: ResourceLimit
  /// The bound that counts, in the resource's unit.
  package var soft: UInt64
  /// How far the child may raise it; never below `soft`.
  package var hard: UInt64

  /// A limit with one value for both, or with room above the soft one.
  package init(_ resource: ResourceLimit, soft: UInt64, hard: UInt64? = nil) {
    self.resource = resource
    self.soft = soft
    self.hard = max(soft, hard ?? soft)
  }

  /// The hard limit that forbids this setting; nil where it can be set.
  ///
  /// A user other than root cannot go above the hard limit that the process already has.
  package func refusal() throws(Errno) -> UInt64? {
    let allowed = try resource.current().hard
    if geteuid() == 0 || hard <= allowed { return nil }
    return allowed
  }
}
