import Glibc
import OperatingSystem

typealias Scenario = @Sendable (inout Supervisor, [String]) throws -> Void

let scenarios: [String: Scenario] = [
  "kind": { supervisor, _ in print(supervisor.containment.kind.rawValue) },
  "exit": exitScenario,
  "crash": crashScenario,
  "refuse": refuseScenario,
  "stubborn": stubbornScenario,
  "catcher": catcherScenario,
  "stopped": stoppedScenario,
  "daemon": daemonScenario,
  "runaway": runawayScenario,
  "pipeholder": pipeHolderScenario,
  "input": inputScenario,
  "descriptors": descriptorsScenario,
  "closed": closedScenario,
  "wait": waitScenario,
  "unflushed": unflushedScenario,
  "threads": threadsScenario,
  "signals": signalsScenario,
  "die": dieScenario,
  "watch": watchScenario,
  "cpu-limit": cpuLimitScenario,
  "memory-limit": memoryLimitScenario,
  "file-limit": fileLimitScenario,
  "files-limit": filesLimitScenario,
  "hard-limit": hardLimitScenario,
  "affinity": affinityScenario,
  "many": manyScenario,
  "flood": floodScenario,
  "directory": directoryScenario,
  "notes": { supervisor, _ in for note in supervisor.containment.notes { print(note) } },
  "measure": measureScenario,
  "survivor": survivorScenario,
  "unowned": unownedScenario,
  "workers-spawn": spawnScenario,
  "workers-refuse": spawnRefusalScenario,
  "workers-replace": replacementScenario,
  "memory-limit-of-files": memoryFileLimitScenario,
  "server-ends": serverEndsScenario,
  "server-killed": serverKilledScenario,
  "server-killed-while-asked": serverKilledWhileAskedScenario,
  "server-owner": serverOwnerScenario,
  "server-descriptors": serverDescriptorsScenario,
  "server-messages": serverMessagesScenario,
  "server-many": serverManyScenario,
  "server-stopped": serverStoppedScenario,
  "server-signals": serverSignalsScenario,
  "server-refuses": serverRefusesScenario,
  "server-absent": serverAbsentScenario,
  "server-memory": serverMemoryScenario,
  "server-thread-number": serverThreadNumberScenario,
  "thread-count": threadCountScenario,
  "thread-cost": threadCostScenario,
  "process-samples": processSamplesScenario,
  "process-exec": processExecScenario,
  "process-refused": processRefusedScenario,
  "process-cost": processCostScenario,
]

private func exitScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  print(try supervisor.shell("exit 71").words)
  print(try supervisor.function { 71 }.words)
}

private func crashScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  for signal in ["ABRT", "SEGV", "ILL"] { print(try supervisor.shell("kill -\(signal) $$").words) }
  let noCore = { (specification: inout ChildSpecification) in
    specification.limits = [LimitSetting(.core, soft: 0)]
  }
  print(try supervisor.function(prepare: noCore) { abort() }.words)
}

/// A program, a folder and a function that cannot be started.
private func refuseScenario(_ supervisor: inout Supervisor, _ files: [String]) throws {
  for file in files {
    do throws(SpawnError) {
      var specification = ChildSpecification(program: file, arguments: [file], environment: [])
      supervisor.containment.contain(&specification)
      _ = try ChildProcess.spawn(specification)
      print("started")
    } catch {
      print("\(error.stage.name) \(error.codeName) \(error.subject ?? "-")")
    }
  }
  do throws(SpawnError) {
    var specification = ChildSpecification()
    specification.directory = "/does/not/exist"
    _ = try ChildProcess.fork(specification) { 0 }
    print("started")
  } catch {
    print(error)
  }
}

private func stubbornScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  try endByForce(&supervisor, "trap '' TERM; echo ready; while :; do sleep 1; done", [Signals.terminate])
}

