import Executors
import Glibc
import Jobs
import OperatingSystem

/// The work that the words name, for indexed runs.
@Sendable func fixtureWork(_ words: [String]) throws -> TaskBody {
  guard let name = words.first, let make = works[name] else {
    throw Complaint(description: "no work '\(words.joined(separator: " "))'")
  }
  return try make(Array(words.dropFirst()))
}

nonisolated private let works: [String: @Sendable ([String]) throws -> TaskBody] = [
  "nothing": { _ in { task, _ in TaskResult(count: UInt64(task)) } },
  "count": counting, "die": dying, "kill-others": killing, "luckless": luckless, "forever": forever,
  "state": { words in { _, _ in throw Complaint(description: try workerState(words)) } },
  "bad-factory": { words in
    if words[0] == "throw" { throw Complaint(description: "no luck in the factory") }
    try die(words[0])
    return { _, _ in TaskResult(count: 0) }
  },
]

/// PATH: each task counts itself.
@Sendable private func counting(_ words: [String]) throws -> TaskBody {
  let counts = try SharedWords(path: words[0])
  return { task, context in
    counts[task].addRelaxed(1)
    return TaskResult(count: UInt64(task) * 3, word: UInt64(context.worker))
  }
}

/// HOW: task 17 ends its worker.
@Sendable private func dying(_ words: [String]) throws -> TaskBody {
  let how = words[0]
  return { task, _ in
    if task == 16 { try die(how) }
    return TaskResult(count: 1)
  }
}

/// PATH WORKERS VICTIMS: when every worker is in a task, they kill: `one` the last worker, `all` everyone.
@Sendable private func killing(_ words: [String]) throws -> TaskBody {
  let shared = try SharedWords(path: words[0])
  let workers = try integer(words[1])
  let all = words[2] == "all"
  return { task, _ in
    defer { withExtendedLifetime(shared) {} }
    let pids = (0..<workers).map { shared[$0] }
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
}

/// PATH: tasks 3 and 5 throw as long as the first word is 0.
@Sendable private func luckless(_ words: [String]) throws -> TaskBody {
  let shared = try SharedWords(path: words[0])
  return { task, _ in
    if shared[0].load() == 0, task == 2 || task == 4 {
      throw Complaint(description: "no luck with \(task + 1)")
    }
    return TaskResult(count: UInt64(task))
  }
}

/// Prints the worker's pid and waits for ever.
@Sendable private func forever(_ words: [String]) throws -> TaskBody {
  { _, _ in
    print("worker \(getpid()).")
    fflush(nil)
    while true { pause() }
  }
}
