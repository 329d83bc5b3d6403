/// A child of this process that serves others, which find it by a name. It dies with the process that made it.
// @unchecked Sendable: only the thread that made it asks for its end; others read its name, which never changes.
package final class ServerProcess: @unchecked Sendable {
  /// What a ``LocalSocket`` connects to.
  package let name: String
  private var processes: WorkerProcesses?

  /// Forks the server. It is there once this returns: whoever connects is served in time.
  ///
  /// - Parameter serve: runs in the child, which ends with its result as the exit code.
  /// - Throws: also where this process has several threads, and so cannot fork.
  package init(_ serve: (consuming LocalListener) -> Int32) throws(WorkerForkError) {
    var listener: LocalListener?
    var processes: WorkerProcesses
    do throws(Errno) {
      listener = try LocalListener()
      processes = try WorkerProcesses()
    } catch {
      throw .system(error)
    }
    name = listener.borrowed { $0.name } ?? ""
    try processes.start {
      // The copy of the child; the parent's own is closed when this initialiser ends.
      guard let listener = listener.take() else { return 1 }
      return serve(listener)
    }
    self.processes = consume processes
  }

  /// Ends the server and waits for its end; who waits for a reply of it gets none.
  package func stop() {
    // Its end reaps it.
    processes = nil
  }
}