private func catcherScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  try endByForce(
    &supervisor, "trap 'exit 0' TERM; echo ready; while :; do sleep 0.01; done", [Signals.terminate])
}

private func stoppedScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  try endByForce(&supervisor, "echo ready; kill -STOP $$", [Signals.terminate, Signals.goOn])
}

/// Sends the signals, waits at most 0.5 s for the end, then kills.
private func endByForce(_ supervisor: inout Supervisor, _ script: String, _ signals: [Int32]) throws {
  let end: Supervisor.WhileRunning = { supervisor, child, capture in
    try waitForOutput(&capture)
    if script.contains("STOP") { try waitUntilStopped(child.pid) }
    for signal in signals { try supervisor.containment.signalAll(signal) }
    var poller = Poller()
    poller.add(child.pidDescriptor.rawValue)
    if try !poller.wait(until: SystemClock.nanoseconds() + 500_000_000).isEmpty { return }
    let report = try supervisor.containment.killAll(owned: [child.pid])
    if report.left > 0 { print("left \(report.left)") }
  }
  print(try supervisor.shell(script, whileRunning: end).words)
}

func waitForOutput(_ capture: inout OutputCapture) throws {
  while capture.total == 0, let number = capture.rawValue {
    var poller = Poller()
    poller.add(number)
    _ = try poller.wait(until: nil)
    try capture.drain()
  }
}

private func waitUntilStopped(_ pid: Int32) throws {
  while true {
    let status = String(decoding: try File.read("/proc/\(pid)/stat", atMost: 4096), as: UTF8.self)
    if status.contains(") T ") { return }
    SystemClock.sleep(nanoseconds: 1_000_000)
  }
}

/// Descendants that leave the session, that are orphaned, that go on computing.
private func daemonScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let scripts = [
    "setsid sleep 300 >/dev/null 2>&1 & sleep 0.1",
    "daemon=$(setsid sh -c 'sleep 300 >/dev/null 2>&1 & echo $!')",
    "yes >/dev/null 2>&1 & exit 0",
    "true & wait",
  ]
  for script in scripts {
    let result = try supervisor.shell(script)
    print("\(result.words) leaked \(result.leaked)")
  }
  let result = try supervisor.function {
    let child = forkProcess(leavingSession: true)
    if child == 0 { while true { pause() } }
    SystemClock.sleep(nanoseconds: 100_000_000)
    return 0
  }
  print("\(result.words) leaked \(result.leaked)")
}

/// A process that forks successors in sessions of their own, for ever.
private func runawayScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let result = try supervisor.function { runAway() }
  print("\(result.words) \(result.leaked >= 3 ? "leaked" : "leaked only \(result.leaked)")")
}

/// Three chains of processes that end by themselves only after a minute: tests may be broken.
func runAway() -> Int32 {
  let end = SystemClock.nanoseconds() + 60_000_000_000
  for _ in 0..<3 where forkProcess(leavingSession: true) == 0 {
    while SystemClock.nanoseconds() < end {
      if forkProcess(leavingSession: false) != 0 { _exit(0) }
      setsid()
      usleep(2000)
    }
    _exit(0)
  }
  SystemClock.sleep(nanoseconds: 400_000_000)
  return 0
}

private func pipeHolderScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let before = SystemClock.nanoseconds()
  let result = try supervisor.shell("setsid sleep 60 & echo hi")
  print(
    "\(result.words) '\(result.output)' \(SystemClock.nanoseconds() - before < 20_000_000_000 ? "soon" : "late")"
  )
}

private func inputScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let result = try supervisor.shell("cat; echo end")
  print("\(result.words) '\(result.output)'")
}

private func directoryScenario(_ supervisor: inout Supervisor, _ folders: [String]) throws {
  let change = { (specification: inout ChildSpecification) in specification.directory = folders.first }
  print(try supervisor.shell("pwd; env | grep -c ^SWRUN_RUN=", prepare: change).output)
}
