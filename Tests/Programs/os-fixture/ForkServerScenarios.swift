import Glibc
import OperatingSystem

/// A server, and the workers that it made.
private struct Forking: ~Copyable {
  var server: ForkServer
  var workers: WorkerProcesses

  init(_ program: String = "fork-server", patience: UInt64 = ForkServer.patience) throws {
    let server = try ForkServer(program: try ownProgram(), arguments: [program], patience: patience)
    let workers = try WorkerProcesses()
    self.server = server
    self.workers = workers
  }

  /// What a child says, and how it ends.
  mutating func ask(_ message: [UInt8], _ descriptors: [Int32] = []) throws -> String {
    var pipe = try Pipe()
    try workers.adopt(
      pid: try server.fork(message: message, descriptors: [pipe.writeNumber] + descriptors))
    let text = try readAll(&pipe)
    let end = try ends(&workers).drop { $0 != " " }.dropFirst()
    return text.isEmpty ? String(end) : "\(text), \(end)"
  }

  mutating func ask(_ message: String, _ descriptors: [Int32] = []) throws -> String {
    try ask(Array(message.utf8), descriptors)
  }

  /// Starts a child that waits until the other end of the pipe is closed, and lets it begin.
  mutating func startWaiting(_ pipe: inout Pipe, _ reader: borrowing FileDescriptor) throws {
    var text = try Pipe()
    let descriptors = [text.writeNumber, reader.rawValue]
    try workers.adopt(pid: try server.fork(message: Array("wait".utf8), descriptors: descriptors))
    text.closeWriter()
    guard let answer = text.takeReader() else { return }
    var bytes = [UInt8](repeating: 0, count: 5)
    _ = try bytes.withUnsafeMutableBytes { try answer.read(into: $0) }
  }

  /// The error of the next request, or that there was none.
  mutating func refusal(_ message: [UInt8] = [], _ descriptors: [Int32] = []) -> String {
    do throws(ForkServerError) {
      return "a child \(try server.fork(message: message, descriptors: descriptors))"
    } catch {
      return "\(error)"
    }
  }
}

/// Children end in every way.
func serverEndsScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  try ResourceLimit.core.set(soft: 0, hard: 0)
  var forking = try Forking()
  for message in ["exit 0", "exit 3", "raise \(SIGKILL)", "raise \(SIGSEGV)"] {
    print(try forking.ask(message))
  }
  print(forking.server.isAlive())
}

/// A child goes on and ends well after its server was killed; then there is a new server.
func serverKilledScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking()
  var pipe = try Pipe()
  guard let reader = pipe.takeReader() else { return }
  try forking.startWaiting(&pipe, reader)
  kill(forking.server.pid, SIGKILL)
  print(forking.refusal())
  print(forking.refusal())
  print("\(forking.server.isAlive()) \(forking.workers.isRunning(0))")
  pipe.closeWriter()
  print(try ends(&forking.workers))
  forking.server = try ForkServer(program: try ownProgram(), arguments: ["fork-server"])
  print(try forking.ask("exit 5"))
}

/// Servers that are killed at any moment of a request leave a child that is known, or an error.
func serverKilledWhileAskedScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var known = 0
  var refused = 0
  for round in 0..<100 {
    var forking = try Forking()
    _ = try forking.ask("exit 0")
    let server = forking.server.pid
    // A process that kills at another moment each time.
    let killer = fork()
    if killer == 0 {
      SystemClock.sleep(nanoseconds: UInt64(round) * 4_000)
      kill(server, SIGKILL)
      _exit(0)
    }
    var status: Int32 = 0
    do throws(ForkServerError) {
      for _ in 0..<1_000_000 {
        let pid = try forking.server.fork(message: Array("exit 3".utf8), descriptors: [])
        guard waitpid(pid, &status, 0) == pid, status == 3 << 8 else {
          print("status \(status)")
          return
        }
        known += 1
      }
    } catch {
      refused += error == .died(.killed(signal: Int(SIGKILL))) ? 1 : 0
    }
    waitpid(killer, &status, 0)
    // Nobody is left whom we do not know.
    guard waitpid(-1, &status, WNOHANG) == -1, errno == ECHILD else {
      print("an unknown child")
      return
    }
  }
  print("\(refused) \(known > 0)")
}

/// Starts a server and a child, says so, and waits for the kill.
func serverOwnerScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking()
  var pipe = try Pipe()
  guard let reader = pipe.takeReader() else { return }
  try forking.startWaiting(&pipe, reader)
  print("\(forking.server.pid) \(forking.workers.pid(0)) ready")
  fflush(nil)
  // Whoever uses neither of them any more lets them go.
  while forking.workers.isRunning(0) && forking.server.isAlive() { pause() }
}

