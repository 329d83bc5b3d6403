import Analysis
import Jobs
import Testing

/// Why a series does not scale, from invented measurements.
struct ExplanationTests {
  private func walls(_ median: Double) -> [Double] {
    [0, 1, -1, 2, -3, 3, -2, 4, -4].map { median * (1 + 0.001 * $0) }
  }

  private func study(
    _ times: [(Int, Double)], executor: ExecutorKind = .fork, bound: Bound = .cpu, cpu: [Double] = []
  ) throws -> Study {
    var runs = InventedRuns(executors: [executor], workers: times.map(\.0))
    runs.bound = bound
    for (index, (workers, time)) in times.enumerated() {
      runs.add(workers: workers, walls: walls(time), cpu: cpu.isEmpty ? nil : cpu[index])
    }
    return try runs.summary()
  }

  private func machine(_ cpus: Int, quota: Double? = nil) -> Machine {
    Machine(
      cpus: (0..<cpus).map { Machine.CPU(id: $0, socket: 0, core: $0, node: 0) },
      allowed: Array(0..<cpus), quota: quota)
  }

  @Test func `a series that scales well is said to, in one sentence`() throws {
    let explanation = try #require(
      try study([(1, 4), (2, 2.02), (4, 1.05)]).explain(on: nil, balance: nil).first)
    #expect(explanation.causes.isEmpty)
    #expect(
      explanation.text.hasPrefix("fork scales well: at 4 workers the efficiency is 95 %"))
    #expect(explanation.text.hasSuffix("and nowhere less than 95 %."))
  }

  @Test func `a serial part is told by Karp and Flatt with its trend`() throws {
    let explanation = try #require(
      try study([(1, 4), (2, 2.4), (4, 1.6), (8, 1.2)]).explain(on: nil, balance: nil).first)
    let cause = try #require(explanation.causes.first)
    #expect(cause.name == "serial part")
    #expect(cause.evidence.contains("the serial fraction is 0.200 [0."))
    #expect(cause.evidence.contains("stays, 0.200 at 2 and 0.200 at 8 workers"))
    #expect(abs((cause.share ?? 0) - 1) < 0.01)
  }

  @Test func `a fitted serial fraction comes before that of Karp and Flatt`() throws {
    var study = try study([(1, 4), (2, 2.4), (4, 1.6)])
    study.fits = [
      SeriesFits(laws: [
        LawFit(
          law: .amdahl, loss: .time,
          parameters: [FittedParameter(name: "serial_fraction", estimate: 0.21, low: 0.19, high: 0.23)],
          level: 0.95, points: 3, verdict: .ifItHolds, reason: "")
      ])
    ]
    let cause = try #require(study.explain(on: nil, balance: nil).first?.causes.first)
    #expect(cause.evidence.hasPrefix("Amdahl's law gives a serial fraction of 0.210 [0.190, 0.230]"))
  }

  @Test func `a serial fraction that rises is overhead`() throws {
    let explanation = try #require(
      try study([(1, 4), (2, 2.2), (4, 1.6), (8, 1.6)]).explain(on: nil, balance: nil).first)
    #expect(explanation.text.contains("rises, 0.100 at 2 and 0.314 at 8 workers: overhead grows"))
  }

  @Test func `waiting is told by the achieved parallelism`() throws {
    var study = try study([(1, 4), (2, 2.4), (4, 2)])
    study.cells[2].achievedParallelism = 2
    study.cells[2].startup = 0.001
    study.cells[2].voluntarySwitches = 120
    let cause = try #require(study.explain(on: nil, balance: nil)[0].causes.first { $0.name == "waiting" })
    #expect(
      cause.evidence
        == "workers were inside tasks for 50 % of their time (achieved parallelism 2.00 of 4), up to 100 % of "
        + "the loss; a run gave up its CPU 120 times to wait")
  }

  @Test func `memory bandwidth is told by CPU time that grows while workers are busy`() throws {
    var study = try study([(1, 4), (2, 3), (4, 2.8)], bound: .memory, cpu: [4, 6, 11])
    study.cells[2].achievedParallelism = 3.9
    let cause = try #require(
      study.explain(on: nil, balance: nil)[0].causes.first { $0.name.hasPrefix("memory") })
    #expect(
      cause.evidence.hasPrefix("the CPU time for the same work is 2.75 times that with 1 worker while 98 %"))
    #expect(cause.share == 0.9696969696969697 || (cause.share ?? 0) > 0.9)
  }

  @Test func `an uneven spread of work is told by the busiest worker`() throws {
    let study = try study([(1, 4), (2, 2.4), (4, 2)])
    let balance = WorkerBalance(imbalance: [study.cells[2].cell: 1.9])
    let cause = try #require(
      study.explain(on: nil, balance: balance)[0].causes.first { $0.name == "imbalance" })
    #expect(cause.evidence.hasPrefix("the busiest worker was busy 1.90 times as long as the mean of all"))
  }

  @Test func `workers that share CPUs and a quota are told`() throws {
    var runs = InventedRuns(workers: [1, 8])
    runs.add(workers: 1, walls: walls(4))
    runs.add(workers: 8, walls: walls(2))
    let machine = machine(4, quota: 2)
    let explanation = try #require(try runs.summary(on: machine).explain(on: machine, balance: nil).first)
    #expect(
      explanation.text.contains("Quota: the quota gives 2.00 CPUs to 8 workers, up to 100 % of the loss."))
    #expect(explanation.text.contains("Oversubscription: 8 workers that compute share 2 CPUs"))
    #expect(explanation.text.hasSuffix("Causes overlap: their shares are not to be added."))
  }

  @Test func `the global lock is told where one worker at a time runs`() throws {
    var study = try study([(1, 4), (4, 4.1)], executor: .threadsGIL)
    study.cells[1].achievedParallelism = 1.01
    let causes = study.explain(on: nil, balance: nil)[0].causes
    #expect(
      causes.contains { $0.name == "global lock" && $0.evidence.hasPrefix("one worker at a time may run") })
    #expect(!causes.contains { $0.name == "waiting" || $0.name == "serial part" })
  }

  @Test func `run delay, steal, throttling, start-up and hidden threads are told where they are seen`() throws
  {
    var study = try study([(1, 4), (4, 2)])
    study.cells[1].runDelay = 1
    study.cells[1].stealRatio = 0.06
    study.cells[1].throttledTime = 0.3
    study.cells[1].startup = 0.5
    let names = study.explain(on: nil, balance: nil)[0].causes.map(\.name)
    #expect(Set(names).isSuperset(of: ["run delay", "steal", "throttling", "start-up"]))
  }

  @Test func `where nothing explains it that is said`() throws {
    // Half a speedup with copies, of which no part is serial by definition.
    var runs = InventedRuns(workers: [1, 2])
    runs.job.scaling = .throughput
    runs.add(workers: 1, walls: walls(1))
    runs.add(workers: 2, walls: walls(2))
    let explanation = try #require(try runs.summary().explain(on: nil, balance: nil).first)
    #expect(explanation.causes.isEmpty)
    #expect(explanation.text.hasSuffix("Nothing that was measured accounts for it."))
  }

  @Test func `two causes of a quarter each leave half of the loss unexplained, two of a third do not`() throws
  {
    for (part, isMost) in [(0.12, true), (0.17, false)] {
      var study = try study([(1, 4), (4, 2)])
      study.scaling = .throughput
      study.cells[1].efficiency = .exact(0.5)
      study.cells[1].runDelay = part * 4 * 2
      study.cells[1].wall = 2
      study.cells[1].stealRatio = part
      let text = try #require(study.explain(on: nil, balance: nil).first).text
      #expect(text.contains("More than half of the loss is not explained") == isMost, "\(text)")
    }
  }

  @Test func `the fitted trend of the fraction and that of the ends are told as one`() throws {
    var study = try study([(1, 4), (2, 2.4), (4, 1.6), (8, 1.21)])
    study.fits = [SeriesFits(laws: [])]
    for (trend, words) in [(FractionTrend.rises, "rises a little"), (.level, "stays")] {
      study.fits[0]?.fractionTrend = trend
      let text = try #require(study.explain(on: nil, balance: nil).first).text
      #expect(text.contains("Karp and Flatt's fraction \(words)"), "\(text)")
    }
  }

  @Test func `what was computed is not explained`() throws {
    var runs = InventedRuns(executors: [.simulated], workers: [1, 2])
    runs.add(workers: 1, walls: [2])
    runs.add(workers: 2, walls: [1.9])
    #expect(try runs.summary().explain(on: nil, balance: nil).isEmpty)
  }
}

/// The largest number of workers that is used well.
struct EfficientCellsTests {
  private func study() throws -> Study {
    var runs = InventedRuns(workers: [1, 2, 4])
    for (workers, time) in [(1, 4.0), (2, 2.5), (4, 1.8)] {
      let noise = [0, 0.01, -0.01, 0.02, -0.03, 0.03, -0.02, 0.04, -0.04]
      runs.add(workers: workers, walls: noise.map { time * (1 + $0) })
    }
    return try runs.summary()
  }

  @Test func `the most workers that reach the floor are found`() throws {
    let study = try study()
    let cell = try #require(study.largestEfficient(study.series[0], floor: 0.7))
    #expect(cell.workers == 2)
    #expect(cell.isEfficient(0.7) == true)
    #expect(study.cells[2].isEfficient(0.7) == false)
    #expect(study.cells[1].isEfficient(0.8) == nil)
    #expect(study.largestEfficient(study.series[0], floor: 1.2) == nil)
  }

  @Test func `a run costs its workers times its time`() throws {
    #expect(try #require(try study().cells[2].coreHours) == 4 * 1.8 / 3600)
  }
}
