import Analysis
import Jobs
import Reporting
import Results
import TestPrograms
import Testing

/// How even the work was, read from `workers.csv`.
struct WorkerReadingTests {
  private let files: TemporaryFolder
  private let folder: ResultFolder

  init() throws {
    files = try TemporaryFolder()
    folder = try ResultFolder.open(path: files.path)
  }

  private func workers(_ busy: [Double]) -> [WorkerRecord] {
    busy.enumerated().map { WorkerRecord(worker: $0 + 1, start: 0, end: 2, busy: $1, tasks: 1) }
  }

  private func row(_ seq: Int, cell: String = "a", status: Status = .ok, phase: Phase = .timed) -> Measurement
  {
    var row = Measurement()
    row.seq = seq
    row.cell = cell
    row.status = status
    row.phase = phase
    return row
  }

  @Test func `the rows that were written are read`() throws {
    let file = try folder.workersFile(nextSeq: 1)
    let record = WorkerRecord(worker: 1, cpu: 3, node: nil, start: 0.5, end: 2, busy: 1.25, tasks: 7)
    try file.append(seq: 1, [record])
    let rows = try #require(try folder.readWorkers())
    let row = try #require(try rows.next())
    #expect(row.seq == 1)
    #expect(row.worker == record)
    #expect(try rows.next() == nil)
  }

  @Test func `the balance of a cell is the median of its good runs`() throws {
    let file = try folder.workersFile(nextSeq: 1)
    try file.append(seq: 1, workers([1, 1]))
    try file.append(seq: 2, workers([1, 3]))
    try file.append(seq: 3, workers([1, 9]))
    try file.append(seq: 4, workers([2, 1, 0]))
    try file.append(seq: 6, workers([0, 0]))
    var reading = try #require(try WorkerReading(folder))
    try reading.take(row(1), counts: true)
    try reading.take(row(2, phase: .retry), counts: true)
    try reading.take(row(3, status: .failed), counts: true)
    try reading.take(row(4, cell: "b"), counts: true)
    try reading.take(row(5, cell: "c"), counts: true)
    try reading.take(row(6, cell: "d"), counts: true)
    #expect(reading.balance == WorkerBalance(imbalance: ["a": 1.25, "b": 2]))
  }

  @Test func `a folder without the file has no balance`() throws {
    #expect(try WorkerReading(folder) == nil)
  }
}
