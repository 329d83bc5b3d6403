internal import COperatingSystem
internal import Glibc

/// Holds together the processes of one service, apart from those of runs.
///
/// In a cgroup of its own where there is one. Otherwise they are the descendants of the service's own process, which
/// adopts its orphans as long as it lives, and its session.
package struct ServiceContainment: ~Copyable {
  private let group: ControlGroup?

  init(group: consuming ControlGroup?) {
    self.group = group
  }

  /// Sends a signal to all processes of the service; 0 only counts them.
  ///
  /// - Returns: how many there are.
  /// - Parameter pid: the service's own process, which is not reaped yet.
  @discardableResult
  package borrowing func signalAll(_ number: Int32, service pid: Int32) throws(Errno) -> Int {
    if let folder = group.borrowed({ $0.folder.rawValue }) {
      return try Int(systemCall("cgroup.procs") { os_cgroup_signal(folder, number) })
    }
    let sessions = [pid]
    return try Int(
      systemCall("read", path: "/proc") {
        sessions.withUnsafeBufferPointer { sessions in
          var meant = os_leftovers()
          meant.root = pid
          meant.sessions = sessions.baseAddress
          meant.session_count = sessions.count
          return os_leftovers_signal(&meant, number)
        }
      })
  }

  /// Kills and removes the group, if there is one.
  package borrowing func kill(within nanoseconds: UInt64) throws(Errno) {
    guard let folder = group.borrowed({ $0.folder.rawValue }),
      let events = group.borrowed({ $0.events.rawValue }),
      let parent = group.borrowed({ $0.parent.rawValue }), let name = group.borrowed({ $0.name })
    else { return }
    let time = Int64(clamping: nanoseconds)
    try systemCall("cgroup.kill") { os_cgroup_kill(folder) }
    try systemCall("cgroup.events") { os_cgroup_wait_empty(folder, events, nil, 0, time) }
    // One that stays busy is removed with the group around it, which then tells.
    _ = os_cgroup_remove(parent, name, ControlGroup.removalTime)
  }
}
