internal import COperatingSystem
internal import Glibc

/// The process that ends all that a sweep left when this one dies, even by `kill -9`.
///
/// To be started before any run. Once this value goes away without `finish()`, as at the process's
/// death, the keeper kills.
package struct Keeper: ~Copyable {
  private var keeper: os_keeper

  /// The keeper's process id.
  package var pid: Int32 { keeper.pid }

  /// Forks the keeper of a containment, and lets the containment leave it alone.
  package init(for containment: inout Containment) throws(Errno) {
    var keeper = os_keeper()
    let name = containment.processName
    let mark = "\(containment.mark.name)=\(containment.mark.value)"
    try systemCall("fork") {
      containment.withGroup { folder, parent, group in
        os_keeper_start(mark, name, folder, parent, group, &keeper)
      }
    }
    containment.spare(keeper.pid)
    self.keeper = keeper
  }

  deinit {
    // Lets the keeper kill: an end without `finish()` is an error on the way.
    close(keeper.pipe)
  }

  /// Notes a run's child, which leads a session: a function without exec has no mark of its own.
  ///
  /// At most 64 at a time; costs no system call and wakes nobody.
  package borrowing func watch(session: Int32) {
    replace(0, by: session)
  }

  /// Forgets a run's child, after it was reaped and what it left was killed.
  package borrowing func forget(session: Int32) {
    replace(session, by: 0)
  }

  private borrowing func replace(_ old: Int32, by new: Int32) {
    guard let board = keeper.board else { return }
    withUnsafeMutableBytes(of: &board.pointee.sessions) { bytes in
      let sessions = bytes.bindMemory(to: Int32.self)
      guard let place = sessions.firstIndex(of: old) else { return }
      sessions[place] = new
    }
  }

  /// Tells the keeper that all is well, and waits for its end.
  package consuming func finish() throws(Errno) {
    var keeper = keeper
    discard self
    try systemCall("keeper") { os_keeper_finish(&keeper) }
  }
}
