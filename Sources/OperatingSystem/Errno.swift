internal import Glibc

/// A failed system call: which one, on what, and why.
package struct Errno: Error, Equatable, Sendable, CustomStringConvertible {
  /// The value of `errno`.
  package var code: Int32
  /// The name of the system call or operation, such as `open`.
  package var operation: String
  /// The path that it was about, if any.
  package var path: String?

  /// An error with its context.
  package init(code: Int32, operation: String, path: String? = nil) {
    self.code = code
    self.operation = operation
    self.path = path
  }

  /// The error that the last call of the C library left; to be made at once after it.
  static func last(_ operation: String, path: String? = nil) -> Errno {
    Errno(code: errno, operation: operation, path: path)
  }

  /// The system's text for the code, such as "no such file or directory".
  package var reason: String {
    Self.reason(of: code)
  }

  /// The system's text for a code, in lower case as the middle of a sentence wants it.
  package static func reason(of code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let first = text.first, let second = text.dropFirst().first, second.isLowercase else { return text }
    return first.lowercased() + text.dropFirst()
  }

  /// For example: `open 'x': no such file or directory`.
  package var description: String {
    guard let path else { return "\(operation): \(reason)" }
    return "\(operation) '\(path)': \(reason)"
  }
}

extension Errno {
  /// The codes that callers ask for by name.
  package static let noEntry = ENOENT
  /// Permission denied.
  package static let noAccess = EACCES
  /// The file exists.
  package static let exists = EEXIST
  /// A component of the path is no folder.
  package static let notDirectory = ENOTDIR
  /// The path is a folder.
  package static let isDirectory = EISDIR
  /// Too many symbolic links, or a link where none is allowed.
  package static let loop = ELOOP
  /// The reader of the pipe is gone.
  package static let brokenPipe = EPIPE
  /// No space is left on the device.
  package static let noSpace = ENOSPC
  /// The quota is used up.
  package static let overQuota = EDQUOT
  /// The device failed.
  package static let inputOutput = EIO
  /// The file system is read-only.
  package static let readOnly = EROFS
  /// A value is not valid, or the operation not supported here.
  package static let invalid = EINVAL
  /// The file is too large.
  package static let tooLarge = EFBIG
  /// The resource is busy.
  package static let busy = EBUSY
}

/// Runs a system call, again after each interruption by a signal, and turns -1 into an error.
///
/// The one way to the kernel in this target: `errno` is read before anything else can change it.
@discardableResult
func systemCall<Value: SignedInteger>(
  _ operation: String, path: String? = nil, _ call: () -> Value
) throws(Errno) -> Value {
  while true {
    let result = call()
    if result >= 0 { return result }
    let code = errno
    if code != EINTR { throw Errno(code: code, operation: operation, path: path) }
  }
}
