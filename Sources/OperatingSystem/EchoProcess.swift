internal import COperatingSystem
internal import Glibc

/// A process that sends back whatever it is sent, until its owner lets go of it.
package struct EchoProcess: ~Copyable {
  /// What lies between the two.
  package enum Way: Sendable {
    /// A TCP connection over the loopback address.
    case loopback
    /// Two pipes.
    case pipes
  }

  /// Why there is none.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    /// No connection or pipe.
    case noWay(Errno)
    /// No process.
    case noProcess(WorkerForkError)

    package var description: String {
      switch self {
      case .noWay(let error): error.description
      case .noProcess(let error): error.description
      }
    }
  }

  // It is killed and reaped with this value.
  private let workers: WorkerProcesses
  private let near: Ends
  private var buffer: [UInt8]

  /// Forks the process.
  ///
  /// - Parameters:
  ///   - bytes: of each message, at least 1 and at most 65,536, which a pipe takes at once.
  ///   - cpus: what the process is bound to; nil leaves it those of this one.
  package init(_ way: Way, bytes: Int, cpus: CPUSet? = nil) throws(Failure) {
    precondition((1...65536).contains(bytes), "a message of 1 to 65,536 bytes")
    var workers = try Self.noWorkers()
    let line = try Self.line(way)
    var message = [UInt8](repeating: 0x5A, count: bytes)
    let (reading, writing) = (line.far.reading.rawValue, line.far.writing.rawValue)
    do throws(WorkerForkError) {
      try workers.start {
        // Where it cannot be bound nothing is sent back, and the first exchange says so.
        do { try cpus?.bindCallingThread() } catch { return 1 }
        os_step_echo(reading, writing, &message, bytes)
        return 0
      }
    } catch { throw .noProcess(error) }
    self.workers = workers
    near = line.near
    buffer = message
  }

  private static func noWorkers() throws(Failure) -> WorkerProcesses {
    do throws(Errno) { return try WorkerProcesses() } catch { throw .noWay(error) }
  }

  private static func line(_ way: Way) throws(Failure) -> Line {
    do throws(Errno) { return try Line(way) } catch { throw .noWay(error) }
  }

  /// Sends a message and waits until it has come back, so many times.
  ///
  /// - Throws: `brokenPipe` where the process is gone.
  package mutating func exchange(_ count: Int) throws(Errno) {
    let (reading, writing) = (near.reading.rawValue, near.writing.rawValue)
    let size = buffer.count
    try systemCall("read") { os_step_exchanges(reading, writing, &buffer, size, UInt64(count)) }
  }
}

/// What one of two processes reads from and writes to.
private struct Ends: ~Copyable {
  let reading: FileDescriptor
  let writing: FileDescriptor
}

/// Both sides of a way.
private struct Line: ~Copyable {
  let near: Ends
  let far: Ends

  init(_ way: EchoProcess.Way) throws(Errno) {
    switch way {
    case .loopback: try self.init(connecting: ())
    case .pipes: try self.init(piping: ())
    }
  }

  private init(connecting: Void) throws(Errno) {
    var ends: [Int32] = [-1, -1]
    try systemCall("connect", path: "127.0.0.1") { os_loopback_pair(&ends) }
    let first = FileDescriptor(owning: ends[0])
    let second = FileDescriptor(owning: ends[1])
    let firstCopy = try Self.copy(first)
    let secondCopy = try Self.copy(second)
    near = Ends(reading: firstCopy, writing: first)
    far = Ends(reading: secondCopy, writing: second)
  }

  private init(piping: Void) throws(Errno) {
    var there: [Int32] = [-1, -1]
    try systemCall("pipe2") { os_pipe(&there) }
    let farReader = FileDescriptor(owning: there[0])
    let nearWriter = FileDescriptor(owning: there[1])
    var back: [Int32] = [-1, -1]
    try systemCall("pipe2") { os_pipe(&back) }
    near = Ends(reading: FileDescriptor(owning: back[0]), writing: nearWriter)
    far = Ends(reading: farReader, writing: FileDescriptor(owning: back[1]))
  }

  private static func copy(_ descriptor: borrowing FileDescriptor) throws(Errno) -> FileDescriptor {
    let number = descriptor.rawValue
    return FileDescriptor(owning: try systemCall("fcntl") { fcntl(number, F_DUPFD_CLOEXEC, 0) })
  }
}