/// What the server and its children have open, though this process has more.
func serverDescriptorsScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let extra = (0..<20).map { _ in open("/etc/passwd", O_RDONLY) }
  var forking = try Forking()
  print(try forking.ask("descriptors"))
  print(try forking.ask("descriptors", Array(extra[2...5])))
  // The streams and the socket.
  print(try descriptors(of: forking.server.pid))
  for number in extra { close(number) }
}

/// Empty and large messages, few and many descriptors.
func serverMessagesScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking()
  for size in [0, 1, 65_535, 65_536] { print(try forking.ask([UInt8](repeating: 1, count: size))) }
  print(forking.refusal([UInt8](repeating: 1, count: 65_537)))
  let null = open("/dev/null", O_RDWR)
  print(try forking.ask("descriptors", [Int32](repeating: null, count: 31)))
  print(forking.refusal([], [Int32](repeating: null, count: 33)))
  print(forking.refusal([], [12_345]))
  close(null)
  print(try forking.ask("exit 6"))
}

/// Many children in a row leave nothing in this process and in the server.
func serverManyScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking()
  let null = open("/dev/null", O_RDWR)
  _ = try forking.ask("exit 0", [null])
  let before = (try openDescriptors(), try descriptors(of: forking.server.pid))
  for _ in 0..<200 {
    let words = try forking.ask("exit 0", [null])
    if words != "exited with code 0" { print(words) }
  }
  let after = (try openDescriptors(), try descriptors(of: forking.server.pid))
  print("\(before == after) \(forking.workers.count)")
  close(null)
}

/// A server that is stopped is not waited for without end; one that goes on in time is.
func serverStoppedScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking(patience: 300_000_000)
  kill(forking.server.pid, SIGSTOP)
  print(forking.refusal())
  print(forking.server.isAlive())
  forking.server = try ForkServer(program: try ownProgram(), arguments: ["fork-server"])
  let server = forking.server.pid
  kill(server, SIGSTOP)
  let helper = fork()
  if helper == 0 {
    SystemClock.sleep(nanoseconds: 100_000_000)
    kill(server, SIGCONT)
    _exit(0)
  }
  print(try forking.ask("exit 8"))
  waitpid(helper, nil, 0)
}

/// What a terminal sends to all does not end the server, and does not make its children deaf.
func serverSignalsScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking()
  // It serves: the signals are blocked by now.
  _ = try forking.ask("exit 0")
  for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { kill(forking.server.pid, signal) }
  print(try forking.ask("describe").split(separator: "\n").suffix(2).joined(separator: " "))
  print(try forking.ask("raise \(SIGTERM)"))
  print(forking.server.isAlive())
}

/// A server that must not fork says so, and stays.
func serverRefusesScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking("fork-server-of-two-threads")
  print(forking.refusal())
  print(forking.refusal())
  print(forking.server.isAlive())
}

/// A program that is no server, and one that is not there.
func serverAbsentScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking("no-server")
  print(forking.refusal())
  do throws(SpawnError) {
    _ = try ForkServer(program: "/does/not/exist", arguments: [])
  } catch {
    print(error)
  }
}

/// Memory that is handed to a child grows while the child has it mapped.
func serverMemoryScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking()
  var memory = try SharedMemory(named: "growing", bytes: 4096)
  guard let file = memory.descriptor else { return }
  let text = open("/dev/null", O_RDWR)
  try forking.workers.adopt(
    pid: try forking.server.fork(message: Array("memory".utf8), descriptors: [text, file]))
  close(text)
  print(AtomicWord32(at: memory.base).wait(while: 0, .processes, nanoseconds: 60_000_000_000))
  try memory.grow(to: 1 << 20)
  AtomicWord64(at: memory.base + memory.size - 8).store(17)
  let signal = AtomicWord32(at: memory.base)
  signal.store(2)
  signal.wakeAll(.processes)
  print(signal.wait(while: 2, .processes, nanoseconds: 60_000_000_000))
  print(AtomicWord64(at: memory.base + 8).load() == 17 + (1 << 20) - 4096)
  print(try ends(&forking.workers))
}

/// Whether the C library knows a child's thread by its own number.
func serverThreadNumberScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var forking = try Forking()
  print(try forking.ask("thread-number"))
}

/// How many descriptors a process has.
private func descriptors(of pid: Int32) throws -> Int {
  try Directory("/proc/\(pid)/fd").names().count
}
