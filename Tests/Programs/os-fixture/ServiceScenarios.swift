import Glibc
import OperatingSystem

/// Services beside runs: what of either is ended when, in a containment of the kind that is named.
func serviceScenario(_ arguments: [String]) -> Int32 {
  do {
    let kind = arguments.first.flatMap { Containment.Kind(rawValue: $0) }
    let runID = "test-\(getpid())-\(SystemClock.nanoseconds())"
    var containment = try Containment(runID: runID, kind: kind, holdsServices: true)
    let keeper = try Keeper(for: &containment)
    try keptBesideRuns(&containment, runID)
    try reapedByItsOwner(&containment)
    try containment.remove()
    try keeper.finish()
    return 0
  } catch {
    print("error: \(error)")
    return 1
  }
}

/// What a run leaves is killed, a service and its daemon only with the service.
private func keptBesideRuns(_ containment: inout Containment, _ runID: String) throws {
  let mark = "\(Containment.markName)=\(runID)"
  var pipe = try Pipe()
  var specification = shell(
    "(setsid sh -c 'echo up; sleep 300' &); sleep 301 & wait", output: pipe.writeNumber)
  let own = try containment.containService(&specification)
  let service = try ChildProcess.spawn(specification)
  containment.keep(service: service.pid)
  pipe.closeWriter()
  guard let reader = pipe.takeReader() else { throw Errno(code: EBADF, operation: "pipe") }
  // "up" comes from the daemon, once its parent is about to leave it.
  var output = try OutputCapture(reading: reader)
  var poller = Poller()
  poller.add(output.rawValue ?? -1)
  _ = try poller.wait(until: SystemClock.nanoseconds() + 60_000_000_000)
  try output.drain()
  try wait { try markedProcesses(mark).count == 4 }

  var run = shell("setsid sleep 302 & (sleep 303 &); exit 3", output: nil)
  containment.contain(&run)
  let child = try ChildProcess.spawn(run)
  print("run \(try child.reap().status)")
  let left = try containment.killAll(owned: [])
  print("killed \(left.killed) left \(left.left), \(try markedProcesses(mark).count) of the service")

  try own.signalAll(SIGTERM, service: service.pid)
  try wait { try service.hasEnded() }
  try containment.kill(service: service.pid, own, within: 5_000_000_000)
  print("service \(try service.reap().status), \(try markedProcesses(mark).count) left")
}

/// A service that has died stays for who started it, whatever is killed in between.
private func reapedByItsOwner(_ containment: inout Containment) throws {
  var specification = shell("exit 7", output: nil)
  let own = try containment.containService(&specification)
  let service = try ChildProcess.spawn(specification)
  containment.keep(service: service.pid)
  try wait { try service.hasEnded() }
  try containment.killAll(owned: [])
  try containment.kill(service: service.pid, own, within: 5_000_000_000)
  print("service \(try service.reap().status)")
}

private func shell(_ script: String, output: Int32?) -> ChildSpecification {
  var specification = ChildSpecification(
    program: "/bin/sh", arguments: ["sh", "-c", script], environment: CurrentProcess.environment)
  specification.standardOutput = output
  return specification
}

/// Waits at most a minute for what the other processes are about to do.
private func wait(_ condition: () throws -> Bool) throws {
  for _ in 0..<12_000 {
    if try condition() { return }
    SystemClock.sleep(nanoseconds: 5_000_000)
  }
  print("waited in vain")
}
