import Analysis
import Expressions
import Jobs
import Testing

private func metric(_ name: String, _ kind: Metric.Kind) -> Metric {
  Metric(name: name, pattern: "(.*)", unit: "GB/s", kind: kind, source: .standardOutput)
}

@Test func `the speedup of a rate is larger where the rate is`() throws {
  var study = InventedRuns(workers: [1, 2])
  study.job.metrics = [metric("bandwidth", .rate)]
  study.job.measure = "bandwidth"
  study.add(workers: 1, walls: [5], metrics: ["10"])
  study.add(workers: 2, walls: [5], metrics: ["18.5"])
  let result = try study.summary()
  #expect(result.cells[1].speedup?.value == 1.85)
  #expect(result.measure.unit == "GB/s")
  #expect(result.cells[1].coreSeconds == 10)
}

@Test(arguments: ["", "abc", "nan", "inf", "0x10"])
func `a metric that is missing or no number leaves the statistics`(text: String) throws {
  var study = InventedRuns(workers: [1])
  study.job.metrics = [metric("bandwidth", .cost)]
  study.job.measure = "bandwidth"
  study.add(workers: 1, walls: [1], repetition: 1, metrics: ["7"])
  study.add(workers: 1, walls: [1], repetition: 2, metrics: [text])
  let cell = try study.summary().cells[0]
  #expect(cell.sample?.count == 1)
  #expect(cell.warnings.first == "1 run without the measure")
}

@Test func `every metric has its median and interval`() throws {
  var study = InventedRuns(workers: [1])
  study.job.metrics = [metric("a", .cost), metric("b", .count)]
  for repetition in 1...6 {
    study.add(workers: 1, walls: [1], repetition: repetition, metrics: ["\(repetition)", ""])
  }
  let cell = try study.summary().cells[0]
  #expect(cell.metrics == [Estimate(3.5, low: 1, high: 6), nil])
}

@Test func `a command's bound follows from its CPU time with one worker`() throws {
  for (cpu, bound) in [(1.9, Bound.cpu), (0.1, .waiting), (1.0, .mixed)] {
    var study = InventedRuns(workers: [1, 2], isCommand: true)
    study.add(workers: 1, walls: [2], cpu: cpu)
    study.add(workers: 2, walls: [1], cpu: 0)
    #expect(try study.summary().cells.map(\.bound) == [bound, bound])
  }
}

@Test func `CPU time, resident size and parallelism are medians`() throws {
  var study = InventedRuns(workers: [1])
  for (repetition, factor) in [(1, 1.0), (2, 10), (3, 2)] {
    study.add(workers: 1, walls: [factor], repetition: repetition, cpu: factor, maxRSS: Int(factor) * 1024)
  }
  let cell = try study.summary().cells[0]
  #expect(cell.cpu == 2)
  #expect(cell.maxRSS == 2048)
  #expect(cell.coreSeconds == 2)
}

@Test func `a row with an unknown value is refused with its number`() throws {
  var study = InventedRuns(workers: [1], parameter: ("n", ["1"]))
  study.add(workers: 1, walls: [1], parameters: ["2"])
  #expect(throws: UnexpectedRow(seq: 1, reason: "'2' is not a value of 'n'")) { try study.summary() }
}

@Test(arguments: [0, 7, Int.max]) func `a repetition beyond the manifest's is refused`(repetition: Int) {
  var study = InventedRuns(workers: [1])
  study.job.repetitions = 6
  study.add(workers: 1, walls: [1], repetition: repetition)
  #expect(throws: UnexpectedRow.self) { try study.summary() }
}
