internal import Glibc

/// A lock on a file, held as long as this value lives; the kernel frees it at the process's death.
///
/// The file's text says who holds it, for messages only. Children must not have the descriptor:
/// a daemon that inherited it would keep the lock. It is closed at exec, and by `ChildProcess.fork`.
package struct FileLock: ~Copyable {
  private let file: File

  private init(_ file: consuming File) {
    self.file = file
  }

  /// What came of trying.
  package enum Attempt: ~Copyable {
    /// The lock is ours.
    case acquired(FileLock)
    /// Another holds it; its text about itself.
    case held(by: String)

    /// The lock, if it is ours.
    package consuming func lock() -> FileLock? {
      switch consume self {
      case .acquired(let lock): lock
      case .held: nil
      }
    }
  }

  /// Tries to take the lock, without waiting.
  ///
  /// - Parameter holder: the text about us that others get to see.
  package static func attempt(_ path: String, holder: String) throws(Errno) -> Attempt {
    try attempt(File(path, .openOrCreate, mode: 0o644), holder)
  }

  /// Tries to take the lock of a file in a folder.
  package static func attempt(
    in directory: borrowing Directory, _ name: String, holder: String
  ) throws(Errno) -> Attempt {
    try attempt(directory.file(name, .openOrCreate, mode: 0o644), holder)
  }

  private static func attempt(_ file: consuming File, _ holder: String) throws(Errno) -> Attempt {
    guard try file.tryLock() else {
      let bytes = try file.readAll(atMost: 65536)
      return .held(by: TextFile.trim(String(decoding: bytes, as: UTF8.self)))
    }
    try file.truncate(to: 0)
    try file.writeAll(holder)
    return .acquired(FileLock(file))
  }
}
