import Executors
import Glibc
import Jobs
import OperatingSystem

// How workers begin, and follow each other.

/// MOST TASKS SIZE: workers retire; each result has so many bytes.
@Sendable func retire(_ start: PoolStart, _ arguments: [String]) throws {
  let (most, tasks) = (try integer(arguments[0]), try integer(arguments[1]))
  var configuration = PoolConfiguration(workers: 2, capacity: 10)
  configuration.tasksPerWorker = most
  let pool = try start.pool(configuration)
  let futures = try (0..<tasks).map { _ in try pool.submit(textTask, "padded-pid \(arguments[2])") }
  var perProcess: [Substring: Int] = [:]
  for future in futures {
    let words = try future.result().split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[1].count == Int(arguments[2]) else {
      throw Complaint(description: "a damaged result")
    }
    perProcess[words[0], default: 0] += 1
  }
  print("done \(perProcess.values.reduce(0, +)), at most \(perProcess.values.max() ?? 0) by one process")
  print("processes \(perProcess.count >= tasks / most ? "enough" : "\(perProcess.count)")")
  _ = try pool.run(tasks: 10, chunk: .tasks(1))
  print("sum \(pool.withResults { $0.reduce(0) { $0 + $1.count } })")
  _ = try pool.shutDown()
}

/// Workers retire while their results are unread.
@Sendable func retireUnread(_ start: PoolStart, _ arguments: [String]) throws {
  var configuration = PoolConfiguration(workers: 1, capacity: 4)
  configuration.tasksPerWorker = 1
  let pool = try start.pool(configuration)
  let words = try SharedWords(6)
  for round in 1...5 {
    let future = try pool.submit(textTask, "padded-pid \(300_000 * round)")
    let mark = try pool.submit(textTask, "mark \(words.path) \(round)")
    // The owner looks after its workers, and not at their results.
    waitUntil { pool.isBroken || words[round].load() != 0 }
    _ = try pool.run(tasks: 4, chunk: .auto)
    let text = try future.result()
    let isRight = text.utf8.count == 300_000 * round + 1 + (text.split(separator: " ").first?.count ?? 0)
    print("round \(round) \(isRight) \(try mark.result())")
  }
  _ = try pool.shutDown()
}

/// descriptors|program: a worker retires, and no other can take its place.
@Sendable func noReplacement(_ start: PoolStart, _ arguments: [String]) throws {
  var start = start
  let link = "/tmp/pool-fixture-\(getpid())"
  guard symlink(start.program.path, link) == 0 else { throw Complaint(description: "no link \(link)") }
  defer { unlink(link) }
  start.program.path = link
  var configuration = PoolConfiguration(workers: 2)
  configuration.tasksPerWorker = 2
  let server = start.kind == .forkserver ? try ForkServerHandle(start.program) : nil
  start.server = server
  let pool = try start.pool(configuration)
  if arguments[0] == "program" {
    unlink(link)
    if let pid = server?.pid { kill(pid, SIGKILL) }
  } else {
    let hard = try ResourceLimit.openFiles.current().hard
    try ResourceLimit.openFiles.set(soft: 3, hard: hard)
  }
  let moment = SystemClock.nanoseconds()
  let futures = try (0..<20).map { try pool.submit(textTask, "echo \($0)") }
  var (results, errors) = (0, Set<String>())
  for future in futures {
    do {
      _ = try future.result()
      results += 1
    } catch {
      let text = String(describing: error)
      errors.insert(String(text[(text.firstRange(of: ": ")?.upperBound ?? text.startIndex)...]))
    }
  }
  tellPromptness(since: moment)
  print("results \(results < 8 ? "few" : "\(results)")")
  for error in errors.sorted() { print("error: \(error)") }
}

