import Executors
import Jobs
import Testing

/// One task for many inputs.
@Suite struct MapTests {
  @Test(arguments: allKinds, [Chunk.auto, .tasks(1), .tasks(3), .tasks(1000)])
  func `results come in the order of the inputs`(kind: ExecutorKind, chunk: Chunk) throws {
    let pool = try startPool(kind, workers: 3, window: 5)
    let results = try pool.map(twice, Array(0..<100), chunk: chunk)
    for number in 0..<100 { #expect(try results.next() == number * 2) }
    #expect(try results.next() == nil)
    #expect(try results.next() == nil)
    try pool.shutDown()
  }

  @Test(arguments: allKinds, [Chunk.auto, .tasks(1), .tasks(3), .tasks(1000)])
  func `an error shows at its own element alone`(kind: ExecutorKind, chunk: Chunk) throws {
    let pool = try startPool(kind)
    let results = try pool.map(picky, Array(0..<31), chunk: chunk)
    for number in 0..<31 {
      if number % 3 == 0 {
        let expected = TaskError.failed(
          task: number + 1, type: "Complaint", message: "no luck with \(number)")
        #expect(taskError { try results.next() } == expected)
      } else {
        #expect(try results.next() == number)
      }
    }
    #expect(try results.next() == nil)
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `reading all ends with the first error`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let results = try pool.map(picky, [1, 2, 3, 4, 5, 6], chunk: .tasks(2))
    let expected = TaskError.failed(task: 3, type: "Complaint", message: "no luck with 3")
    #expect(taskError { try results.all() } == expected)
    #expect(try results.next() == 4)
    try pool.shutDown()
  }

  @Test(arguments: allKinds, [Chunk.auto, .tasks(1), .tasks(7)])
  func `no inputs have no results`(kind: ExecutorKind, chunk: Chunk) throws {
    let pool = try startPool(kind)
    let results = try pool.map(twice, [], chunk: chunk)
    #expect(try results.next() == nil)
    #expect(try results.all().isEmpty)
    try pool.shutDown()
  }

  @Test(arguments: allKinds, [Chunk.auto, .tasks(1), .tasks(1000)])
  func `a hundred thousand inputs`(kind: ExecutorKind, chunk: Chunk) throws {
    let counters = Counters(100_000)
    let task = PoolTask<Int, Int>(capturing: "count") { number, _ in
      counters.counts[number] += 1
      return number + 1
    }
    let pool = try startPool(kind, window: 64)
    #expect(try pool.map(task, Array(0..<100_000), chunk: chunk).all() == Array(1...100_000))
    #expect(counters.counts.allSatisfy { $0 == 1 })
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `bundles are handed out only a little ahead of their reading`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind, workers: 1)
    let results = try pool.map(gated(begun, latch), Array(0..<1000))
    // Four bundles of one input each have the numbers before it.
    #expect(try pool.submit(twice, 1).number == 5)
    latch.open()
    #expect(try results.all() == Array(0..<1000))
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a map whose results nobody reads does no harm`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    _ = try pool.map(twice, Array(0..<1000))
    #expect(try pool.submit(twice, 4).result() == 8)
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `what was not handed out when the pool ended has an error for each element`(kind: ExecutorKind) throws
  {
    let pool = try startPool(kind, workers: 1)
    let results = try pool.map(twice, Array(0..<100))
    #expect(try results.next() == 0)
    try pool.shutDown()
    var (read, refused) = (1, 0)
    while true {
      do throws(TaskError) {
        guard let result = try results.next() else { break }
        #expect(result == read * 2)
        read += 1
      } catch {
        #expect(error == .poolBroken(task: read + refused + 1, cause: .alreadyEnded))
        refused += 1
      }
    }
    #expect(read >= 4 && read + refused == 100)
  }

  @Test(arguments: allKinds)
  func `a map after the end is refused`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    try pool.shutDown()
    #expect(throws: PoolError.alreadyEnded) { try pool.map(twice, [1]) }
  }
}
