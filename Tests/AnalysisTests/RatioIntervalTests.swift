import Analysis
import Jobs
import Statistics
import Testing

/// The intervals of speedup, efficiency and serial fraction.
struct RatioIntervalTests {
  /// Walls around a median, the same noise in every cell so that rounds hold together.
  private func walls(_ median: Double, count: Int = 10, seed: UInt64 = 1, noise: Double = 0.05) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in median * (1 + noise * (Double(generator.below(1000)) / 1000 - 0.5)) }
  }

  private func study(
    count: Int = 10, order: RunOrder = .rounds, seed: UInt64 = 1, scaling: Scaling = .strong
  ) throws -> Study {
    var runs = InventedRuns(workers: [1, 2, 4])
    runs.job.repetitions = count
    runs.job.order = order
    runs.job.seed = seed
    runs.job.scaling = scaling
    for (workers, time) in [(1, 4.0), (2, 2.2), (4, 1.4)] {
      runs.add(workers: workers, walls: walls(time, count: count, seed: UInt64(workers)))
    }
    return try runs.summary()
  }

  @Test func `a speedup has the interval of the ratio of medians around it`() throws {
    let cell = try study().cells[1]
    let speedup = try #require(cell.speedup)
    let (low, high) = (try #require(speedup.low), try #require(speedup.high))
    #expect(low < speedup.value && speedup.value < high)
    #expect(low > 1.7 && high < 1.95)
    #expect(cell.intervalMethod == "bootstrap")
    #expect(!cell.drawsApart)
  }

  @Test func `the efficiency has the ends of the speedup by the workers, the serial fraction them swapped`()
    throws
  {
    let cell = try study().cells[2]
    let (speedup, efficiency) = (try #require(cell.speedup), try #require(cell.efficiency))
    let (low, high) = (try #require(speedup.low), try #require(speedup.high))
    #expect(abs((efficiency.low ?? 0) - low / 4) < 1e-12)
    #expect(abs((efficiency.high ?? 0) - high / 4) < 1e-12)
    let fraction = try #require(cell.karpFlatt)
    #expect(abs((fraction.low ?? 0) - (4 / high - 1) / 3) < 1e-12)
    #expect(abs((fraction.high ?? 0) - (4 / low - 1) / 3) < 1e-12)
  }

  @Test func `at the base the numbers are exact, and the method is that of its median`() throws {
    let base = try study().cells[0]
    #expect(base.speedup == .exact(1))
    #expect(base.efficiency == .exact(1))
    #expect(base.karpFlatt == nil)
    #expect(base.intervalMethod == "order-statistics")
  }

  @Test func `the same seed gives the same intervals, another one others`() throws {
    #expect(try study().cells[2].speedup == study().cells[2].speedup)
    #expect(try study().cells[2].speedup != study(seed: 2).cells[2].speedup)
  }

  @Test func `what slows whole rounds leaves a speedup certain`() throws {
    var runs = InventedRuns(workers: [1, 2])
    let slow = [1.0, 1.5, 1.1, 2, 1.3, 1, 1.7, 1.2, 1.9, 1.4]
    runs.add(workers: 1, walls: slow.map { $0 * 2 })
    runs.add(workers: 2, walls: slow)
    let together = try #require(try runs.summary().cells[1].speedup)
    #expect(together.low == 2 && together.high == 2)
    runs.job.order = .sequential
    let cell = try runs.summary().cells[1]
    #expect(try #require(cell.speedup?.high) > 2.2)
    #expect(cell.drawsApart)
  }

  @Test func `five runs give no interval, six do`() throws {
    #expect(try study(count: 5).cells[1].speedup?.low == nil)
    #expect(try study(count: 5).cells[1].intervalMethod == nil)
    #expect(try study(count: 6).cells[1].speedup?.low != nil)
  }

  @Test func `above fifty runs the interval is that of Bonett and Price`() throws {
    #expect(try study(count: 50).cells[1].intervalMethod == "bootstrap")
    let cells = try study(count: 51).cells
    #expect(cells[1].intervalMethod == "bonett-price")
    let first = try #require(BonettPrice.Sample(cells[0].values))
    let second = try #require(BonettPrice.Sample(cells[1].values))
    let interval = BonettPrice.paired(cells[1].values, second, over: cells[0].values, first)
    #expect(abs((cells[1].speedup?.low ?? 0) - 1 / interval.high) < 1e-12)
    #expect(abs((cells[1].speedup?.high ?? 0) - 1 / interval.low) < 1e-12)
  }

  @Test func `a run that failed leaves a gap in its round, and the rest holds together`() throws {
    var runs = InventedRuns(workers: [1, 2])
    runs.add(workers: 1, walls: walls(2))
    runs.add(workers: 2, walls: Array(walls(1).prefix(4)))
    runs.add(workers: 2, status: .timeout, repetition: 5)
    runs.add(workers: 2, walls: Array(walls(1).suffix(5)), repetition: 6)
    let cell = try runs.summary().cells[1]
    #expect(cell.values.count == 10)
    #expect(cell.values[4].isNaN)
    #expect(cell.intervalMethod == "bootstrap")
    #expect(!cell.drawsApart)
    #expect(try #require(cell.speedup?.low) > 1.9)
  }

  @Test func `cells that ended at different repetitions are drawn apart`() throws {
    var runs = InventedRuns(workers: [1, 2])
    runs.job.repetitions = 30
    runs.job.adaptive = AdaptiveRepetitions(minimum: 6, precision: 0.001)
    runs.add(workers: 1, walls: walls(2, count: 20))
    runs.add(workers: 2, walls: walls(1, count: 10))
    let cell = try runs.summary().cells[1]
    #expect(cell.drawsApart)
    #expect(cell.speedup?.low != nil)
  }

  @Test func `rates have their intervals the other way round`() throws {
    var runs = InventedRuns(workers: [1, 2], isCommand: true)
    runs.job.metrics = [
      Metric(name: "rate", pattern: "", unit: "op/s", kind: .rate, source: .standardOutput)
    ]
    runs.job.measure = "rate"
    for (workers, rate) in [(1, 100.0), (2, 150)] {
      for (index, value) in walls(rate, seed: UInt64(workers)).enumerated() {
        runs.add(workers: workers, walls: [1], repetition: index + 1, metrics: [String(value)])
      }
    }
    let speedup = try #require(try runs.summary().cells[1].speedup)
    #expect(try #require(speedup.low) < speedup.value && speedup.value < (try #require(speedup.high)))
    #expect(abs(speedup.value - 1.5) < 0.1)
  }

  @Test func `a scaled speedup is over the reference runs, the efficiency over the base`() throws {
    var runs = InventedRuns(workers: [1, 2])
    runs.growWork()
    runs.add(workers: 1, walls: walls(1, seed: 3))
    runs.add(workers: 2, walls: walls(1.2, seed: 4))
    runs.add(workers: 1, walls: walls(2, seed: 5), referenceOf: 2)
    let cell = try runs.summary().cells[1]
    let speedup = try #require(cell.speedup)
    #expect(try #require(speedup.low) < speedup.value && speedup.value < (try #require(speedup.high)))
    let efficiency = try #require(cell.efficiency)
    #expect(
      try #require(efficiency.low) < efficiency.value && efficiency.value < (try #require(efficiency.high)))
    #expect(abs(efficiency.value - 1 / 1.2) < 0.03)
    #expect(cell.karpFlatt?.low != nil)
  }

  @Test func `a speedup over the serial program has its interval too`() throws {
    var runs = InventedRuns(executors: [.fork, .serial], workers: [1, 2])
    runs.add(executor: .serial, workers: 1, walls: walls(1.9, seed: 6))
    runs.add(executor: .fork, workers: 1, walls: walls(2, seed: 7))
    runs.add(executor: .fork, workers: 2, walls: walls(1, seed: 8))
    let speedup = try #require(try runs.summary().cells[1].absoluteSpeedup)
    #expect(try #require(speedup.low) < speedup.value && speedup.value < (try #require(speedup.high)))
  }

  @Test func `the ratio of any two cells can be had`() throws {
    let study = try study()
    let ratio = try #require(study.ratio(of: 2, to: 1))
    #expect(abs(ratio.value - 1.4 / 2.2) < 0.05)
    #expect(try #require(ratio.high) < 1)
    #expect(study.ratio(of: 1, to: 1) == .exact(1))
  }
}
