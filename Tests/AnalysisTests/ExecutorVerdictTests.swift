import Analysis
import Jobs
import Testing

/// Which executor to use, from invented measurements.
struct ExecutorVerdictTests {
  /// The noise of each cell has an order of its own.
  private func times(_ median: Double, spread: Double = 0.01, count: Int = 9) -> [Double] {
    var generator = SplitMix64(seed: UInt64(median * 1000))
    var times = (0..<count).map {
      median * (1 + spread * (Double($0) - Double(count - 1) / 2) / Double(count))
    }
    for index in times.indices.dropFirst() { times.swapAt(index, Int(generator.below(UInt32(index + 1)))) }
    return times
  }

  private func study(_ walls: [(ExecutorKind, Int, [Double])], scaling: Scaling = .strong) throws -> Study {
    var kinds: [ExecutorKind] = []
    for (kind, _, _) in walls where !kinds.contains(kind) { kinds.append(kind) }
    var runs = InventedRuns(executors: kinds, workers: Set(walls.map(\.1)).sorted())
    runs.job.scaling = scaling
    for (kind, workers, values) in walls { runs.add(executor: kind, workers: workers, walls: values) }
    return try runs.summary()
  }

  @Test func `the executor with the best cell is advised, and the other is worse by the ratio of medians`()
    throws
  {
    let verdicts = try study([
      (.threadsGIL, 1, times(2)), (.threadsGIL, 2, times(2.2)), (.fork, 1, times(2)), (.fork, 2, times(1)),
    ]).executorVerdicts
    let verdict = try #require(verdicts.first)
    #expect(verdicts.count == 1)
    #expect(verdict.contenders.map(\.executor) == ["fork", "threads-gil"])
    #expect(verdict.contenders[1].relation == .worse)
    #expect(abs(verdict.contenders[1].ratio - 2) < 1e-9)
    #expect(verdict.advice.executor == "fork")
    #expect(verdict.gain == .more)
    #expect(verdict.setting.isEmpty)
  }

  @Test func `executors whose intervals overlap are not distinguishable`() throws {
    let verdict = try #require(
      try study([(.threads, 2, times(1, spread: 0.2)), (.fork, 2, times(1.01, spread: 0.2))])
        .executorVerdicts.first)
    #expect(verdict.contenders.map(\.relation) == [.best, .notDistinguishable])
  }

  @Test func `a difference of less than half a percent is none, however sure`() throws {
    let verdict = try #require(
      try study([(.threads, 2, times(1, spread: 0.0001)), (.fork, 2, times(1.004, spread: 0.0001))])
        .executorVerdicts.first)
    #expect(verdict.contenders.map(\.relation) == [.best, .notDistinguishable])
  }

  @Test func `of executors that cannot be told apart the one that starts sooner is advised`() throws {
    var study = try study([(.fork, 2, times(1, spread: 0.2)), (.threads, 2, times(1.01, spread: 0.2))])
    for index in study.cells.indices {
      study.cells[index].startup = study.cells[index].executor == "fork" ? 0.001 : 0.0002
    }
    #expect(study.executorVerdicts.first?.advice.executor == "threads")
  }

  @Test func `five runs are too few for a verdict`() throws {
    let verdict = try #require(
      try study([(.threads, 2, times(1, count: 5)), (.fork, 2, times(2, count: 5))]).executorVerdicts.first)
    #expect(verdict.contenders[1].relation == .tooFewRuns)
  }

  @Test func `more workers that are no better are not advised`() throws {
    let verdict = try #require(
      try study([
        (.fork, 1, times(2)), (.fork, 2, times(1, spread: 0.1)), (.fork, 8, times(0.99, spread: 0.1)),
        (.threads, 1, times(2)), (.threads, 2, times(1.8)),
      ]).executorVerdicts.first)
    #expect(verdict.advice.cell == 1)
    #expect(verdict.advice.ratio == 1)
  }

  @Test func `each of many settings has a verdict of its own, in the order of the study`() throws {
    let texts = (0..<3000).map(String.init)
    var runs = InventedRuns(executors: [.threads, .fork], workers: [1], parameter: ("n", texts))
    for text in texts {
      for (kind, time) in [(ExecutorKind.threads, 1.0), (.fork, 2)] {
        runs.add(executor: kind, workers: 1, walls: times(time, count: 6), parameters: [text])
      }
    }
    let verdicts = try runs.summary().executorVerdicts
    #expect(verdicts.map(\.setting) == texts.map { "n = \($0)" })
    #expect(verdicts.allSatisfy { $0.advice.executor == "threads" })
  }

  @Test func `one executor is no choice`() throws {
    #expect(try study([(.fork, 1, times(2)), (.fork, 2, times(1))]).executorVerdicts.isEmpty)
  }

  @Test func `what was computed does not compete with what was measured`() throws {
    let study = try study([(.fork, 1, times(2)), (.simulated, 1, [1])])
    #expect(study.executorVerdicts.isEmpty)
  }

  @Test func `workers that gain nothing are no gain`() throws {
    let verdict = try #require(
      try study([
        (.fork, 1, times(1, spread: 0.5)), (.fork, 2, times(0.9, spread: 0.5)), (.threads, 1, times(3)),
        (.threads, 2, times(3.1)),
      ]).executorVerdicts.first)
    #expect(verdict.advice.executor == "fork")
    #expect(verdict.gain == .same)
  }

  @Test func `work that grows in the same time is a gain, and twice the time for it is none`() throws {
    let walls = [
      (ExecutorKind.fork, 1, times(1)), (.fork, 2, times(1)), (.threads, 1, times(1)),
      (.threads, 2, times(3)),
    ]
    #expect(try study(walls, scaling: .weak).executorVerdicts.first?.gain == .more)
    let slow = [
      (ExecutorKind.fork, 1, times(1)), (.fork, 2, times(2.5)), (.threads, 1, times(1)),
      (.threads, 2, times(3)),
    ]
    #expect(try study(slow, scaling: .throughput).executorVerdicts.first?.gain == .less)
  }

  @Test func `where the work grows executors are compared at the most workers that all have`() throws {
    let verdict = try #require(
      try study(
        [
          (.fork, 1, times(1)), (.fork, 2, times(1.1)), (.threads, 1, times(1)), (.threads, 2, times(1.5)),
          (.threads, 4, times(0.5)),
        ], scaling: .throughput
      ).executorVerdicts.first)
    #expect(verdict.contenders.map(\.executor) == ["fork", "threads"])
    #expect(abs(verdict.contenders[1].ratio - 1.5 / 1.1) < 1e-9)
    // Twice the work in 1.1 times the time.
    #expect(verdict.gain == .more)
  }
}
