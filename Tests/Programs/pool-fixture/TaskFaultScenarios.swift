import Executors
import Glibc
import Jobs
import OperatingSystem

// Submitted tasks whose workers die, or do not end.

/// Submits so many tasks that each hold a worker, and waits until all of them run.
private func hold(
  _ count: Int, _ pool: ProcessPool, _ words: SharedWords
) throws -> [Future<String>] {
  let futures = try (1...max(1, count)).prefix(count).map {
    try pool.submit(textTask, "hold \(words.path) \($0)")
  }
  waitUntil { (1...pool.workers).filter { words[$0].load() != 0 }.count == count }
  return futures
}

/// Prints how all of them end, then what the broken pool says.
private func tellBroken(_ pool: ProcessPool, _ futures: [Future<String>], since moment: UInt64) {
  for future in futures { tell(future) }
  tellPromptness(since: moment)
  report { _ = try pool.submit(textTask, "echo late") }
  report { _ = try pool.run(tasks: 1, chunk: .auto) }
  print("broken \(pool.isBroken)")
  report { try pool.shutDown() }
}

/// PLACE HOW WORKERS: all workers but one are held, the last one dies, and four more tasks wait.
@Sendable func taskDeath(_ start: PoolStart, _ arguments: [String]) throws {
  let workers = try integer(arguments[2])
  let words = try SharedWords(workers + 1)
  let pool = try start.pool(PoolConfiguration(workers: workers, capacity: 1))
  let done = try pool.submit(textTask, "echo done")
  _ = try done.result()
  let held = try hold(workers - 1, pool, words)
  let moment = SystemClock.nanoseconds()
  let doomed = try pool.submit(hookTask, HookedInput(orders: "\(arguments[0]) \(arguments[1])"))
  let waiting = try (1...4).map { try pool.submit(textTask, "echo \($0)") }
  tell(done)
  tell(doomed)
  tellBroken(pool, waiting + held, since: moment)
}

/// Worker 2 of 3 is killed from outside, in the middle of its task.
@Sendable func taskKilled(_ start: PoolStart, _ arguments: [String]) throws {
  let words = try SharedWords(4)
  let pool = try start.pool(PoolConfiguration(workers: 3, capacity: 1))
  let held = try hold(3, pool, words)
  let waiting = try (1...3).map { try pool.submit(textTask, "echo \($0)") }
  print("victim \(words[2].load())")
  let moment = SystemClock.nanoseconds()
  kill(pool.pids[1], SIGKILL)
  tellBroken(pool, held + waiting, since: moment)
}

/// WORKERS: all are killed at once, each in a task.
@Sendable func taskOthers(_ start: PoolStart, _ arguments: [String]) throws {
  let workers = try integer(arguments[0])
  let words = try SharedWords(workers + 1)
  let pool = try start.pool(PoolConfiguration(workers: workers, capacity: 1))
  let held = try hold(workers, pool, words)
  let moment = SystemClock.nanoseconds()
  for pid in pool.pids { kill(pid, SIGKILL) }
  tellBroken(pool, held, since: moment)
}

/// A task throws, among others.
@Sendable func taskThrows(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2))
  let futures = try ["echo 1", "no-verb", "echo 3"].map { try pool.submit(textTask, $0) }
  for future in futures { tell(future) }
  if case .failed(let task, let type, let message)? = try futures[1].error() {
    print("task \(task) type \(type) message \(message)")
  }
  tell(try pool.submit(textTask, "echo 4"))
  _ = try pool.shutDown()
}

/// Ten arguments of 4 MiB for a worker that dies at once.
@Sendable func doomedArguments(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 1))
  let input = [UInt8](repeating: 3, count: 4 << 20)
  let moment = SystemClock.nanoseconds()
  let futures = try (0..<10).map { _ in try pool.submit(doomedTask, input) }
  for future in futures { tell(future) }
  tellPromptness(since: moment)
}

/// wait|cancel: one task never ends, another waits behind it, when the pool is shut down.
@Sendable func stuck(_ start: PoolStart, _ arguments: [String]) throws {
  let words = try SharedWords(2)
  let pool = try start.pool(PoolConfiguration(workers: 1))
  let futures = try hold(1, pool, words) + [try pool.submit(textTask, "echo behind")]
  let moment = SystemClock.nanoseconds()
  let ending: PoolEnding = arguments[0] == "wait" ? .wait(atMost: 0.3) : .cancel(grace: 0.3)
  report { _ = try pool.shutDown(ending) }
  tellPromptness(since: moment)
  for future in futures { tell(future) }
  report { try pool.shutDown() }
  report { _ = try pool.submit(textTask, "echo late") }
}

/// A worker dies while the shutdown waits for its task.
@Sendable func lateDeath(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 1))
  let futures = try ["die-late 100", "echo behind"].map { try pool.submit(textTask, $0) }
  let moment = SystemClock.nanoseconds()
  report { try pool.shutDown() }
  tellPromptness(since: moment)
  for future in futures { tell(future) }
}

/// A worker is stopped in its task.
@Sendable func stoppedTask(_ start: PoolStart, _ arguments: [String]) throws {
  let words = try SharedWords(2)
  let pool = try start.pool(PoolConfiguration(workers: 1))
  let future = try hold(1, pool, words)[0]
  kill(pool.pids[0], SIGSTOP)
  words[0].store(1)
  do { print("result \(try future.result(within: 0.2))") } catch { print("error: \(error)") }
  print("running \(future.isRunning) done \(future.isDone) cancelled \(future.cancel())")
  let moment = SystemClock.nanoseconds()
  report { _ = try pool.shutDown(.cancel(grace: 0.2)) }
  tell(future)
  tellPromptness(since: moment)
}

/// A task takes more memory than there is.
@Sendable func flood(_ start: PoolStart, _ arguments: [String]) throws {
  let hard = try ResourceLimit.addressSpace.current().hard
  try ResourceLimit.addressSpace.set(soft: min(1 << 30, hard), hard: hard)
  let pool = try start.pool(PoolConfiguration(workers: 1))
  tell(try pool.submit(textTask, "flood"))
  report { _ = try pool.submit(textTask, "echo late") }
}
