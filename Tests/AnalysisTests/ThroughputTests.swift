import Analysis
import Jobs
import Testing

@Suite struct ThroughputTests {
  @Test func `copies that take no longer have the ideal speedup`() throws {
    var study = InventedRuns(workers: [1, 2, 4])
    study.job.scaling = .throughput
    study.add(workers: 1, walls: [2])
    study.add(workers: 2, walls: [2])
    study.add(workers: 4, walls: [4])
    let cells = try study.summary().cells
    #expect(cells.map(\.speedup?.value) == [1, 2, 2])
    #expect(cells.map(\.efficiency?.value) == [1, 1, 0.5])
  }

  @Test func `a base of two workers has the speedup two`() throws {
    var study = InventedRuns(workers: [2, 4])
    study.job.scaling = .throughput
    study.add(workers: 2, walls: [2])
    study.add(workers: 4, walls: [2.5])
    let cells = try study.summary().cells
    #expect(cells[0].speedup == .exact(2))
    #expect(cells[1].speedup?.value == 3.2)
    #expect(cells[1].efficiency?.value == 0.8)
  }

  @Test func `a rate of all copies together is compared as it is`() throws {
    var study = InventedRuns(workers: [1, 4], isCommand: true)
    study.job.scaling = .throughput
    study.job.metrics = [Metric(name: "jobs_per_s", pattern: "(.)", kind: .rate, source: .standardOutput)]
    study.job.measure = "jobs_per_s"
    study.add(workers: 1, walls: [1], metrics: ["5"])
    study.add(workers: 4, walls: [1], metrics: ["15"])
    #expect(try study.summary().cells.map(\.speedup?.value) == [1, 3])
  }

  @Test func `no serial fraction and no law belong to copies`() throws {
    var study = InventedRuns(workers: [1, 2], parameter: ("serial_fraction", ["0.1"]))
    study.job.scaling = .throughput
    study.add(workers: 1, walls: [2], parameters: ["0.1"])
    study.add(workers: 2, walls: [3], parameters: ["0.1"])
    let result = try study.summary()
    #expect(result.cells.map(\.karpFlatt) == [nil, nil])
    #expect(result.series.map(\.law) == [nil])
    #expect(result.series[0].label == "fork")
  }

  @Test func `the absolute speedup of copies counts the serial program as often`() throws {
    var study = InventedRuns(executors: [.serial, .fork], workers: [1, 4])
    study.job.scaling = .throughput
    study.add(executor: .serial, workers: 1, walls: [1])
    study.add(executor: .fork, workers: 1, walls: [2])
    study.add(executor: .fork, workers: 4, walls: [2])
    #expect(try study.summary().cells.map(\.absoluteSpeedup?.value) == [1, 0.5, 2])
  }

  @Test func `work by the median time is the rate`() throws {
    var study = InventedRuns(workers: [1, 2], parameter: ("n", ["300", "500"]))
    try study.setWork("n * 2")
    study.add(workers: 1, walls: [2, 3, 4], parameters: ["300"])
    study.add(workers: 2, walls: [2], parameters: ["500"])
    let result = try study.summary()
    #expect(result.workUnit == "units")
    #expect(result.cells.map(\.work) == [600, 1000])
    #expect(result.cells.map(\.rate) == [200, 500])
  }

  @Test func `without an amount of work there is no rate`() throws {
    var study = InventedRuns(workers: [1])
    study.add(workers: 1, walls: [2])
    let result = try study.summary()
    #expect(result.workUnit == nil)
    #expect(result.cells[0].rate == nil)
  }

  @Test func `one worker that is slower than the serial program is told of`() throws {
    var study = InventedRuns(executors: [.serial, .fork], workers: [1, 2])
    study.add(executor: .serial, workers: 1, walls: [1, 1, 1, 1.01, 1, 1])
    study.add(executor: .fork, workers: 1, walls: [2, 2, 2, 2.01, 2, 2])
    study.add(executor: .fork, workers: 2, walls: [1, 1, 1, 1.01, 1, 1])
    let result = try study.summary()
    #expect(result.series.map { $0.serialFinding?.ratio } == [nil, 2])
    #expect(result.cells[1].warnings.contains { $0.contains("T(1) is 2.00 times the best serial time") })
    #expect(result.cells[2].absoluteSpeedup?.value == 1)
    #expect(result.cells[2].speedup?.value == 2)
  }

  @Test func `a serial program that is slower than one worker is not the best one`() throws {
    var study = InventedRuns(executors: [.serial, .fork], workers: [1])
    study.add(executor: .serial, workers: 1, walls: [2])
    study.add(executor: .fork, workers: 1, walls: [1])
    let finding = try #require(try study.summary().series[1].serialFinding)
    #expect(finding.isSerialSlower)
    #expect(finding.description.contains("0.50 times the serial time"))
  }

  @Test func `times that are near or overlap are no finding`() throws {
    var near = InventedRuns(executors: [.serial, .fork], workers: [1])
    near.add(executor: .serial, workers: 1, walls: [2])
    near.add(executor: .fork, workers: 1, walls: [2.05])
    #expect(try near.summary().series[1].serialFinding == nil)
    var overlapping = InventedRuns(executors: [.serial, .fork], workers: [1])
    overlapping.add(executor: .serial, workers: 1, walls: [1, 1, 2, 2, 3, 3])
    overlapping.add(executor: .fork, workers: 1, walls: [4, 3, 2, 4, 2, 3])
    #expect(try overlapping.summary().series[1].serialFinding == nil)
  }
}
