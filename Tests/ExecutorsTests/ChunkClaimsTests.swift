import Jobs
import OperatingSystem
import Testing

@testable import Executors

/// Claims with invented durations.
@Suite struct ChunkClaimsTests {
  /// The sizes of the chunks that one worker claims if it alone runs all tasks.
  ///
  /// - Parameter duration: of the tasks of a chunk together, in nanoseconds.
  private func sizes(
    _ tasks: Int, workers: Int, chunk: UInt64 = 0, most: Int = .max, duration: (Range<Int>) -> UInt64
  ) throws -> [Int] {
    let memory = try PoolMemory(PoolConfiguration(workers: workers, capacity: tasks), .threads)
    var claims = ChunkClaims(memory, PoolOrder(tasks: UInt64(tasks), chunk: chunk, leave: 0))
    var now: UInt64 = 1_000_000
    claims.moment = now
    var sizes: [Int] = []
    var next = 0
    while sizes.count < most, let claimed = claims.next(at: now) {
      #expect(claimed.lowerBound == next && !claimed.isEmpty)
      next = claimed.upperBound
      sizes.append(claimed.count)
      now += duration(claimed)
    }
    if most == .max { #expect(next == tasks) }
    return sizes
  }

  @Test func `a chunk grows to what takes fifty microseconds`() throws {
    let sizes = try sizes(1_000_000, workers: 2, most: 8) { UInt64($0.count) * 10_000 }
    #expect(sizes == [1, 2, 4, 5, 5, 5, 5, 5])
  }

  @Test func `long tasks are claimed one at a time`() throws {
    let sizes = try sizes(1000, workers: 2, most: 6) { UInt64($0.count) * 1_000_000 }
    #expect(sizes == [1, 1, 1, 1, 1, 1])
  }

  @Test func `a chunk is at most a quarter of the worker's share of the rest`() throws {
    let alone = try sizes(100, workers: 1) { UInt64($0.count) }
    #expect(alone == [1, 2, 4, 8, 16, 17, 13, 9, 7, 5, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1])
    let one = try sizes(40, workers: 10) { UInt64($0.count) }
    #expect(one == Array(repeating: 1, count: 40))
  }

  @Test func `one short task among long ones does not lead to a large chunk`() throws {
    let sizes = try sizes(100_000, workers: 1, most: 6) {
      $0.lowerBound == 2 ? 1 : UInt64($0.count) * 1_000_000
    }
    #expect(sizes == [1, 1, 1, 2, 1, 1])
  }

  @Test func `tasks that take longer after a while shrink the chunk`() throws {
    let sizes = try sizes(1_000_000, workers: 1, most: 8) {
      UInt64($0.count) * ($0.lowerBound < 7 ? 1000 : 25_000)
    }
    #expect(sizes == [1, 2, 4, 8, 2, 2, 2, 2])
  }

  @Test func `a clock that stands still does no harm`() throws {
    let sizes = try sizes(1_000_000, workers: 1, most: 5) { _ in 0 }
    #expect(sizes == [1, 2, 4, 8, 16])
  }

  @Test(
    arguments: [
      (3, [3, 3, 3, 1]), (5, [5, 5]), (1, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), (10, [10]), (1000, [10]),
      (UInt64(Int.max), [10]),
    ] as [(UInt64, [Int])])
  func `a fixed chunk has its size but for the last`(chunk: UInt64, expected: [Int]) throws {
    #expect(try sizes(10, workers: 3, chunk: chunk) { _ in 5 } == expected)
  }

  @Test(arguments: [UInt64(0), 1, 7]) func `no tasks are no chunk`(chunk: UInt64) throws {
    #expect(try sizes(0, workers: 3, chunk: chunk) { _ in 5 }.isEmpty)
  }

  @Test(arguments: [UInt64(0), 1, 7]) func `claims of several workers share the tasks`(chunk: UInt64) throws {
    let memory = try PoolMemory(PoolConfiguration(workers: 3, capacity: 1000), .threads)
    let order = PoolOrder(tasks: 1000, chunk: chunk, leave: 0)
    var claims = (0..<3).map { _ in ChunkClaims(memory, order) }
    var claimed: [Int] = []
    var turn = 0
    while let range = claims[turn % 3].next(at: UInt64(turn) * 1000) {
      claimed += range
      turn += 1
    }
    #expect(claimed == Array(0..<1000))
    for index in 0..<3 { #expect(claims[index].next(at: 1 << 40) == nil) }
  }
}
