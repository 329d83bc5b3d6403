import Analysis
import Jobs
import Testing

struct GateJudgeTests {
  /// Ten times within 2 % of a time.
  private static func walls(_ time: Double) -> [Double?] {
    (0..<10).map { time * (0.98 + 0.004 * Double($0)) }
  }

  private static func runs() -> InventedRuns {
    var runs = InventedRuns(executors: [.fork, .threads], workers: [1, 4])
    runs.add(executor: .fork, workers: 1, walls: walls(4))
    runs.add(executor: .fork, workers: 4, walls: walls(1))
    runs.add(executor: .threads, workers: 1, walls: walls(4))
    runs.add(executor: .threads, workers: 4, walls: walls(3))
    return runs
  }

  private static func judge(
    _ gates: Gate..., in runs: InventedRuns = runs(), reference: ReferenceComparison? = nil
  ) throws -> [GateResult] {
    var runs = runs
    runs.job.gates = gates
    return GateJudge(try runs.summary(), of: runs.job, reference: reference).results()
  }

  private static func gate(
    _ quantity: Gate.Quantity, _ relation: Gate.Relation, _ limit: Double, executor: Int? = nil,
    workers: Int? = nil
  ) -> Gate {
    var conditions: [Gate.Condition] = []
    if let executor { conditions.append(Gate.Condition(axis: Job.executorAxis, value: executor)) }
    if let workers { conditions.append(Gate.Condition(axis: Job.workersAxis, value: workers)) }
    return Gate(text: "a gate", quantity: quantity, conditions: conditions, relation: relation, limit: limit)
  }

  @Test func `a gate is about every cell that matches`() throws {
    #expect(try Self.judge(Self.gate(.measure, .atMost, 10)).count == 4)
    #expect(try Self.judge(Self.gate(.measure, .atMost, 10, workers: 1)).count == 2)
    let one = try Self.judge(Self.gate(.measure, .atMost, 10, executor: 1, workers: 1))
    #expect(one.map(\.place) == ["threads, 4 workers"])
  }

  @Test(arguments: [(1.1, GateVerdict.holds), (0.9, .fails), (1.0, .undecided)])
  func `the interval of the median decides`(limit: Double, verdict: GateVerdict) throws {
    let result = try Self.judge(Self.gate(.measure, .atMost, limit, executor: 0, workers: 1))
    #expect(result.map(\.verdict) == [verdict])
    #expect(result[0].low != nil && result[0].high != nil)
    #expect(result[0].limit == limit)
  }

  @Test func `a lower limit is judged by the other side`() throws {
    #expect(try Self.judge(Self.gate(.measure, .atLeast, 0.9, executor: 0, workers: 1))[0].verdict == .holds)
    #expect(try Self.judge(Self.gate(.measure, .more, 1.1, executor: 0, workers: 1))[0].verdict == .fails)
  }

