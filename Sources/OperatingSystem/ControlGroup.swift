internal import COperatingSystem
internal import Glibc

/// A cgroup of version 2 that holds the processes of one sweep.
struct ControlGroup: ~Copyable {
  static let prefix = "swrun-"
  /// Nanoseconds for which a busy group's removal is tried.
  static let removalTime: Int64 = 2_000_000_000

  /// The folder above the group.
  let parent: FileDescriptor
  /// The group's name in there.
  let name: String
  /// The group's folder. Its lock tells other runners that this group is in use.
  let folder: FileDescriptor
  /// `cgroup.procs`, to be written to by those that join.
  let processes: FileDescriptor
  /// `cgroup.events`.
  let events: FileDescriptor
  /// `cgroup.threads`.
  let threads: FileDescriptor

  /// Makes a group below a folder.
  ///
  /// Another runner that starts at the same moment may take the group for a dead one's, before it is
  /// locked, and remove it: then it is made again.
  ///
  /// - Throws: where that is not allowed, or the kernel cannot kill a group (before Linux 5.14).
  static func make(below path: String, name: String, tries: Int) throws(Errno) -> ControlGroup {
    for _ in 1..<tries {
      do throws(Errno) { return try make(below: path, name: name) } catch {
        guard [ENOENT, EWOULDBLOCK, EEXIST, ENODEV].contains(error.code) else { throw error }
        SystemClock.sleep(nanoseconds: 2_000_000)
      }
    }
    return try make(below: path, name: name)
  }

  private static func make(below path: String, name: String) throws(Errno) -> ControlGroup {
    try systemCall("mkdir", path: "\(path)/\(name)") { mkdir("\(path)/\(name)", 0o755) }
    do throws(Errno) {
      return try ControlGroup(opening: name, below: path)
    } catch {
      rmdir("\(path)/\(name)")
      throw error
    }
  }

  private init(opening name: String, below path: String) throws(Errno) {
    let parent = try Self.openFolder(AT_FDCWD, path)
    let folder = try Self.openFolder(parent.rawValue, name)
    let number = folder.rawValue
    try systemCall("flock", path: "\(path)/\(name)") { flock(number, LOCK_EX | LOCK_NB) }
    try systemCall("access", path: "\(path)/\(name)/cgroup.kill") {
      faccessat(number, "cgroup.kill", W_OK, 0)
    }
    let processes = try Self.open(number, "cgroup.procs", O_WRONLY)
    let events = try Self.open(number, "cgroup.events", O_RDONLY)
    let threads = try Self.open(number, "cgroup.threads", O_RDONLY)
    self.name = name
    self.parent = consume parent
    self.folder = consume folder
    self.processes = consume processes
    self.events = consume events
    self.threads = consume threads
  }

  private static func open(_ folder: Int32, _ name: String, _ flags: Int32) throws(Errno) -> FileDescriptor {
    FileDescriptor(
      owning: try systemCall("open", path: name) { openat(folder, name, flags | O_CLOEXEC | O_NOFOLLOW) })
  }

  private static func openFolder(_ parent: Int32, _ path: String) throws(Errno) -> FileDescriptor {
    FileDescriptor(
      owning: try systemCall("open", path: path) { openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
  }

  /// Ends and removes the groups of runners that are dead.
  ///
  /// - Returns: the names of those that were removed.
  static func removeStale(below path: String) -> [String] {
    guard let parent = try? openFolder(AT_FDCWD, path) else { return [] }
    return TextFile.names(path, "").filter { name in
      guard name.hasPrefix(prefix), let folder = try? openFolder(parent.rawValue, name) else { return false }
      // A living runner, or its keeper, holds the lock.
      guard flock(folder.rawValue, LOCK_EX | LOCK_NB) == 0 else { return false }
      guard os_cgroup_kill(folder.rawValue) == 0 else { return false }
      return os_cgroup_remove(parent.rawValue, name, removalTime) == 0
    }
  }
}
