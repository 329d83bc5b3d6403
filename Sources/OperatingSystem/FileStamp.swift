internal import Glibc

/// Which file stands at a path, and when it was last written to or changed: two stamps of a file that nobody touched
/// in between are equal.
package struct FileStamp: Equatable, Sendable {
  private let device: UInt64
  private let number: UInt64
  private let seconds: [Int]
  private let nanoseconds: [Int]

  /// The stamp of what stands at a path, links followed; nil where nothing can be found there.
  package init?(_ path: String) {
    var status = stat()
    guard fstatat(AT_FDCWD, path, &status, 0) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
    seconds = [status.st_mtim.tv_sec, status.st_ctim.tv_sec]
    nanoseconds = [status.st_mtim.tv_nsec, status.st_ctim.tv_nsec]
  }
}
