import Executors
import Glibc
import Jobs
import OperatingSystem

nonisolated let scenarios: [String: @Sendable ([String]) throws -> Void] = [
  "once": once, "death": death, "others": killOthers, "idle-death": idleDeath, "stopped": stopped,
  "failures": failures, "flat": flat, "state": state, "orphans": orphans, "threads": severalThreads,
  "affinity": affinity, "dropped": dropped, "run": runWorkload, "costs": costs, "slack": timerSlack,
]

/// A text that a task throws.
struct Complaint: Error, CustomStringConvertible {
  var description: String
}

func integer(_ text: String) throws -> Int {
  guard let number = Int(text) else { throw Complaint(description: "'\(text)' is no number") }
  return number
}

func chunk(_ text: String) throws -> Chunk {
  text == "auto" ? .auto : .tasks(try integer(text))
}

func words(_ count: Int, in memory: borrowing SharedMemory) -> [AtomicWord64] {
  (0..<count).map { AtomicWord64(at: memory.base + 8 * $0) }
}

/// WORKERS TASKS CHUNK: each task counts itself, twice in the same pool.
private func once(_ arguments: [String]) throws {
  let workers = try integer(arguments[0])
  let tasks = try integer(arguments[1])
  let chunk = try chunk(arguments[2])
  let memory = try SharedMemory(bytes: 8 * max(1, tasks), withForkedProcesses: true)
  let counts = words(tasks, in: memory)
  var pool = try ProcessPool.start(PoolConfiguration(workers: workers, capacity: tasks)) { task, context in
    counts[task].addRelaxed(1)
    return TaskResult(count: UInt64(task) * 3, word: UInt64(context.worker))
  }
  for round in 1...2 {
    let run = try pool.run(tasks: tasks, chunk: chunk)
    let ordered = pool.withResults { results in
      results.count == tasks && results.indices.allSatisfy { results[$0].count == UInt64($0) * 3 }
    }
    let exact = counts.allSatisfy { $0.load() == UInt64(round) }
    let sum = run.workers.reduce(0) { $0 + $1.tasks }
    let timely = run.workers.allSatisfy { $0.start >= run.released && $0.end >= $0.start }
    print("ordered=\(ordered) once=\(exact) sum=\(sum == tasks) times=\(timely) workers=\(run.workers.count)")
  }
  _ = try pool.shutDown()
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
  extendLifetime(memory)
}

private func extendLifetime(_ memory: borrowing SharedMemory) {}

/// HOW WORKERS: task 17 of 40 ends its worker.
private func death(_ arguments: [String]) throws {
  let how = arguments[0]
  var pool = try ProcessPool.start(
    PoolConfiguration(workers: try integer(arguments[1]), capacity: 40)
  ) { task, _ in
    if task == 16 { try die(how) }
    return TaskResult(count: 1)
  }
  report { _ = try pool.run(tasks: 40, chunk: .tasks(1)) }
  report { _ = try pool.run(tasks: 40, chunk: .tasks(1)) }
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}

private func die(_ how: String) throws {
  switch how {
  case "kill": kill(getpid(), SIGKILL)
  case "exit0": _exit(0)
  case "exit42": _exit(42)
  case "library-exit0": exit(0)
  case "abort": abort()
  case "trap": fatalError("a task that traps")
  case "segv": kill(getpid(), SIGSEGV)
  case "overflow": print(overflow(1))
  default: throw Complaint(description: "unknown end '\(how)'")
  }
}

/// Runs until the stack ends.
@inline(never)
private func overflow(_ depth: Int) -> Int {
  depth == Int.min
    ? 0
    : withUnsafeTemporaryAllocation(of: Int.self, capacity: 512) { buffer in
      buffer[0] = depth
      return overflow(depth + 1) + buffer[0]
    }
}

private func report(_ body: () throws -> Void) {
  do {
    try body()
    print("no error")
  } catch {
    print("error: \(error)")
  }
}

/// WORKERS VICTIMS: when every worker is in a task, they kill: `one` the last worker, `all` everyone.
private func killOthers(_ arguments: [String]) throws {
  let workers = try integer(arguments[0])
  let all = arguments[1] == "all"
  let memory = try SharedMemory(bytes: 8 * workers, withForkedProcesses: true)
  let pids = words(workers, in: memory)
  var pool = try ProcessPool.start(PoolConfiguration(workers: workers, capacity: workers)) { task, _ in
    pids[task].store(UInt64(getpid()))
    while pids.contains(where: { $0.load() == 0 }) { sched_yield() }
    if all {
      for pid in pids where pid.load() != UInt64(getpid()) { kill(pid_t(pid.load()), SIGKILL) }
      kill(getpid(), SIGKILL)
    } else if task == 0 {
      kill(pid_t(pids[workers - 1].load()), SIGKILL)
    }
    while true { pause() }
  }
  report { _ = try pool.run(tasks: workers, chunk: .tasks(1)) }
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
  extendLifetime(memory)
}

/// A worker is killed between two runs, and another between the last run and the end.
private func idleDeath(_ arguments: [String]) throws {
  let configuration = PoolConfiguration(workers: 2, capacity: 2)
  var first = try ProcessPool.start(configuration) { _, _ in TaskResult(count: 1) }
  _ = try first.run(tasks: 2, chunk: .auto)
  kill(first.pids[1], SIGKILL)
  report { _ = try first.run(tasks: 2, chunk: .auto) }
  var second = try ProcessPool.start(configuration) { _, _ in TaskResult(count: 1) }
  _ = try second.run(tasks: 2, chunk: .auto)
  kill(second.pids[0], SIGKILL)
  do {
    _ = try second.shutDown()
    print("no error")
  } catch {
    print("error: \(error)")
  }
}

