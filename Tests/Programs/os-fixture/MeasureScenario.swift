import Glibc
import OperatingSystem

/// Prints the median cost of a run in microseconds, beside the floor that the machine allows.
func measureScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let cpus = try CPUSet.allowed()
  let noise = NoiseProbe()
  var samples: [String: [Double]] = [:]
  var floor: Floor = Floor()
  for _ in 0..<400 {
    samples["bare fork", default: []].append(floor.fork())
    samples["function, all of it", default: []].append(try function(&supervisor, cpus))
    samples["function, no containment", default: []].append(try function(&supervisor, cpus, contained: false))
    samples["posix_spawn /bin/true", default: []].append(floor.spawn())
    samples["/bin/true, all of it", default: []].append(try program(&supervisor, cpus))
    samples["/bin/true, no containment", default: []].append(try program(&supervisor, cpus, contained: false))
    samples["noise sample", default: []].append(timed { _ = noise.sample() })
    samples["killAll of nothing", default: []].append(
      try timed { _ = try supervisor.containment.killAll(owned: []) })
  }
  for (name, times) in samples.sorted(by: { $0.key < $1.key }) {
    print("\(name): \(times.sorted()[times.count / 2].rounded()) us")
  }
}

private func timed(_ body: () throws -> Void) rethrows -> Double {
  let start = SystemClock.nanoseconds()
  try body()
  return Double(SystemClock.nanoseconds() - start) / 1000
}

private func function(_ supervisor: inout Supervisor, _ cpus: CPUSet, contained: Bool = true) throws -> Double
{
  try timed {
    var specification = ChildSpecification()
    specification.cpus = cpus
    specification.limits = [LimitSetting(.core, soft: 0), LimitSetting(.cpuTime, soft: 100, hard: 101)]
    if contained { supervisor.containment.contain(&specification) }
    _ = try ChildProcess.fork(specification) { 0 }.reap()
    if contained { try supervisor.containment.killAll(owned: []) }
  }
}

private func program(_ supervisor: inout Supervisor, _ cpus: CPUSet, contained: Bool = true) throws -> Double
{
  let environment = CurrentProcess.environment
  return try timed {
    var specification = ChildSpecification(
      program: "/bin/true", arguments: ["true"], environment: environment)
    specification.cpus = cpus
    specification.limits = [LimitSetting(.core, soft: 0), LimitSetting(.cpuTime, soft: 100, hard: 101)]
    if contained { supervisor.containment.contain(&specification) }
    _ = try ChildProcess.spawn(specification).reap()
    if contained { try supervisor.containment.killAll(owned: []) }
  }
}

/// What the machine allows: bare system calls.
private struct Floor {
  mutating func fork() -> Double {
    timed {
      let pid = Glibc.fork()
      if pid == 0 { _exit(0) }
      waitpid(pid, nil, 0)
    }
  }

  /// glibc's posix_spawn is vfork and exec.
  mutating func spawn() -> Double {
    timed {
      var pid: pid_t = 0
      var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
      posix_spawn(&pid, "/bin/true", nil, nil, &arguments, environ)
      waitpid(pid, nil, 0)
      free(arguments[0])
    }
  }
}
