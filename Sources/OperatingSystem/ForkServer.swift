internal import COperatingSystem
internal import Glibc

/// Why a fork server made no child.
package enum ForkServerError: Error, Equatable, CustomStringConvertible {
  /// The server is no more; this is how it ended. Another one has to be started.
  case died(WorkerEnd)
  /// The server lives, and could not make a child.
  case refused(Errno)
  /// The server lives, and could not be asked, or a call on our side failed.
  case system(Errno)

  package var description: String {
    switch self {
    case .died(let end): "the fork server \(end)"
    case .refused(let error): "the fork server cannot fork: \(error.reason)"
    case .system(let error): error.description
    }
  }
}

/// A process that forks workers for this one, from a program that is started once.
///
/// Whatever it forks is a child of this process, which reaps it (``WorkerProcesses/adopt(replacing:pid:)``)
/// and sees its true end, also after the server's own. The server dies with this process, or with its thread
/// that started it; its children die with that, too.
///
/// It is used by one thread at a time.
package final class ForkServer {
  /// The process id of the server.
  package let pid: Int32
  /// Of the server's process; -1 once it is reaped.
  private var pidfd: Int32
  private let socket: Int32
  private var end: WorkerEnd?
  private let patience: UInt64
  /// Nanoseconds in which a server that has been killed ends, and in which a child that it made before
  /// replies.
  private static let dyingTime: UInt64 = 2_000_000_000
  /// Nanoseconds after which a server that does not answer is taken for dead.
  package static let patience: UInt64 = 5_000_000_000

  /// Starts PROGRAM ARGUMENTS… SOCKET, where the last is the decimal number of the server's descriptor. It
  /// calls ``ForkServerLoop/serve(socket:_:)``.
  ///
  /// It has this process's folder, environment, limits, CPUs, session and streams, and no other descriptors.
  ///
  /// - Parameters:
  ///   - program: its path; it is not searched for.
  ///   - arguments: those after its name.
  ///   - patience: nanoseconds for which an answer is waited for.
  package init(
    program: String, arguments: [String], patience: UInt64 = ForkServer.patience
  ) throws(SpawnError) {
    var ends: [Int32] = [-1, -1]
    guard os_packet_pair(&ends) == 0 else {
      throw SpawnError(stage: .pipe, code: errno, subject: "socketpair")
    }
    defer { close(ends[1]) }
    do throws(SpawnError) {
      let child = try ChildProcess.spawnHelper(
        program: program, arguments: arguments + ["\(ends[1])"], keeping: [ends[1]])
      (pid, pidfd) = child
    } catch {
      close(ends[0])
      throw error
    }
    socket = ends[0]
    self.patience = patience
  }

  deinit {
    // Also ends the stream where a forked process holds a copy of our end.
    os_packet_end(socket)
    close(socket)
    if pidfd >= 0 {
      // It may be at work on nothing that is worth more than a moment's wait.
      _ = try? Self.wait(for: pidfd, Self.dyingTime)
      bury()
    }
  }

  /// Whether the server has not ended.
  package func isAlive() -> Bool {
    guard pidfd >= 0 else { return false }
    if (try? Self.wait(for: pidfd, 0)) == true { bury() }
    return pidfd >= 0
  }

  /// Makes a child of this process, and returns once it is set up.
  ///
  /// - Parameters:
  ///   - message: at most 64 KiB, for the child.
  ///   - descriptors: at most 32, of which the child gets copies under numbers of their own.
  /// - Returns: its process id. The child is to be reaped by the caller.
  package func fork(message: [UInt8], descriptors: [Int32]) throws(ForkServerError) -> Int32 {
    if let end { throw .died(end) }
    if os_packet_send(socket, message, message.count, descriptors, descriptors.count) != 0 {
      let error = Errno.last("sendmsg")
      // No room in a socket that should be empty: the server has not read what was sent before.
      if [EPIPE, ECONNRESET, ENOTCONN, EAGAIN].contains(error.code) { throw died() }
      throw .system(error)
    }
    if let pid = try reply(within: patience) { return pid }
    // What the server does not tell any more, its last child may.
    let death = died()
    if let pid = try reply(within: Self.dyingTime) { return pid }
    throw death
  }

  /// The answer to a request; nil where none comes.
  private func reply(within time: UInt64) throws(ForkServerError) -> Int32? {
    do throws(Errno) {
      guard try isAnswered(within: time) else { return nil }
      let socket = socket
      var reply = os_fork_reply()
      guard try systemCall("recv", { os_fork_reply_receive(socket, &reply) }) > 0 else { return nil }
      if reply.code == 0 { return reply.pid }
      // A child that failed on its way ends without a word more.
      if reply.pid > 0 { _ = try WorkerEnd.reaping(reply.pid) }
      throw Errno(code: reply.code, operation: "fork")
    } catch {
      // A server that talks nonsense is of no more use than a dead one.
      if error.code == EPROTO { return nil }
      throw error.operation == "fork" ? .refused(error) : .system(error)
    }
  }

  /// Waits for an answer, in parts: time in which this process was stopped together with the server, from
  /// its terminal, then counts as one of them at most.
  private func isAnswered(within time: UInt64) throws(Errno) -> Bool {
    let parts: UInt64 = 20
    for _ in 0..<parts where try Self.wait(for: socket, time / parts) { return true }
    return false
  }

  /// Takes leave of a server that does not answer.
  private func died() -> ForkServerError {
    // At the end of the stream it has ended or is about to; one that is stopped never will.
    _ = try? Self.wait(for: pidfd, Self.ending)
    bury()
    return .died(end ?? .killed(signal: Int(SIGKILL)))
  }

  /// Nanoseconds in which a server that has closed its socket ends.
  private static let ending: UInt64 = 100_000_000

  /// Kills the server, if it still lives, and reaps it.
  private func bury() {
    guard pidfd >= 0 else { return }
    _ = os_pidfd_signal(pidfd, SIGKILL)
    // One that cannot be killed must not hold us up: it is left to whoever reaps it after us.
    let hasEnded = (try? Self.wait(for: pidfd, Self.dyingTime)) == true
    end = (hasEnded ? try? WorkerEnd.reaping(pid) : nil) ?? .killed(signal: Int(SIGKILL))
    close(pidfd)
    pidfd = -1
  }

  /// Waits until something happens on a descriptor, for so many nanoseconds at the longest.
  ///
  /// - Returns: whether it did.
  private static func wait(for descriptor: Int32, _ nanoseconds: UInt64) throws(Errno) -> Bool {
    var poller = Poller()
    poller.add(descriptor)
    return try !poller.wait(until: SystemClock.nanoseconds() + nanoseconds).isEmpty
  }
}
