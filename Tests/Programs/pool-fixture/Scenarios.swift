import Executors
import Glibc
import Jobs
import OperatingSystem

/// Scenarios that take their arguments as they are.
nonisolated let scenarios: [String: @Sendable ([String]) throws -> Void] = [
  "run": runWorkload, "costs": costs, "slack": timerSlack, "replaced": replacedPool, "bench": bench,
  "bench-worker": benchWorker,
  "manager-hostile": hostileClients, "manager-dead": deadManager,
  "threads": severalThreads, "thread-nested": nestedInThread, "copied-lock": copiedLock,
]

/// Scenarios whose first argument is how worker processes are started. No child may be left after them.
nonisolated let poolScenarios: [String: @Sendable (PoolStart, [String]) throws -> Void] = [
  "once": once, "death": death, "others": killOthers, "idle-death": idleDeath, "stopped": stopped,
  "failures": failures, "flat": flat, "orphans": orphans, "affinity": affinity, "dropped": dropped,
  "state": state,
  "task-death": taskDeath, "task-killed": taskKilled, "task-others": taskOthers, "task-throws": taskThrows,
  "doomed-arguments": doomedArguments, "stuck": stuck, "late-death": lateDeath, "stopped-task": stoppedTask,
  "flood": flood,
  "stages": stages, "sizes": sizes, "limit": limit, "many-results": manyResults, "many-submits": manySubmits,
  "cancel": cancel, "junk": junk,
  "retire": retire, "retire-unread": retireUnread, "no-replacement": noReplacement,
  "server-death": serverDeath, "descriptors": descriptors, "initialiser": initialiser, "factory": factory,
  "captured": captured, "unknown": unknown, "nested": nested,
  "callbacks": callbacks, "refused-callback": refusedCallback, "ended": ended, "let-go": letGo,
  "chaos": chaos,
]

/// Pools of forked workers in a process with a second thread are refused.
private func severalThreads(_ arguments: [String]) throws {
  var threads = ThreadGroup()
  let memory = try SharedMemory(bytes: 8, withForkedProcesses: false)
  let word = AtomicWord32(at: memory.base)
  try threads.start { _ = word.wait(while: 0, .threads) }
  let start = try PoolStart("fork")
  report { _ = try start.pool(PoolConfiguration(workers: 2, capacity: 1)) }
  word.store(1)
  word.wakeAll(.threads)
  try threads.join()
  extendLifetime(memory)
}

private func extendLifetime(_ memory: borrowing SharedMemory) {}

/// A task in a thread makes a pool of forked workers.
private func nestedInThread(_ arguments: [String]) throws {
  let work = PoolWork(name: "fixture") { _, _ in TaskResult(count: 0) }
  try Pools.withPool(.threads, PoolConfiguration(workers: 2), work) { pool in
    tell(try pool.submit(textTask, "nested fork"))
    tell(try pool.submit(textTask, "echo after"))
  }
  tellChildren()
}
