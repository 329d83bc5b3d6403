internal import Glibc

extension File {
  /// Sets the permission bits, whatever the umask is.
  package borrowing func setMode(_ mode: UInt32) throws(Errno) {
    let number = descriptor.rawValue
    try systemCall("fchmod", path: path) { fchmod(number, mode) }
  }
}
