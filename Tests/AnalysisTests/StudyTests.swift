import Analysis
import Expressions
import Jobs
import Testing

@Test func `speedup and efficiency refer to the fewest workers of the series`() throws {
  // 2 s with one worker, 1.25 s with two: S = 1.6, E = 0.8, e = (2/1.6 - 1)/(2 - 1) = 0.25.
  var study = InventedRuns(workers: [1, 2])
  study.add(workers: 1, walls: [2, 2, 2, 2, 2, 2])
  study.add(workers: 2, walls: [1.25, 1.25, 1.25, 1.25, 1.25, 1.25])
  let cells = try study.summary().cells
  #expect(cells[1].speedup?.value == 1.6)
  #expect(cells[1].efficiency?.value == 0.8)
  #expect(abs((cells[1].karpFlatt?.value ?? 0) - 0.25) < 1e-12)
  #expect(cells[1].base?.workers == 1)
  #expect(cells[1].base?.value == 2)
}

@Test func `a base of two workers has the speedup two and no serial fraction`() throws {
  var study = InventedRuns(workers: [2, 4])
  study.add(workers: 4, walls: [3])
  study.add(workers: 2, walls: [4])
  let cells = try study.summary().cells
  #expect(cells.map(\.workers) == [2, 4])
  #expect(cells[0].speedup == .exact(2))
  #expect(cells[0].efficiency == .exact(1))
  #expect(abs((cells[1].speedup?.value ?? 0) - 8.0 / 3) < 1e-12)
  #expect(cells[1].karpFlatt == nil)
}

@Test func `the manifest's baseline chooses the base`() throws {
  var study = InventedRuns(workers: [1, 2, 4])
  study.job.baseline = [BaselineSetting(axis: Job.workersAxis, value: 1)]
  for workers in [1, 2, 4] { study.add(workers: workers, walls: [8 / Double(workers)]) }
  let cells = try study.summary().cells
  #expect(cells[0].speedup?.value == 1)
  #expect(cells[1].speedup == .exact(2))
  #expect(cells[2].speedup?.value == 4)
}

@Test func `a baseline on the executor compares across series`() throws {
  var study = InventedRuns(executors: [.threads, .fork], workers: [1, 2])
  study.job.baseline = [BaselineSetting(axis: Job.executorAxis, value: 0)]
  study.add(executor: .threads, workers: 1, walls: [4])
  study.add(executor: .fork, workers: 1, walls: [5])
  study.add(executor: .fork, workers: 2, walls: [2])
  let cells = try study.summary().cells
  #expect(cells.map(\.speedup?.value) == [1, 0.8, 2])
  #expect(cells[2].base?.executor == "threads")
}

@Test func `the serial cell gives absolute speedups`() throws {
  var study = InventedRuns(executors: [.serial, .fork], workers: [1, 2])
  study.add(executor: .serial, workers: 1, walls: [3])
  study.add(executor: .fork, workers: 1, walls: [4])
  study.add(executor: .fork, workers: 2, walls: [2])
  let cells = try study.summary().cells
  #expect(cells.map(\.absoluteSpeedup?.value) == [1, 0.75, 1.5])
  #expect(cells.map(\.speedup?.value) == [1, 1, 2])
}

@Test func `without a good run at the base there is no speedup and a warning`() throws {
  var study = InventedRuns(workers: [1, 2])
  study.add(workers: 1, status: .timeout)
  study.add(workers: 2, walls: [1.1, 1, 1.3, 1.2, 0.9, 1.15])
  let cells = try study.summary().cells
  #expect(cells[0].sample == nil)
  #expect(cells[0].failed == 1)
  #expect(cells[0].warnings == ["1 run failed: timeout", "no good run"])
  #expect(cells[1].speedup == nil)
  #expect(cells[1].warnings == ["no speedup: the base cell with 1 worker has no good run"])
}

