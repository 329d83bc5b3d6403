import Jobs
import Results
import Testing

@Suite struct TasksFileTests {
  private let temporary: TemporaryFolder
  private let folder: ResultFolder
  private let header = "seq,task,worker,submitted_s,started_s,finished_s,state,error\n"

  init() throws {
    temporary = try TemporaryFolder()
    folder = try temporary.results()
  }

  private var path: String { folder.pathOf(TasksFile.fileName) }

  private func text() throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  private func record(_ task: Int, state: TaskState = .done, error: String = "") -> TaskRecord {
    TaskRecord(
      task: task, worker: 2, submitted: 0, started: 0.000_000_001, finished: 1.5, state: state, error: error)
  }

  private func rows() throws -> [TaskRow] {
    let reader = try #require(try folder.readTasks())
    var rows: [TaskRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(reader.count == rows.count)
    return rows
  }

  @Test func `each task is a row and missing is empty`() throws {
    let file = try folder.tasksFile(nextSeq: 1)
    let cancelled = TaskRecord(
      task: 2, worker: nil, submitted: 0.25, started: nil, finished: nil, state: .cancelled)
    try file.append(seq: 1, [record(1), cancelled])
    try file.append(
      seq: 2, [TaskRecord(task: 0, worker: 0, submitted: -0.5, started: -0.5, finished: 0)])
    try file.sync()
    #expect(
      try text() == header
        + "1,1,2,0,0.000000001,1.5,done,\n1,2,,0.25,,,cancelled,\n2,0,0,-0.5,-0.5,0,done,\n")
  }

  @Test func `errors are quoted and stay on one line`() throws {
    let file = try folder.tasksFile(nextSeq: 1)
    try file.append(
      seq: 1, [record(1, state: .failed, error: "no, \"really\"\r\nline\t2\u{1b}[31m\u{7f}\u{85}\u{2028}é")])
    #expect(
      try text() == header
        + "1,1,2,0,0.000000001,1.5,failed,\"no, \"\"really\"\"␍␊line␉2␛[31m␡\u{FFFD}\u{FFFD}é\"\n")
  }

  @Test func `a very long error is cut`() throws {
    let file = try folder.tasksFile(nextSeq: 1)
    try file.append(seq: 1, [record(1, state: .failed, error: String(repeating: "é", count: 5000))])
    #expect(try rows().first?.task.error == String(repeating: "é", count: 2048) + "…")
  }

  @Test func `a moment that is no number is an error`() throws {
    let file = try folder.tasksFile(nextSeq: 1)
    let error = #expect(throws: ResultsError.self) {
      try file.append(
        seq: 3, [TaskRecord(task: 4, worker: 1, submitted: 0, started: .nan, finished: nil)])
    }
    #expect(error?.message == "run 3: task 4 has a moment that is no number")
  }

  @Test func `what is written reads back as it was`() throws {
    let file = try folder.tasksFile(nextSeq: 1)
    var generator = SeededGenerator(state: 5)
    var all: [TaskRecord] = []
    var runs: [Int] = []
    for seq in 1...20 {
      let tasks = (0..<Int.random(in: 0...60, using: &generator)).map { number in
        func moment() -> Double? {
          guard Bool.random(using: &generator) else { return nil }
          return Double(Int.random(in: -1_000_000_000...1_000_000_000_000, using: &generator)) / 1e9
        }
        return TaskRecord(
          task: number, worker: Bool.random(using: &generator) ? nil : 3, submitted: moment() ?? 0,
          started: moment(), finished: moment(),
          state: [.done, .failed, .cancelled].randomElement(using: &generator) ?? .done,
          error: nastyTexts.filter { TasksFileTests.isPlain($0) }.randomElement(using: &generator) ?? "")
      }
      try file.append(seq: seq, tasks)
      all += tasks
      runs += tasks.map { _ in seq }
    }
    let read = try rows()
    #expect(read.map(\.task) == all)
    #expect(read.map(\.seq) == runs)
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x2028 }
  }

  @Test func `many tasks are whole rows in order`() throws {
    let file = try folder.tasksFile(nextSeq: 1)
    try file.append(seq: 1, (1...50_000).map { record($0) })
    #expect(try rows().map(\.task.task) == Array(1...50_000))
  }

  @Test func `rows of runs that are measured again are removed, whatever their errors hold`() throws {
    let file = try folder.tasksFile(nextSeq: 1)
    try file.append(seq: 1, [record(1, error: "a,b"), record(2, error: "\"2,\"")])
    let kept = try text()
    try file.append(seq: 2, [record(1)])
    try file.append(seq: 3, [record(1, error: "x,\"y")])
    _ = try folder.tasksFile(nextSeq: 2)
    #expect(try text() == kept)
  }

  @Test(arguments: ["2,1,2,0,0,1.5,do", "2,1,2,0,0,1.5,done,\"a\n", "2,1,2,0\n", "\0\0\0\0\n"])
  func `a line that is no row goes with all after it`(line: String) throws {
    try write((header + "1,1,2,0,0,1.5,done,\n" + line).utf8, to: path)
    _ = try folder.tasksFile(nextSeq: 9)
    #expect(try text() == header + "1,1,2,0,0,1.5,done,\n")
  }

  @Test func `a file that is not ours is left as it is`() throws {
    try write("name,age\n1,2\n".utf8, to: path)
    let error = #expect(throws: ResultsError.self) { try folder.tasksFile(nextSeq: 1) }
    #expect(error?.exitCode == 65)
    #expect(throws: JournalDamage.self) { try folder.readTasks() }
    #expect(try text() == "name,age\n1,2\n")
  }

  @Test func `without the file there is nothing to read`() throws {
    #expect(try folder.readTasks() == nil)
    #expect(try !folder.hasTasks())
    _ = try folder.tasksFile(nextSeq: 1)
    #expect(try folder.hasTasks())
  }

  @Test(arguments: ["", "seq,ta", "1,1,2,0,0,1"])
  func `what a crash tore at the end is not read`(tail: String) throws {
    let isHeader = tail.hasPrefix("seq") || tail.isEmpty
    try write(((isHeader ? "" : header + "1,1,2,0,0,1.5,done,\n") + tail).utf8, to: path)
    #expect(try rows().count == (isHeader ? 0 : 1))
  }

  @Test(arguments: [
    ("1,1,2,0,0,1.5,gone,\n", "state"), ("x,1,2,0,0,1.5,done,\n", "seq"),
    ("1,1,2,0,zero,1,done,\n", "started_s"),
    ("1,1,2,0,0,1.5,done,,\n", "error"), ("1,,2,0,0,1.5,done,\n", "task"),
    ("1,1,2,,0,1.5,done,\n", "submitted_s"),
  ])
  func `a whole line that means nothing is damage`(line: String, column: String) throws {
    try write((header + "1,1,2,0,0,1.5,done,\n" + line).utf8, to: path)
    let damage = #expect(throws: JournalDamage.self) { try rows() }
    #expect(damage?.line == 3)
    #expect(damage?.message.contains("'\(column)'") == true)
  }

  @Test func `runs that are out of order are damage`() throws {
    try write((header + "2,1,2,0,0,1.5,done,\n1,1,2,0,0,1.5,done,\n").utf8, to: path)
    #expect(#expect(throws: JournalDamage.self) { try rows() }?.message == "seq is 1 after 2")
  }
}
