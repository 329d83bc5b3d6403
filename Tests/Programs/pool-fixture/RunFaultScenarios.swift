import Executors
import Glibc
import Jobs
import OperatingSystem

// Indexed runs, and the life of whole pools.

/// WORKERS TASKS CHUNK: each task counts itself, twice in the same pool.
@Sendable func once(_ start: PoolStart, _ arguments: [String]) throws {
  let workers = try integer(arguments[0])
  let tasks = try integer(arguments[1])
  let chunk = try chunk(arguments[2])
  let counts = try SharedWords(tasks)
  let pool = try start.pool(PoolConfiguration(workers: workers, capacity: tasks), "count", counts.path)
  for round in 1...2 {
    let run = try pool.run(tasks: tasks, chunk: chunk)
    let ordered = pool.withResults { results in
      results.count == tasks && results.indices.allSatisfy { results[$0].count == UInt64($0) * 3 }
    }
    let exact = (0..<tasks).allSatisfy { counts[$0].load() == UInt64(round) }
    let sum = run.workers.reduce(0) { $0 + $1.tasks }
    let timely = run.workers.allSatisfy { $0.start >= run.released && $0.end >= $0.start }
    print("ordered=\(ordered) once=\(exact) sum=\(sum == tasks) times=\(timely) workers=\(run.workers.count)")
  }
  _ = try pool.shutDown()
}

/// HOW WORKERS: task 17 of 40 ends its worker.
@Sendable func death(_ start: PoolStart, _ arguments: [String]) throws {
  let workers = try integer(arguments[1])
  let pool = try start.pool(PoolConfiguration(workers: workers, capacity: 40), "die", arguments[0])
  let future = try pool.submit(textTask, "echo before")
  tell(future)
  report { _ = try pool.run(tasks: 40, chunk: .tasks(1)) }
  report { _ = try pool.run(tasks: 40, chunk: .tasks(1)) }
  report { _ = try pool.submit(textTask, "echo after") }
}

/// WORKERS VICTIMS
@Sendable func killOthers(_ start: PoolStart, _ arguments: [String]) throws {
  let workers = try integer(arguments[0])
  let pids = try SharedWords(workers)
  let pool = try start.pool(
    PoolConfiguration(workers: workers, capacity: workers), "kill-others", pids.path, "\(workers)",
    arguments[1])
  report { _ = try pool.run(tasks: workers, chunk: .tasks(1)) }
}

/// A worker is killed between two runs, and another between the last run and the end.
@Sendable func idleDeath(_ start: PoolStart, _ arguments: [String]) throws {
  let configuration = PoolConfiguration(workers: 2, capacity: 2)
  let first = try start.pool(configuration)
  _ = try first.run(tasks: 2, chunk: .auto)
  kill(first.pids[1], SIGKILL)
  report { _ = try first.run(tasks: 2, chunk: .auto) }
  let second = try start.pool(configuration)
  _ = try second.run(tasks: 2, chunk: .auto)
  kill(second.pids[0], SIGKILL)
  report { try second.shutDown() }
  let third = try start.pool(configuration)
  kill(third.pids[0], SIGKILL)
  waitUntil { third.isBroken }
  print("noticed")
}

/// A worker that is stopped cannot leave.
@Sendable func stopped(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2, capacity: 2))
  _ = try pool.run(tasks: 2, chunk: .auto)
  kill(pool.pids[1], SIGSTOP)
  report { try pool.shutDown() }
}

/// Tasks 3 and 5 of 8 throw in the first run, none in the second.
@Sendable func failures(_ start: PoolStart, _ arguments: [String]) throws {
  let isSecond = try SharedWords(1)
  let pool = try start.pool(PoolConfiguration(workers: 2, capacity: 8), "luckless", isSecond.path)
  report { _ = try pool.run(tasks: 8, chunk: .tasks(1)) }
  print("sum \(pool.withResults { $0.reduce(0) { $0 + $1.count } })")
  isSecond[0].store(1)
  report { _ = try pool.run(tasks: 8, chunk: .tasks(1)) }
  print("sum \(pool.withResults { $0.reduce(0) { $0 + $1.count } })")
  _ = try pool.shutDown()
}

/// 200 pools one after the other; descriptors and memory before and after.
@Sendable func flat(_ start: PoolStart, _ arguments: [String]) throws {
  let input = [UInt8](repeating: 5, count: 100_000)
  func onePool() throws {
    let pool = try start.pool(PoolConfiguration(workers: 2, capacity: 2))
    _ = try pool.run(tasks: 2, chunk: .auto)
    let futures = try (0..<4).map { _ in try pool.submit(echoTask, input) }
    for future in futures { _ = try future.result() }
    _ = try pool.shutDown()
  }
  for _ in 0..<5 { try onePool() }
  let (descriptors, mappings) = (count("/proc/self/fd"), lines(of: "/proc/self/maps").count)
  let memory = residentMemory("self")
  for _ in 0..<200 { try onePool() }
  print("descriptors \(count("/proc/self/fd") - descriptors)")
  let (mappingsAfter, memoryAfter) = (lines(of: "/proc/self/maps").count, residentMemory("self"))
  print("mappings \(mappingsAfter - mappings < 20 ? "flat" : "grown from \(mappings) to \(mappingsAfter)")")
  print("memory \(memoryAfter - memory < 30 ? "flat" : "grown from \(memory) to \(memoryAfter) MiB")")
}

/// Workers that print their pids and wait for ever.
@Sendable func orphans(_ start: PoolStart, _ arguments: [String]) throws {
  var start = start
  if start.kind == .forkserver {
    let server = try ForkServerHandle(start.program)
    try server.start()
    print("worker \(server.pid ?? 0).")
    fflush(nil)
    start.server = server
  }
  let pool = try start.pool(PoolConfiguration(workers: 3, capacity: 3), "forever")
  _ = try pool.run(tasks: 3, chunk: .tasks(1))
}

/// No machine has CPU 8191.
@Sendable func affinity(_ start: PoolStart, _ arguments: [String]) throws {
  report { _ = try start.pool(PoolConfiguration(workers: 2, cpus: [8191], capacity: 1)) }
}

/// A pool that is let go without a shutdown.
@Sendable func dropped(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 3, capacity: 3))
  _ = try pool.run(tasks: 3, chunk: .auto)
}

/// What a worker inherits, and what not.
@Sendable func state(_ start: PoolStart, _ arguments: [String]) throws {
  signal(SIGUSR1, SIG_IGN)
  signal(SIGTERM) { _ in }
  var mask = sigset_t()
  sigemptyset(&mask)
  sigaddset(&mask, SIGUSR2)
  sigprocmask(SIG_BLOCK, &mask, nil)
  let hard = try ResourceLimit.openFiles.current().hard
  try ResourceLimit.openFiles.set(soft: min(200, hard), hard: hard)
  let allowed = try CPUSet.allowed()
  let cpu = allowed.cpus.last ?? 0
  let pool = try start.pool(PoolConfiguration(workers: 1, cpus: [cpu], capacity: 1), "state")
  report { _ = try pool.run(tasks: 1, chunk: .auto) }
  tell(try pool.submit(textTask, "state"))
  print("cpu \(cpu)")
  print("owner unbound=\(try CPUSet.allowed() == allowed)")
}
