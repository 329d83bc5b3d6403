internal import Glibc

/// An open folder: what is done in it stays in it, even if its path is moved or replaced.
package struct Directory: ~Copyable {
  /// The descriptor.
  package let descriptor: FileDescriptor
  /// The path as it was given.
  package let path: String

  /// Opens a folder; links in its path are followed.
  package init(_ path: String) throws(Errno) {
    descriptor = FileDescriptor(
      owning: try systemCall("open", path: path) { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    self.path = path
  }

  private init(in parent: borrowing Directory, name: String) throws(Errno) {
    let folder = parent.descriptor.rawValue
    let path = parent.path(of: name)
    descriptor = FileDescriptor(
      owning: try systemCall("open", path: path) {
        openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
      })
    self.path = path
  }

  /// Makes a folder with all above it that are missing, and opens it.
  package static func make(_ path: String, mode: UInt32 = 0o755) throws(Errno) -> Directory {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty || made == "/" ? "" : "/") + part
      let folder = made
      if mkdir(folder, mode) != 0 {
        let error = Errno.last("mkdir", path: folder)
        // Where a folder exists the system may say EEXIST, or EROFS before it looks; opening decides.
        if error.code != EEXIST && error.code != EROFS && error.code != EISDIR { throw error }
      }
    }
    return try Directory(path.isEmpty ? "." : path)
  }

  /// A name's path, for messages.
  package borrowing func path(of name: String) -> String {
    path.hasSuffix("/") ? path + name : path + "/" + name
  }

  /// Opens a folder in this one; not through a link.
  package borrowing func open(_ name: String) throws(Errno) -> Directory {
    try Directory(in: self, name: name)
  }

  /// Opens a regular file in this folder.
  package borrowing func file(_ name: String, _ access: File.Access, mode: UInt32 = 0o644) throws(Errno)
    -> File
  {
    try File(in: descriptor.rawValue, name: name, path: path(of: name), access, mode: mode)
  }

  /// Makes a folder in this one.
  package borrowing func makeDirectory(_ name: String, mode: UInt32 = 0o755) throws(Errno) {
    let folder = descriptor.rawValue
    try systemCall("mkdir", path: path(of: name)) { mkdirat(folder, name, mode) }
  }

  /// What stands under a name; nil where nothing does. A link is not followed.
  package borrowing func status(_ name: String) throws(Errno) -> FileStatus? {
    let folder = descriptor.rawValue
    var status = stat()
    do throws(Errno) {
      try systemCall("stat", path: path(of: name)) { fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) }
    } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
    return FileStatus(status)
  }

  /// What this folder is, and whose.
  package borrowing func status() throws(Errno) -> FileStatus {
    let folder = descriptor.rawValue
    var status = stat()
    try systemCall("fstat", path: path) { fstat(folder, &status) }
    return FileStatus(status)
  }

  /// Renames within this folder, over what has the new name.
  package borrowing func rename(_ old: String, to new: String) throws(Errno) {
    let folder = descriptor.rawValue
    try systemCall("rename", path: path(of: old)) { renameat(folder, old, folder, new) }
  }

  /// Removes a file or link.
  package borrowing func remove(_ name: String) throws(Errno) {
    let folder = descriptor.rawValue
    try systemCall("unlink", path: path(of: name)) { unlinkat(folder, name, 0) }
  }

  /// Makes a symbolic link.
  package borrowing func link(_ name: String, to target: String) throws(Errno) {
    let folder = descriptor.rawValue
    try systemCall("symlink", path: path(of: name)) { symlinkat(target, folder, name) }
  }

  /// Makes a symbolic link, or lets the one that has the name point elsewhere, in one step.
  package borrowing func replaceLink(_ name: String, to target: String) throws(Errno) {
    let temporary = ".\(name).\(getpid()).tmp"
    if try status(temporary) != nil { try remove(temporary) }
    try link(temporary, to: target)
    try rename(temporary, to: name)
  }

  /// Where a link points; nil where nothing has the name, or it is no link.
  package borrowing func linkTarget(_ name: String) throws(Errno) -> String? {
    let folder = descriptor.rawValue
    var buffer = [CChar](repeating: 0, count: 4096)
    do throws(Errno) {
      let count = try systemCall("readlink", path: path(of: name)) {
        readlinkat(folder, name, &buffer, buffer.count)
      }
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    } catch {
      if error.code == ENOENT || error.code == EINVAL { return nil }
      throw error
    }
  }

  /// Replaces a file as a whole: a reader sees the old content or the new, also after a power cut.
  package borrowing func replace(_ name: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws(Errno) {
    let temporary = ".\(name).\(getpid()).tmp"
    if try status(temporary) != nil { try remove(temporary) }
    let file = try file(temporary, .createNew, mode: mode)
    do throws(Errno) {
      try file.writeAll(bytes)
      try file.sync()
      try file.close()
      try rename(temporary, to: name)
    } catch {
      // Ours, and of no use to anybody; the error that counts is the one above.
      unlinkat(descriptor.rawValue, temporary, 0)
      throw error
    }
    try sync()
  }

  /// The names in this folder, sorted, without `.` and `..`.
  package borrowing func names() throws(Errno) -> [String] {
    let folder = descriptor.rawValue
    let path = path
    let number = try systemCall("open", path: path) {
      openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard let stream = fdopendir(number) else {
      let error = Errno.last("opendir", path: path)
      Glibc.close(number)
      throw error
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = Self.name(of: entry)
      if name != "." && name != ".." { names.append(name) }
    }
    if errno != 0 { throw Errno.last("readdir", path: path) }
    return names.sorted()
  }

  static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafePointer(to: &entry.pointee.d_name) { name in
      name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
  }

  /// Brings the folder's names to the disk.
  ///
  /// - Throws: `invalid` on a file system that does this for no folder.
  package borrowing func sync() throws(Errno) {
    let folder = descriptor.rawValue
    try systemCall("fsync", path: path) { fsync(folder) }
  }

  /// The bytes that this user may still write to the folder's file system.
  package borrowing func freeBytes() throws(Errno) -> UInt64 {
    let folder = descriptor.rawValue
    var space = statvfs()
    try systemCall("statvfs", path: path) { fstatvfs(folder, &space) }
    return UInt64(space.f_bavail) * UInt64(space.f_frsize)
  }
}
