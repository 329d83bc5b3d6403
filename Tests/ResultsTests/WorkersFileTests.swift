import Jobs
import Results
import Testing

@Suite struct WorkersFileTests {
  private let temporary: TemporaryFolder
  private let folder: ResultFolder
  private let header = "seq,worker,cpu,node,start_s,end_s,busy_s,tasks\n"

  init() throws {
    temporary = try TemporaryFolder()
    folder = try temporary.results()
  }

  private var path: String { folder.pathOf(WorkersFile.fileName) }

  private func text() throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  private func record(_ worker: Int) -> WorkerRecord {
    WorkerRecord(worker: worker, cpu: worker - 1, start: 0.000_001, end: 1.5, busy: 1.25, tasks: 12)
  }

  @Test func `each worker is a row and missing is empty`() throws {
    let file = try folder.workersFile(nextSeq: 1)
    try file.append(seq: 1, [record(1), record(2)])
    try file.append(seq: 2, [])
    try file.sync()
    #expect(try text() == header + "1,1,0,,0.000001,1.5,1.25,12\n1,2,1,,0.000001,1.5,1.25,12\n")
  }

  @Test func `a resumed file goes on under the same header`() throws {
    try folder.workersFile(nextSeq: 1).append(seq: 1, [record(1)])
    let before = try text()
    try folder.workersFile(nextSeq: 2).append(seq: 2, [record(1)])
    #expect(try text() == before + "2,1,0,,0.000001,1.5,1.25,12\n")
  }

  @Test func `a cut last line is removed`() throws {
    try write((header + "1,1,0,,0,1.5,1.25,12\n1,2,1,,0").utf8, to: path)
    _ = try folder.workersFile(nextSeq: 2)
    #expect(try text() == header + "1,1,0,,0,1.5,1.25,12\n")
  }

  @Test func `rows of runs that are measured again are removed`() throws {
    try write((header + "1,1,0,,0,1,1,1\n2,1,0,,0,1,1,1\n3,1,0,,0,1,1,1\n").utf8, to: path)
    _ = try folder.workersFile(nextSeq: 2)
    #expect(try text() == header + "1,1,0,,0,1,1,1\n")
  }

  @Test func `a cut header is written again`() throws {
    try write("seq,wor".utf8, to: path)
    _ = try folder.workersFile(nextSeq: 1)
    #expect(try text() == header)
  }

  @Test func `a file that is not ours is left as it is`() throws {
    try write("name,age\n1,2\n".utf8, to: path)
    let error = #expect(throws: ResultsError.self) { try folder.workersFile(nextSeq: 1) }
    #expect(error?.exitCode == 65)
    #expect(try text() == "name,age\n1,2\n")
  }
}