  @Test func `too few runs decide nothing`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [1, 1.01, 1.02])
    let result = try Self.judge(Self.gate(.measure, .atMost, 100), in: runs)
    #expect(result.map(\.verdict) == [.undecided])
    #expect(result[0].reason.contains("too few runs"))
    #expect(result[0].value == 1.01)
  }

  @Test func `a number without an interval decides by itself`() throws {
    #expect(try Self.judge(Self.gate(.column("failed"), .atMost, 0)).allSatisfy { $0.verdict == .holds })
    #expect(try Self.judge(Self.gate(.column("n"), .atLeast, 11)).allSatisfy { $0.verdict == .fails })
  }

  @Test func `a cell without a good run decides nothing`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, status: .failed)
    let result = try Self.judge(Self.gate(.measure, .atMost, 100), in: runs)
    #expect(result.map(\.verdict) == [.undecided])
    #expect(result[0].reason == "no good run")
  }

  @Test func `a gate about nothing that was measured is undecided`() throws {
    var runs = InventedRuns(workers: [1, 2])
    runs.add(workers: 1, walls: Self.walls(1))
    let result = try Self.judge(Self.gate(.measure, .atMost, 100, workers: 1), in: runs)
    #expect(result.map(\.verdict) == [.undecided])
    #expect(result[0].cell == "")
  }

  @Test func `the results keep the order of the manifest`() throws {
    let result = try Self.judge(
      Gate(text: "second", quantity: .column("n"), relation: .atLeast, limit: 1),
      Gate(text: "first", quantity: .measure, relation: .atMost, limit: 10))
    #expect(result.map(\.gate) == Array(repeating: "second", count: 4) + Array(repeating: "first", count: 4))
  }

  @Test func `a parameter of a law is judged for each series`() throws {
    var runs = Self.runs()
    runs.job.gates = [Gate(text: "g", quantity: .parameter(.amdahl, "serial_fraction"), limit: 0.3)]
    var study = try runs.summary()
    study.fits = study.series.indices.map { index in
      let high = index == 0 ? 0.2 : 0.5
      return SeriesFits(laws: [
        LawFit(
          law: .amdahl, loss: .time,
          parameters: [
            FittedParameter(name: "serial_fraction", estimate: high - 0.05, low: high - 0.1, high: high)
          ],
          level: 0.95, points: 5, verdict: .chosen, reason: "")
      ])
    }
    let results = GateJudge(study, of: runs.job).results()
    #expect(results.map(\.verdict) == [.holds, .fails])
    #expect(results.map(\.place) == study.series.map(\.label))
  }

  @Test func `a rejected law decides nothing`() throws {
    var runs = Self.runs()
    runs.job.gates = [Gate(text: "g", quantity: .parameter(.amdahl, "serial_fraction"), limit: 0.3)]
    var study = try runs.summary()
    study.fits = study.series.map { _ in
      SeriesFits(laws: [
        LawFit(
          law: .amdahl, loss: .time,
          parameters: [FittedParameter(name: "serial_fraction", estimate: 0.1, low: 0.1, high: 0.1)],
          level: 0.95,
          points: 5, verdict: .rejected, reason: "rejected by the data")
      ])
    }
    let results = GateJudge(study, of: runs.job).results()
    #expect(results.map(\.verdict) == [.undecided, .undecided])
    #expect(results[0].reason == "rejected by the data")
  }

  @Test func `a law through as many points as parameters decides nothing, and says why`() throws {
    var runs = Self.runs()
    runs.job.gates = [Gate(text: "g", quantity: .parameter(.amdahl, "serial_fraction"), limit: 0.3)]
    var study = try runs.summary()
    study.fitLaws(nil, seed: 1, extrapolates: false)
    let results = GateJudge(study, of: runs.job).results()
    #expect(results.map(\.verdict) == [.undecided, .undecided])
    #expect(results[0].reason.contains("as many numbers of workers"), "\(results[0].reason)")
  }

  @Test func `a law that was not fitted decides nothing`() throws {
    let results = try Self.judge(
      Gate(text: "g", quantity: .parameter(.gustafson, "serial_fraction"), limit: 0.3))
    #expect(results.allSatisfy { $0.verdict == .undecided })
    #expect(results.count == 2)
  }

  // MARK: - Regressions

  private static func compared(_ verdicts: [(executor: String, workers: String, ComparisonVerdict)])
    -> Comparison
  {
    Comparison(
      axis: "folder", columns: ["executor", "workers", "affinity"], threshold: 0.02, isRate: false,
      cells: verdicts.map { executor, workers, verdict in
        ComparedCell(
          labels: [executor, workers, "none"], base: "old", value: "new", baseCount: 10, count: 10,
          ratio: Estimate(1.1, low: 1.05, high: 1.2), verdict: verdict)
      })
  }

  @Test func `a comparison gives a verdict for each cell`() throws {
    let comparison = Self.compared([
      ("fork", "1", .regressed), ("fork", "4", .inconclusive), ("threads", "1", .equivalent),
    ])
    let results = try Self.judge(
      Gate(text: "not regressed", quantity: .regression), reference: .compared(comparison))
    #expect(results.map(\.verdict) == [.fails, .undecided, .holds, .undecided])
    #expect(results[0].value == 1.1)
    #expect(results[0].limit == nil)
    #expect(results[3].reason == "the reference has no such cell")
  }

  @Test func `what is not told apart but cannot be a regression holds`() throws {
    var comparison = Self.compared([("fork", "1", .inconclusive), ("fork", "4", .inconclusive)])
    comparison.cells[0].ratio = Estimate(0.8, low: 0.55, high: 0.99)
    comparison.cells[1].ratio = Estimate(1, low: 0.9, high: 1.021)
    let gate = Gate(text: "not regressed", quantity: .regression)
    let results = try Self.judge(gate, reference: .compared(comparison))
    #expect(results.prefix(2).map(\.verdict) == [.holds, .undecided])
    comparison.isRate = true
    let rates = try Self.judge(gate, reference: .compared(comparison))
    #expect(rates.prefix(2).map(\.verdict) == [.undecided, .undecided])
  }

  @Test func `without a reference it is undecided in one line`() throws {
    let results = try Self.judge(
      Gate(text: "not regressed", quantity: .regression), reference: .unavailable("none yet"))
    #expect(results.map(\.verdict) == [.undecided])
    #expect(results[0].reason == "none yet")
  }
}
