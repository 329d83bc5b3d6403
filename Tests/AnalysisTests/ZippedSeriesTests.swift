import Analysis
import Jobs
import Testing

@Test func `a parameter that is zipped with the workers varies along one series`() throws {
  var study = InventedRuns(workers: [1, 2, 4], parameter: ("n", ["10", "20", "40"]))
  study.job.zips = [[Job.workersAxis, 3]]
  for (workers, n) in [(1, "10"), (2, "20"), (4, "40")] {
    study.add(workers: workers, walls: [8 / Double(workers)], parameters: [n])
  }
  let summary = try study.summary()
  #expect(summary.series.count == 1)
  #expect(summary.series[0].parameters.isEmpty)
  #expect(summary.cells.map(\.parameters) == [["10"], ["20"], ["40"]])
  #expect(summary.cells.map(\.speedup?.value) == [1, 2, 4])
  #expect(summary.cells.map(\.efficiency?.value) == [1, 1, 1])
}

@Test func `a baseline on what is zipped with the workers chooses the base`() throws {
  var study = InventedRuns(workers: [1, 2], parameter: ("n", ["10", "20"]))
  study.job.zips = [[3, Job.workersAxis]]
  study.job.baseline = [BaselineSetting(axis: 3, value: 1)]
  study.add(workers: 1, walls: [4], parameters: ["10"])
  study.add(workers: 2, walls: [2], parameters: ["20"])
  #expect(try study.summary().cells.map(\.base?.workers) == [2, 2])
}

@Test func `a serial fraction that varies along a series has no law`() throws {
  var study = InventedRuns(workers: [1, 2], parameter: ("serial_fraction", ["0.1", "0.2"]))
  study.job.zips = [[Job.workersAxis, 3]]
  study.add(workers: 1, walls: [4], parameters: ["0.1"])
  study.add(workers: 2, walls: [2], parameters: ["0.2"])
  #expect(try study.summary().series.map(\.law) == [nil])
}
