import Testing

/// Submitted tasks whose workers die, or do not end.
@Suite struct FaultDeathTests {
  private static let deaths = [
    ("kill", "was killed by SIGKILL"), ("exit0", "exited with code 0"), ("exit42", "exited with code 42"),
    ("library-exit0", "exited with code 0"), ("abort", "was killed by SIGABRT"),
    ("segv", "was killed by SIGSEGV"), ("overflow", "was killed by SIGSEGV"),
    ("trap", "was killed by SIG(ILL|TRAP)"),
  ]
  /// What a pool says once it has broken.
  private static let afterwards = [
    "prompt", "error: the pool has broken before: start a new one",
    "error: the pool has broken before: start a new one", "broken true", "no error",
  ]

  /// The lines of a scenario in which one task kills its worker while so many others wait or run.
  private func lines(end: String, workers: Int) -> [String] {
    let doomed = workers + 1
    let others = Array(workers + 2...workers + 5) + (2..<workers + 1)
    return ["result done", "error: task \(doomed) has no result: worker [1-5] \(end) while running it"]
      + others.map {
        "error: task \($0) has no result: worker [1-5] \(end) while running task \(doomed)"
      } + Self.afterwards
  }

  @Test(arguments: startMethods, deaths)
  func `a worker that ends in a task fails all futures, each with its own error`(
    method: String, death: (how: String, end: String)
  ) throws {
    for workers in [1, 2, 5] {
      expect(
        try PoolFixture.lines("task-death", method, "task", death.how, "\(workers)"),
        match: lines(end: death.end, workers: workers))
    }
  }

  @Test(arguments: startMethods, ["decode-input", "encode-result"])
  func `a worker that ends while it reads a task or writes a result is told as well`(
    method: String, place: String
  ) throws {
    for (how, end) in Self.deaths where ["kill", "exit0", "trap"].contains(how) {
      expect(
        try PoolFixture.lines("task-death", method, place, how, "2"),
        match: lines(end: end, workers: 2))
    }
  }

  @Test(arguments: startMethods)
  func `a worker that is killed from outside is named with its task`(method: String) throws {
    let lines = try PoolFixture.lines("task-killed", method)
    let victim = try #require(lines.first?.split(separator: " ").last.flatMap { Int($0) })
    let others = (1...6).map { task in
      "error: task \(task) has no result: worker 2 was killed by SIGKILL while running "
        + (task == victim ? "it" : "task \(victim)")
    }
    #expect(lines == ["victim \(victim)"] + others + Self.afterwards)
  }

  @Test(arguments: startMethods, [1, 2, 5, 13])
  func `workers that all die at once fail each future once`(method: String, workers: Int) throws {
    let futures = (1...workers).map {
      "error: task \($0) has no result: worker \\d+ was killed by SIGKILL while running (it|task \\d+)"
    }
    expect(
      try PoolFixture.lines("task-others", method, "\(workers)"), match: futures + Self.afterwards)
  }

  @Test(arguments: startMethods)
  func `a task that throws fails alone, with the error's type and text`(method: String) throws {
    #expect(
      try PoolFixture.lines("task-throws", method) == [
        "result 1", "error: task 2 failed: no verb in 'no-verb' (Complaint)", "result 3",
        "task 2 type Complaint message no verb in 'no-verb'", "result 4",
      ])
  }

  @Test(arguments: startMethods)
  func `large arguments for a worker that dies at once do not block`(method: String) throws {
    let first = "error: task 1 has no result: worker 1 was killed by SIGKILL while running it"
    let others = (2...10).map {
      "error: task \($0) has no result: worker 1 was killed by SIGKILL while running task 1"
    }
    #expect(try PoolFixture.lines("doomed-arguments", method) == [first] + others + ["prompt"])
  }

  @Test(arguments: startMethods)
  func `a shutdown with a bound kills a task that does not end`(method: String) throws {
    let stayed =
      "worker 1 did not leave within 0.3 s of being told to, still running task 1, and was killed"
    #expect(
      try PoolFixture.lines("stuck", method, "wait") == [
        "error: \(stayed)", "prompt", "error: task 1 has no result: \(stayed)",
        "error: task 2 has no result: \(stayed)", "no error",
        "error: the pool has ended: start a new one",
      ])
  }

  @Test(arguments: startMethods)
  func `a shutdown that cancels takes back what waits and kills what does not end`(method: String) throws {
    let stayed =
      "worker 1 did not leave within 0.3 s of being told to, still running task 1, and was killed"
    #expect(
      try PoolFixture.lines("stuck", method, "cancel") == [
        "error: \(stayed)", "prompt", "error: task 1 has no result: \(stayed)",
        "error: task 2 was cancelled before it began", "no error",
        "error: the pool has ended: start a new one",
      ])
  }

  @Test(arguments: startMethods)
  func `a worker that dies after the shutdown was asked for is told`(method: String) throws {
    #expect(
      try PoolFixture.lines("late-death", method) == [
        "error: worker 1 was killed by SIGKILL while running task 1", "prompt",
        "error: task 1 has no result: worker 1 was killed by SIGKILL while running it",
        "error: task 2 has no result: worker 1 was killed by SIGKILL while running task 1",
      ])
  }

  @Test(arguments: startMethods)
  func `a worker that is stopped times out and is killed`(method: String) throws {
    let stayed =
      "worker 1 did not leave within 0.2 s of being told to, still running task 1, and was killed"
    #expect(
      try PoolFixture.lines("stopped-task", method) == [
        "error: task 1 was not done within 0.2 s", "running true done false cancelled false",
        "error: \(stayed)", "error: task 1 has no result: \(stayed)", "prompt",
      ])
  }

  @Test(arguments: startMethods)
  func `a worker that takes more memory than its limit is named`(method: String) throws {
    expect(
      try PoolFixture.lines("flood", method),
      match: [
        "error: task 1 has no result: worker 1 was killed by SIG(ILL|TRAP|ABRT|SEGV|KILL) while running it",
        "error: the pool has broken before: start a new one",
      ])
  }

  @Test(arguments: startMethods)
  func `a kill at any moment leaves each future its result or its error`(method: String) throws {
    #expect(
      try PoolFixture.lines("chaos", method, "30", "1")
        == ["wrong 0 some results true some broken true"])
  }
}