/// SIGNAL: the fork server is killed while it is idle, and while its workers run.
@Sendable func serverDeath(_ start: PoolStart, _ arguments: [String]) throws {
  let number = try Int32(integer(arguments[0]))
  var start = start
  let server = try ForkServerHandle(start.program)
  start.server = server
  let words = try SharedWords(3)
  for round in 1...3 {
    words[0].store(0)
    let pool = try start.pool(PoolConfiguration(workers: 2, capacity: 8))
    words[1].store(0)
    words[2].store(0)
    let futures = try (1...2).map { try pool.submit(textTask, "hold \(words.path) \($0)") }
    waitUntil { words[1].load() != 0 && words[2].load() != 0 }
    if let pid = server.pid { kill(pid, number) }
    words[0].store(1)
    for future in futures { tell(future) }
    _ = try pool.run(tasks: 8, chunk: .tasks(1))
    report { try pool.shutDown() }
    if round == 2, let pid = server.pid {
      // Idle, and the next pool begins while it dies.
      kill(pid, number)
    }
  }
}

/// A worker's descriptors, while its owner has some that are open for its children.
@Sendable func descriptors(_ start: PoolStart, _ arguments: [String]) throws {
  let files = (0..<3).map { _ in open("/dev/null", O_RDONLY) }
  let server = start.kind == .forkserver ? nil : try ForkServerHandle(start.program)
  try server?.start()
  let pool = try start.pool(PoolConfiguration(workers: 3))
  let futures = try (0..<9).map { _ in try pool.submit(textTask, "descriptors") }
  for text in Set(try futures.map { try $0.result() }) { print(text) }
  _ = try pool.shutDown()
  print("files \(files.allSatisfy { $0 > 2 })")
}

/// throw|exit42|kill: the initialiser does not succeed.
@Sendable func initialiser(_ start: PoolStart, _ arguments: [String]) throws {
  let how = arguments[0]
  var configuration = PoolConfiguration(workers: 2)
  configuration.initialise = { context in
    if context.worker != 2 { return }
    if how == "throw" { throw Complaint(description: "no luck at the start") }
    try die(how)
  }
  report { _ = try start.pool(configuration) }
}

/// HOW: the work cannot be made in the worker program; `unknown`: it does not know it.
@Sendable func factory(_ start: PoolStart, _ arguments: [String]) throws {
  guard arguments[0] == "unknown" else {
    report { _ = try start.pool(PoolConfiguration(workers: 2), "bad-factory", arguments[0]) }
    return
  }
  var configuration = PoolConfiguration(workers: 2)
  configuration.program = start.program
  let work = PoolWork(name: "nobody's", recipe: []) { _, _ in TaskResult(count: 0) }
  report { _ = try Pools.processes(start.kind, configuration, work) }
}

/// Tasks and works with captured state.
@Sendable func captured(_ start: PoolStart, _ arguments: [String]) throws {
  let addend = arguments.count + 40
  let task = PoolTask<Int, Int>(capturing: "add", { input, _ in input + addend })
  var configuration = PoolConfiguration(workers: 2, capacity: 3)
  configuration.program = start.program
  configuration.registry.register(task)
  let body: TaskBody = { _, _ in TaskResult(count: UInt64(addend)) }
  report {
    let pool = try Pools.processes(start.kind, configuration, PoolWork(name: "sum", body: body))
    _ = try pool.run(tasks: 3, chunk: .auto)
    print("sum \(pool.withResults { $0.reduce(0) { $0 + $1.count } })")
  }
  let pool = try Pools.processes(
    start.kind, configuration, PoolWork(name: "fixture", recipe: Array("nothing".utf8), body: body))
  report { print("result \(try pool.submit(task, 2).result())") }
  _ = try pool.shutDown()
}

/// A task whose name the workers do not know.
@Sendable func unknown(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 1))
  let task = PoolTask<Int, Int>(registered: "nobody's", { input, _ in input })
  report { print("result \(try pool.submit(task, 2).result())") }
  tell(try pool.submit(textTask, "echo after"))
  _ = try pool.shutDown()
}

/// A task makes pools of other workers in its worker.
@Sendable func nested(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2))
  for kind in ["threads", "threads-gil", "fork", "spawn", "forkserver"] {
    let futures = try (0..<2).map { _ in try pool.submit(textTask, "nested \(kind)") }
    for future in futures { tell(future) }
  }
  _ = try pool.shutDown()
}
