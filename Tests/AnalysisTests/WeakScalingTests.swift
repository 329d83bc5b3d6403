import Analysis
import Jobs
import Testing

@Suite struct WeakScalingTests {
  /// With the serial share 0.3 of the time on P workers, one worker takes 0.3 + 0.7 P times as long.
  private func gustafson(reference: WeakReference = .measured) -> InventedRuns {
    var study = InventedRuns(workers: [1, 2, 4], parameter: ("serial_fraction", ["0.3"]))
    study.grows = true
    study.growWork(reference: reference)
    for workers in [1, 2, 4] { study.add(workers: workers, walls: [2, 2], parameters: ["0.3"]) }
    return study
  }

  @Test func `the scaled speedup is over one worker on the same size`() throws {
    var study = gustafson()
    study.add(workers: 1, walls: [3.4, 3.4], parameters: ["0.3"], referenceOf: 2)
    study.add(workers: 1, walls: [6.2, 6.2], parameters: ["0.3"], referenceOf: 4)
    let cells = try study.summary().cells
    #expect(cells.map(\.speedup?.value) == [1, 1.7, 3.1])
    #expect(cells[0].speedup == .exact(1))
    #expect(cells.map(\.efficiency?.value) == [1, 1, 1])
    #expect(cells.map(\.reference?.median) == [nil, 3.4, 6.2])
    #expect(cells.allSatisfy { !$0.warnings.joined().contains("reference") })
  }

  @Test func `the serial fraction of the grown work is that of Shi's relation`() throws {
    var study = gustafson()
    study.add(workers: 1, walls: [6.2], parameters: ["0.3"], referenceOf: 4)
    let law = try #require(GustafsonLaw(serialShare: 0.3))
    let fraction = try #require(try study.summary().cells[2].karpFlatt?.value)
    #expect(abs(fraction - law.serialFraction(workers: 4)) < 1e-12)
  }

  @Test func `without reference runs there is the weak efficiency alone`() throws {
    var study = InventedRuns(workers: [1, 4])
    study.growWork(reference: .none)
    study.add(workers: 1, walls: [2])
    study.add(workers: 4, walls: [2.5])
    let cells = try study.summary().cells
    #expect(cells.map(\.speedup) == [nil, nil])
    #expect(cells.map(\.efficiency?.value) == [1, 0.8])
    #expect(cells.map(\.karpFlatt) == [nil, nil])
  }

  @Test func `a reference run that is missing or bad leaves no speedup and says so`() throws {
    var study = gustafson()
    study.add(workers: 1, status: .failed, parameters: ["0.3"], referenceOf: 4)
    let cells = try study.summary().cells
    #expect(cells[1].speedup == nil)
    #expect(cells[1].warnings.contains("no speedup: no reference run with 1 worker"))
    #expect(cells[2].speedup == nil)
    #expect(cells[2].warnings.contains("1 reference run failed"))
    #expect(cells[2].warnings.contains("no speedup: no good reference run with 1 worker"))
    #expect(cells[2].efficiency?.value == 1)
  }

  @Test func `of several attempts at a reference run the last counts`() throws {
    var study = gustafson()
    study.add(workers: 1, walls: [9], parameters: ["0.3"], referenceOf: 2)
    study.add(workers: 1, walls: [3.4], parameters: ["0.3"], attempt: 2, referenceOf: 2)
    #expect(try study.summary().cells[1].speedup?.value == 1.7)
  }

  @Test func `reference runs are no runs of the cell with one worker`() throws {
    var study = InventedRuns(workers: [1, 4])
    study.growWork()
    study.add(workers: 1, walls: [6], referenceOf: 4)
    study.add(workers: 4, walls: [2])
    study.add(workers: 1, walls: [1.5])
    let cells = try study.summary().cells
    #expect(cells.map(\.workers) == [1, 4])
    #expect(cells.map(\.sample?.count) == [1, 1])
    #expect(cells[1].speedup?.value == 3)
    #expect(cells[1].efficiency?.value == 0.75)
  }

  @Test func `efficiency is corrected where the work is not proportional`() throws {
    // Four workers do 4.4 times the work, and take 1.1 times as long: no worker is slower.
    var study = InventedRuns(workers: [1, 4], parameter: ("n", ["100"]))
    study.growWork(reference: .none)
    try study.setWork("n * workers * (1 + 0.1 * (workers - 1) / 3)")
    study.add(workers: 1, walls: [2], parameters: ["100"])
    study.add(workers: 4, walls: [2.2], parameters: ["100"])
    let cells = try study.summary().cells
    #expect(abs((cells[1].efficiency?.value ?? 0) - 1) < 1e-12)
    #expect(cells[1].work.map { ($0 * 1000).rounded() } == 440_000)
  }

  @Test func `a base of two workers is the base of efficiencies`() throws {
    var study = InventedRuns(workers: [2, 8])
    study.growWork()
    study.add(workers: 2, walls: [2])
    study.add(workers: 8, walls: [4])
    study.add(workers: 1, walls: [3], referenceOf: 2)
    study.add(workers: 1, walls: [16], referenceOf: 8)
    let cells = try study.summary().cells
    #expect(cells.map(\.efficiency?.value) == [1, 0.5])
    #expect(cells.map(\.speedup?.value) == [1.5, 4])
  }

  @Test func `a rate of all workers together grows with them`() throws {
    var study = InventedRuns(workers: [1, 4], isCommand: true)
    study.growWork()
    study.job.metrics = [Metric(name: "gflops", pattern: "(.)", kind: .rate, source: .standardOutput)]
    study.job.measure = "gflops"
    study.add(workers: 1, walls: [1], metrics: ["10"])
    study.add(workers: 4, walls: [1], metrics: ["32"])
    study.add(workers: 1, walls: [1], metrics: ["10"], referenceOf: 4)
    let cell = try study.summary().cells[1]
    #expect(cell.speedup?.value == 3.2)
    #expect(cell.efficiency?.value == 0.8)
  }

  @Test func `Gustafson's law is that of work that grows, where its reference was measured`() throws {
    let study = try gustafson().summary()
    #expect(study.series[0].law == GustafsonLaw(serialShare: 0.3).map(ScalingLaw.gustafson))
    #expect(study.series[0].label == "fork, α = 0.3")
    #expect(try gustafson(reference: .none).summary().series[0].law == nil)
  }

  @Test func `work that is sized by a parameter has no law of weak scaling`() throws {
    var study = gustafson()
    study.grows = false
    #expect(try study.summary().series[0].law == nil)
  }

  /// The line of Gustafson's figure for 1024 processors: 1024 − 1023 s' (Reevaluating Amdahl's Law, 1988).
  @Test(arguments: [0.0, 0.01, 0.02, 0.03, 0.04, 1])
  func `the scaled speedup falls linearly with the serial share`(share: Double) throws {
    let law = try #require(GustafsonLaw(serialShare: share))
    #expect(abs(law.scaledSpeedup(workers: 1024) - (1024 - 1023 * share)) < 1e-9)
  }

  @Test(arguments: [-0.1, 1.1, .nan])
  func `a share is between 0 and 1`(share: Double) {
    #expect(GustafsonLaw(serialShare: share) == nil)
  }
}