/// A worker that is stopped cannot leave.
private func stopped(_ arguments: [String]) throws {
  var pool = try ProcessPool.start(PoolConfiguration(workers: 2, capacity: 2)) { _, _ in TaskResult(count: 1)
  }
  _ = try pool.run(tasks: 2, chunk: .auto)
  kill(pool.pids[1], SIGSTOP)
  do {
    _ = try pool.shutDown()
    print("no error")
  } catch {
    print("error: \(error)")
  }
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}

/// Tasks 3 and 5 of 8 throw in the first run, none in the second.
private func failures(_ arguments: [String]) throws {
  let memory = try SharedMemory(bytes: 8, withForkedProcesses: true)
  let isSecond = AtomicWord64(at: memory.base)
  var pool = try ProcessPool.start(PoolConfiguration(workers: 2, capacity: 8)) { task, _ in
    if isSecond.load() == 0, task == 2 || task == 4 {
      throw Complaint(description: "no luck with \(task + 1)")
    }
    return TaskResult(count: UInt64(task))
  }
  report { _ = try pool.run(tasks: 8, chunk: .tasks(1)) }
  print("sum \(pool.withResults { $0.reduce(0) { $0 + $1.count } })")
  isSecond.store(1)
  report { _ = try pool.run(tasks: 8, chunk: .tasks(1)) }
  print("sum \(pool.withResults { $0.reduce(0) { $0 + $1.count } })")
  _ = try pool.shutDown()
  extendLifetime(memory)
}

/// 200 pools one after the other; descriptors and memory before and after.
private func flat(_ arguments: [String]) throws {
  func onePool() throws {
    var pool = try ProcessPool.start(PoolConfiguration(workers: 2, capacity: 2)) { _, _ in
      TaskResult(count: 1)
    }
    _ = try pool.run(tasks: 2, chunk: .auto)
    _ = try pool.shutDown()
  }
  for _ in 0..<5 { try onePool() }
  let (descriptors, mappings) = (count("/proc/self/fd"), mappings())
  for _ in 0..<200 { try onePool() }
  print("descriptors \(count("/proc/self/fd") - descriptors)")
  print("mappings \(growth(of: mappings))")
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}

private func growth(of before: Int) -> String {
  mappings() - before < 20 ? "flat" : "grown from \(before) to \(mappings())"
}

private func count(_ folder: String) -> Int {
  guard let directory = opendir(folder) else { return -1 }
  defer { closedir(directory) }
  var entries = 0
  while readdir(directory) != nil { entries += 1 }
  return entries
}

private func mappings() -> Int {
  lines(of: "/proc/self/maps").count
}

func lines(of path: String) -> [String] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var text: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let length = fread(&buffer, 1, buffer.count, file)
    if length == 0 { break }
    text += buffer[..<length]
  }
  return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
}

/// What a worker inherits: its lines of /proc/self/status, told by an error, as results are two words.
private func state(_ arguments: [String]) throws {
  signal(SIGUSR1, SIG_IGN)
  signal(SIGTERM) { _ in }
  var mask = sigset_t()
  sigemptyset(&mask)
  sigaddset(&mask, SIGUSR2)
  sigprocmask(SIG_BLOCK, &mask, nil)
  let cpu = try CPUSet.allowed().cpus.last ?? 0
  let configuration = PoolConfiguration(workers: 1, cpus: [cpu], capacity: 1)
  var pool = try ProcessPool.start(configuration) { _, _ in
    let wanted = ["SigBlk", "SigIgn", "SigCgt"]
    let status = lines(of: "/proc/self/status").filter { line in wanted.contains { line.hasPrefix($0 + ":") }
    }
    let bound = try CPUSet.allowed() == CPUSet([cpu])
    throw Complaint(description: status.joined(separator: " ") + " bound=\(bound)")
  }
  report { _ = try pool.run(tasks: 1, chunk: .auto) }
  print("parent bound=\(try CPUSet.allowed() == CPUSet([cpu]) && CPUSet.allowed().count > 1)")
}

/// Workers that print their pids and wait for ever.
private func orphans(_ arguments: [String]) throws {
  var pool = try ProcessPool.start(PoolConfiguration(workers: 3, capacity: 3)) { _, _ in
    print("worker \(getpid()).")
    fflush(nil)
    while true { pause() }
  }
  _ = try pool.run(tasks: 3, chunk: .tasks(1))
}

/// A process with a second thread is refused.
private func severalThreads(_ arguments: [String]) throws {
  var threads = ThreadGroup()
  let memory = try SharedMemory(bytes: 8, withForkedProcesses: false)
  let word = AtomicWord32(at: memory.base)
  try threads.start { _ = word.wait(while: 0, .threads) }
  report {
    _ = try ProcessPool.start(PoolConfiguration(workers: 2, capacity: 1)) { _, _ in TaskResult(count: 1) }
  }
  word.store(1)
  word.wakeAll(.threads)
  try threads.join()
  extendLifetime(memory)
}

/// No machine has CPU 8191.
private func affinity(_ arguments: [String]) throws {
  report {
    _ = try ProcessPool.start(PoolConfiguration(workers: 2, cpus: [8191], capacity: 1)) { _, _ in
      TaskResult(count: 1)
    }
  }
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}

/// A pool that is let go without a shutdown.
private func dropped(_ arguments: [String]) throws {
  func use() throws {
    var pool = try ProcessPool.start(PoolConfiguration(workers: 3, capacity: 3)) { _, _ in
      TaskResult(count: 1)
    }
    _ = try pool.run(tasks: 3, chunk: .auto)
  }
  try use()
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}
