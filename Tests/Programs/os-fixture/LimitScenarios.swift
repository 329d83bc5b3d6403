import Glibc
import OperatingSystem

func cpuLimitScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let limit = { (specification: inout ChildSpecification) in
    specification.limits = [LimitSetting(.cpuTime, soft: 1, hard: 2), LimitSetting(.core, soft: 0)]
  }
  let program = try supervisor.shell("while :; do :; done", prepare: limit)
  print("\(program.words) \(seconds(program))")
  let function = try supervisor.function(prepare: limit) { while true {} }
  print("\(function.words) \(seconds(function))")
  // One who does not listen is ended at the hard limit.
  let deaf = try supervisor.shell("trap '' XCPU; while :; do :; done", prepare: limit)
  print("\(deaf.words) \(seconds(deaf))")
}

private func seconds(_ result: Supervisor.Result) -> String {
  let used = result.termination.usage.userSeconds + result.termination.usage.systemSeconds
  // The kernel compares the limit with a count of timer ticks, which is coarser than what it reports.
  return used >= 0.5 && used < 4 ? "after the limit" : "after \(used) s"
}

func memoryLimitScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let limit = { (specification: inout ChildSpecification) in
    specification.limits = [LimitSetting(.addressSpace, soft: 256 << 20), LimitSetting(.core, soft: 0)]
  }
  let refused = try supervisor.function(prepare: limit) { malloc(1 << 30) == nil ? 3 : 4 }
  print(refused.words)
  let granted = try supervisor.function { malloc(1 << 30) == nil ? 3 : 4 }
  print(granted.words)
}

func fileLimitScenario(_ supervisor: inout Supervisor, _ folders: [String]) throws {
  guard let folder = folders.first else { return }
  let limit = { (specification: inout ChildSpecification) in
    specification.limits = [LimitSetting(.fileSize, soft: 1024), LimitSetting(.core, soft: 0)]
  }
  let script = "exec dd if=/dev/zero of=\(folder)/big bs=1M count=1"
  print(try supervisor.shell(script, prepare: limit).words)
}

func filesLimitScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  for most: UInt64 in [3, 20] {
    let limit = { (specification: inout ChildSpecification) in
      specification.limits = [LimitSetting(.openFiles, soft: most)]
    }
    print(try supervisor.shell("exec cat /dev/null; ulimit -n", prepare: limit).words)
    print(try supervisor.function(prepare: limit) { openMany() }.output)
  }
}

/// Prints how many files can be opened.
private func openMany() -> Int32 {
  var count = 0
  while open("/dev/null", O_RDONLY) >= 0 && count < 1000 { count += 1 }
  print("opened \(count)")
  return 0
}

/// As a user other than root: more than the hard limit allows.
func hardLimitScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  try ResourceLimit.openFiles.set(soft: 100, hard: 100)
  if geteuid() == 0 {
    setgid(65534)
    setuid(65534)
  }
  let setting = LimitSetting(.openFiles, soft: 4096)
  print(try setting.refusal().map { "allowed \($0)" } ?? "nothing is refused")
  var specification = ChildSpecification()
  specification.limits = [setting]
  do throws(SpawnError) {
    _ = try ChildProcess.fork(specification) { 0 }
    print("started")
  } catch {
    print(error)
  }
}

func affinityScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  guard let first = try CPUSet.allowed().cpus.first else { return }
  for cpus in [CPUSet([4000]), CPUSet([first, 4000])] {
    for isProgram in [true, false] {
      do throws(SpawnError) {
        var specification =
          isProgram
          ? ChildSpecification(program: "/bin/true", arguments: ["true"], environment: [])
          : ChildSpecification()
        specification.cpus = cpus
        if isProgram {
          _ = try ChildProcess.spawn(specification)
        } else {
          _ = try ChildProcess.fork(specification) { 0 }
        }
        print("started")
      } catch {
        print("\(error.stage.name) \(error.codeName)")
      }
    }
  }
  let bind = { (specification: inout ChildSpecification) in specification.cpus = CPUSet([first]) }
  let program = try supervisor.shell(
    "grep -c '^Cpus_allowed_list:\t\(first)$' /proc/self/status", prepare: bind)
  print("\(program.words) \(program.output)", terminator: "")
  let function = try supervisor.function(prepare: bind) { (try? CPUSet.allowed()) == CPUSet([first]) ? 0 : 1 }
  print(
    "\(function.words) \(function.termination.cpus == CPUSet([first]) ? "bound at the end" : "end unknown")")
}

func manyScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  for _ in 0..<200 {
    let function = try supervisor.function { 0 }
    let program = try supervisor.shell("exit 0")
    guard function.words == "exited 0", program.words == "exited 0" else {
      print("\(function.words) \(program.words)")
      return
    }
    guard function.leaked == 0, program.leaked == 0 else {
      print("leaked \(function.leaked) \(program.leaked)")
      return
    }
  }
  print("done")
}

/// Starts what a sweep can have running, says so, and waits for the kill.
func waitScenario(_ supervisor: inout Supervisor, _ arguments: [String]) throws {
  print("keeper \(supervisor.keeperPid)")
  print("mark \(supervisor.runID)")
  let script = "setsid sleep 300 & (setsid sh -c 'sleep 300 &' &); yes > /dev/null & sleep 300"
  if arguments.first == "between" {
    print("ready")
    fflush(nil)
    while true { pause() }
  }
  let announce = {
    (supervisor: inout Supervisor, child: borrowing ChildProcess, _: inout OutputCapture) in
    SystemClock.sleep(nanoseconds: 200_000_000)
    print("child \(child.pid)")
    print("ready")
    fflush(nil)
  }
  if arguments.first == "runaway" {
    _ = try supervisor.function(whileRunning: announce) { runAway() }
  } else if arguments.first == "function" {
    _ = try supervisor.function(whileRunning: announce) {
      for _ in 0..<3 where forkProcess(leavingSession: false) == 0 { while true { pause() } }
      while true { pause() }
    }
  } else {
    _ = try supervisor.shell(script, whileRunning: announce)
  }
}
