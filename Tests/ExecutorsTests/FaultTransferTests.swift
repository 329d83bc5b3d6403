import Testing

/// What crosses between the owner of a pool and its worker processes.
@Suite struct FaultTransferTests {
  @Test(arguments: startMethods)
  func `a value that fails on its way fails its future alone`(method: String) throws {
    func rows(_ first: Int, _ error: String) -> [String] {
      ["result of 'none'", "error: task \(first + 1)\(error)", "result of 'none'"]
    }
    #expect(
      try PoolFixture.lines("stages", method)
        == rows(1, ": its input cannot be encoded: no luck at encode-input")
        + rows(4, ": its input cannot be decoded: no luck at decode-input")
        + rows(7, " failed: no luck at task (Complaint)")
        + rows(10, ": its result cannot be encoded: no luck at encode-result")
        + rows(13, ": its result cannot be decoded: no luck at decode-result") + ["broken only by its end"])
  }

  @Test(arguments: startMethods)
  func `payloads of all sizes come back as they went`(method: String) throws {
    #expect(try PoolFixture.lines("sizes", method) == ["623 sizes, wrong: []"])
  }

  @Test(arguments: startMethods)
  func `a payload above the limit fails its future alone`(method: String) throws {
    #expect(
      try PoolFixture.lines("limit", method) == [
        "echo 1048576",
        "error: task 2: its input cannot be encoded: its 1048577 bytes are more than the limit of 1048576",
        "size 1048576",
        "error: task 4: its result of 1048577 bytes is larger than the limit of 1048576 bytes",
        "error: task 5: its result of 134217728 bytes is larger than the limit of 1048576 bytes",
        "result after",
      ])
  }

  @Test(arguments: startMethods, [("10000", "1048576"), ("200", "16777216")])
  func `results that nobody reads yet do not fill the memory`(
    method: String, load: (count: String, size: String)
  ) throws {
    #expect(
      try PoolFixture.lines("many-results", method, load.count, load.size)
        == ["right \(load.count)", "owner bounded", "workers bounded"])
  }

  @Test(arguments: startMethods)
  func `a hundred thousand tasks are handed over before anything is waited for`(method: String) throws {
    #expect(try PoolFixture.lines("many-submits", method, "100000") == ["wrong 0"])
  }

  @Test(arguments: startMethods)
  func `a task is cancelled before it begins and not after`(method: String) throws {
    #expect(
      try PoolFixture.lines("cancel", method) == [
        "running false true", "pending true true true", "pending true true true", "again false",
        "result held", "done false", "error: task 2 was cancelled before it began",
        "error: task 3 was cancelled before it began", "result after", "ran 0",
      ])
  }

  @Test(arguments: startMethods)
  func `what tasks print does not disturb their results`(method: String) throws {
    let lines = try PoolFixture.lines("junk", method)
    #expect(lines.last == "clean 20")
    // Two workers' prints may stand in each other's middle.
    #expect(lines.dropLast().joined().allSatisfy { "\u{1}junk".contains($0) })
  }
}