@Test func `the last attempt of a repetition counts`() throws {
  var study = InventedRuns(workers: [1])
  study.add(workers: 1, status: .failed)
  study.add(workers: 1, walls: [7], repetition: 1, attempt: 2)
  let cell = try study.summary().cells[0]
  #expect(cell.failed == 0)
  #expect(cell.sample?.median == 7)
}

@Test func `an interrupted attempt does not replace a finished one`() throws {
  var study = InventedRuns(workers: [1])
  study.add(workers: 1, walls: [7])
  study.add(workers: 1, status: .interrupted, repetition: 1, attempt: 2)
  let cell = try study.summary().cells[0]
  #expect(cell.sample?.median == 7)
}

@Test func `interrupted and skipped runs are not done, not failed`() throws {
  var study = InventedRuns(workers: [1])
  study.add(workers: 1, status: .interrupted, repetition: 1)
  study.add(workers: 1, status: .skipped, repetition: 2)
  let cell = try study.summary().cells[0]
  #expect(cell.failed == 0)
  #expect(cell.warnings == ["2 runs not done", "no good run"])
}

@Test func `throttled runs leave the statistics, other tainted ones stay`() throws {
  var study = InventedRuns(workers: [1])
  study.add(workers: 1, walls: [1], repetition: 1)
  study.add(workers: 1, walls: [3], repetition: 2, tainted: ["steal"])
  study.add(workers: 1, walls: [100], repetition: 3, tainted: ["steal", "throttled"])
  let cell = try study.summary().cells[0]
  #expect(cell.sample?.count == 2)
  #expect(cell.sample?.median == 2)
  #expect(cell.tainted == 2)
  #expect(cell.warnings.contains("1 throttled run left out"))
}

@Test(arguments: [Phase.warmup, .reference]) func `only timed runs count`(phase: Phase) throws {
  var study = InventedRuns(workers: [1])
  study.add(workers: 1, walls: [1], phase: phase)
  #expect(try study.summary().cells.isEmpty)
}

@Test func `series and cells are in the manifest's order whatever the order of the runs`() throws {
  var study = InventedRuns(executors: [.threads, .fork], workers: [1, 2], parameter: ("n", ["b", "a"]))
  for (executor, text, workers) in [
    (ExecutorKind.fork, "a", 2), (.fork, "b", 1), (.threads, "a", 1), (.fork, "a", 1), (.threads, "b", 2),
  ] {
    study.add(executor: executor, workers: workers, walls: [1], parameters: [text])
  }
  let result = try study.summary()
  #expect(result.series.map(\.label) == ["threads, n = b", "threads, n = a", "fork, n = b", "fork, n = a"])
  #expect(result.cells.map(\.workers) == [2, 1, 1, 1, 2])
  #expect(result.series.map(\.cells) == [0..<1, 1..<2, 2..<3, 3..<5])
}

@Test func `a derived column does not split a series`() throws {
  var study = InventedRuns(workers: [1, 2])
  let expression = try Expression(
    parsing: "workers * 2", names: study.job.axes.map(\.name), bareText: false)
  study.job.derived = [DerivedColumn(name: "twice", expression: expression)]
  study.add(workers: 1, walls: [2], parameters: ["2"])
  study.add(workers: 2, walls: [1], parameters: ["4"])
  let result = try study.summary()
  #expect(result.series.count == 1)
  #expect(result.cells[1].speedup?.value == 2)
}

@Test func `the known serial fraction is the law of the series`() throws {
  var study = InventedRuns(workers: [1, 2], parameter: ("serial_fraction", ["0.1", "0.25"]))
  study.add(workers: 1, walls: [2], parameters: ["0.1"])
  study.add(workers: 1, walls: [2], parameters: ["0.25"])
  let result = try study.summary()
  #expect(result.series.map(\.law?.serialPart) == [0.1, 0.25])
  #expect(result.series.map(\.label) == ["fork, f = 0.1", "fork, f = 0.25"])
  #expect(result.cells.map(\.bound) == [.cpu, .cpu])
}
