import Glibc
import OperatingSystem

/// A small supervisor: what the scheduler does with a run, and nothing else.
struct Supervisor: ~Copyable {
  var containment: Containment
  private var keeper: Keeper
  private let openAtStart: Int
  let runID: String
  /// The keeper that ends what this process leaves.
  var keeperPid: Int32 { keeper.pid }

  init(_ kind: Containment.Kind?) throws {
    runID = "test-\(getpid())-\(SystemClock.nanoseconds())"
    var containment = try Containment(runID: runID, kind: kind)
    let keeper = try Keeper(for: &containment)
    // Touches what is opened once and kept, so that the count at the end finds no difference: a fork
    // counts the threads, and killing with an owned child reads the list of children.
    _ = try ChildProcess.fork(ChildSpecification()) { 0 }.reap()
    try containment.killAll(owned: [keeper.pid])
    let openAtStart = try openDescriptors()
    self.containment = consume containment
    self.keeper = consume keeper
    self.openAtStart = openAtStart
  }

  /// What a scenario does while the child runs.
  typealias WhileRunning = (inout Supervisor, borrowing ChildProcess, inout OutputCapture) throws -> Void

  /// How a run ended, in words for the test.
  struct Result {
    var termination: Termination
    var leaked: Int
    var output: String

    var words: String {
      switch termination.status {
      case .exited(let code): "exited \(code)"
      case .signalled(let number, _): "signalled \(Signals.name(number))"
      }
    }
  }

  /// A program of the shell, with its output captured.
  mutating func shell(
    _ script: String, prepare: (inout ChildSpecification) -> Void = { _ in },
    whileRunning: WhileRunning = { _, _, _ in }
  ) throws -> Result {
    var specification = ChildSpecification(
      program: "/bin/sh", arguments: ["sh", "-c", script], environment: CurrentProcess.environment)
    prepare(&specification)
    var pipe = try Pipe()
    specification.standardOutput = pipe.writeNumber
    specification.standardError = pipe.writeNumber
    containment.contain(&specification)
    let child = try ChildProcess.spawn(specification)
    return try watch(child, &pipe, whileRunning)
  }

  /// A function of ours, with its output captured.
  mutating func function(
    prepare: (inout ChildSpecification) -> Void = { _ in },
    whileRunning: WhileRunning = { _, _, _ in },
    _ body: () -> Int32
  ) throws -> Result {
    var specification = ChildSpecification()
    prepare(&specification)
    var pipe = try Pipe()
    specification.standardOutput = pipe.writeNumber
    specification.standardError = pipe.writeNumber
    containment.contain(&specification)
    let child = try ChildProcess.fork(specification, body)
    return try watch(child, &pipe, whileRunning)
  }

  private mutating func watch(
    _ child: consuming ChildProcess, _ pipe: inout Pipe,
    _ whileRunning: WhileRunning
  ) throws -> Result {
    let pid = child.pid
    keeper.watch(session: pid)
    pipe.closeWriter()
    guard let reader = pipe.takeReader() else { throw Errno(code: EBADF, operation: "pipe") }
    var capture = try OutputCapture(reading: reader)
    try whileRunning(&self, child, &capture)
    while try !child.hasEnded() {
      var poller = Poller()
      poller.add(child.pidDescriptor.rawValue)
      if let number = capture.rawValue { poller.add(number) }
      _ = try poller.wait(until: nil)
      try capture.drain()
    }
    let termination = try child.reap()
    try capture.finish(until: SystemClock.nanoseconds() + 300_000_000)
    let report = try containment.killAll(owned: [])
    keeper.forget(session: pid)
    if report.left > 0 { print("left \(report.left)") }
    return Result(
      termination: termination, leaked: report.killed, output: String(decoding: capture.tail, as: UTF8.self))
  }

  /// Ends all, and prints what should not be there.
  consuming func finish() throws {
    let last = try containment.killAll(owned: [])
    guard last.killed == 0, last.left == 0 else {
      print("the containment is not empty")
      exit(1)
    }
    let now = try openDescriptors()
    if now != openAtStart { print("descriptors leaked: \(openAtStart) became \(now)") }
    let left = try markedProcesses("\(Containment.markName)=\(runID)")
    if !left.isEmpty { print("processes left: \(left)") }
    let keeperPid = keeperPid
    try containment.remove()
    try keeper.finish()
    if kill(keeperPid, 0) == 0 { print("the keeper is still there") }
  }
}

/// The number of this process's open descriptors, without those that counting needs.
func openDescriptors() throws -> Int {
  try Directory("/proc/self/fd").names().count - 2
}

/// The number of this process's threads.
func threadCount() throws -> Int {
  try Directory("/proc/self/task").names().count
}

/// Forks this program, which tests need to make descendants that behave badly.
func forkProcess(leavingSession: Bool) -> Int32 {
  let pid = fork()
  if pid == 0 && leavingSession { setsid() }
  return pid
}

/// The living processes that began with this entry in their environment.
func markedProcesses(_ mark: String) throws -> [String] {
  try Directory("/proc").names().filter { name in
    guard name.allSatisfy(\.isNumber), let bytes = try? environment(of: name) else { return false }
    return bytes.split(separator: 0).contains(Array(mark.utf8)[...])
  }
}

private func environment(of pid: String) throws -> [UInt8] {
  try File.read("/proc/\(pid)/environ", atMost: 4 << 20)
}
