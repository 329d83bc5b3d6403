import Testing

/// What the owner of a pool of processes may do with it and its futures at unusual moments.
@Suite struct FaultOwnerTests {
  @Test(arguments: startMethods)
  func `callbacks submit tasks and wait for others`(method: String) throws {
    #expect(
      try PoolFixture.lines("callbacks", method) == [
        "1 2 3 inner 4 5",
        "error: the pool has ended: start a new one", "result last",
        "error: task 2 has no result: worker 1 was killed by SIGKILL while running task 1",
        "error: the pool has broken before: start a new one",
        "error: task 1 has no result: worker 1 was killed by SIGKILL while running it",
      ])
  }

  @Test(arguments: startMethods)
  func `the callback of a task that cannot be encoded waits for one behind it`(method: String) throws {
    #expect(
      try PoolFixture.lines("refused-callback", method).sorted() == [
        "error: task 2: its input cannot be encoded: no luck at encode-input", "result 1", "result 1",
        "result 2", "result 3", "result held",
      ])
  }

  @Test(arguments: startMethods)
  func `a pool that has ended says so and can be ended again`(method: String) throws {
    #expect(
      try PoolFixture.lines("ended", method) == [
        "same true true", "error: the pool has ended: start a new one",
        "error: the pool has ended: start a new one", "broken true done true cancel false", "result 1",
      ])
  }

  @Test(arguments: startMethods)
  func `the futures of a pool that is gone have their errors`(method: String) throws {
    let gone = "has no result: the pool has ended: start a new one"
    #expect(
      try PoolFixture.lines("let-go", method) == [
        "result read", "callback", "error: task 3 \(gone)", "gone",
        "result read", "false true false false",
        "error: task 2 \(gone)", "false true false false",
        "error: task 3 \(gone)", "false true false false",
      ])
  }
}
