import Glibc
import OperatingSystem

/// A process that SIGKILL does not end: one that another traces is held in the moment of its death.
///
/// Prints what three calls of `killAll` tell, whether the second and the third took their full time, and what
/// is told once the process can die.
func survivorScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  // Left alone by the containment, as the keeper is.
  let orders = try Pair()
  let tracer = forkProcess(leavingSession: true)
  if tracer == 0 { traceWhatIsNamed(orders) }
  supervisor.containment.spare(tracer)
  var specification = ChildSpecification()
  supervisor.containment.contain(&specification)
  let child = try ChildProcess.fork(specification) { while true { pause() } }
  guard try orders.trace(child.pid) else {
    print("not possible")
    kill(tracer, SIGKILL)
    waitpid(tracer, nil, 0)
    return
  }
  print(try told(&supervisor, owned: [child.pid]))
  let pid = child.pid
  child.abandon()
  print(try told(&supervisor, owned: []))
  print(try supervisor.shell("setsid sleep 300 >/dev/null 2>&1 & sleep 0.1").leaked)
  print(try told(&supervisor, owned: []))
  // The tracer's death lets it go.
  kill(tracer, SIGKILL)
  waitpid(tracer, nil, 0)
  while kill(pid, 0) == 0 {
    try supervisor.containment.killAll(owned: [])
    SystemClock.sleep(nanoseconds: 1_000_000)
  }
  print(try told(&supervisor, owned: []))
}

/// A child that nobody reaps and that cannot be killed.
func unownedScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let orders = try Pair()
  let tracer = forkProcess(leavingSession: true)
  if tracer == 0 { traceWhatIsNamed(orders) }
  var specification = ChildSpecification()
  supervisor.containment.contain(&specification)
  let pid = try letGo(ChildProcess.fork(specification) { while true { pause() } }, orders)
  print(pid == nil ? "not possible" : "went on")
  kill(tracer, SIGKILL)
  waitpid(tracer, nil, 0)
  if let pid { waitpid(pid, nil, 0) }
}

private func letGo(_ child: consuming ChildProcess, _ orders: Pair) throws -> Int32? {
  try orders.trace(child.pid) ? child.pid : nil
}

private func told(_ supervisor: inout Supervisor, owned: [Int32]) throws -> String {
  let start = SystemClock.nanoseconds()
  let report = try supervisor.containment.killAll(owned: owned, within: 3_000_000_000)
  let wait = SystemClock.nanoseconds() - start
  let words = wait >= 3_000_000_000 ? wait >= 6_000_000_000 ? "waited twice" : "waited" : "soon"
  return "killed \(report.killed) left \(report.left) \(words)"
}

/// The pipes between the supervisor and its tracer.
private struct Pair {
  let orders: (reader: Int32, writer: Int32)
  let answers: (reader: Int32, writer: Int32)

  init() throws {
    orders = try Self.pipe()
    answers = try Self.pipe()
  }

  private static func pipe() throws -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw Errno(code: errno, operation: "pipe") }
    return (ends[0], ends[1])
  }

  /// Whether the tracer could begin to trace the process. Closes the pipes.
  func trace(_ pid: Int32) throws -> Bool {
    var pid = pid
    var answer: Int32 = 0
    write(orders.writer, &pid, 4)
    let isAnswered = read(answers.reader, &answer, 4) == 4
    for end in [orders.reader, orders.writer, answers.reader, answers.writer] { close(end) }
    return isAnswered && answer == 1
  }
}

/// Traces the process that it is told of, without ever letting it end, until it is killed itself.
private func traceWhatIsNamed(_ pair: Pair) -> Never {
  // `ptrace` has a variable number of arguments, so that Swift does not import it.
  typealias Trace = @convention(c) (Int, Int32, Int, Int) -> Int
  let (seize, traceExit) = (0x4206, 0x40)
  var pid: Int32 = 0
  var answer: Int32 = 0
  if read(pair.orders.reader, &pid, 4) == 4, let function = dlsym(nil, "ptrace") {
    answer = unsafeBitCast(function, to: Trace.self)(seize, pid, 0, traceExit) == 0 ? 1 : 0
  }
  write(pair.answers.writer, &answer, 4)
  while true { pause() }
}
