import Jobs
import Results
import Testing

@Suite struct SamplesFileTests {
  private let temporary: TemporaryFolder
  private let folder: ResultFolder
  private let header = "seq,t_s,pid,parent,role,threads,rss_bytes,pss_bytes,cpu_s\n"
  private let good = "1,0.1,42,7,worker,3,1000,500,0.02\n"

  init() throws {
    temporary = try TemporaryFolder()
    folder = try temporary.results()
  }

  private var path: String { folder.pathOf(SamplesFile.fileName) }

  private func text() throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  private func sample(_ moment: Double, role: ProcessRole = .worker, share: Int? = 500) -> ProcessSample {
    ProcessSample(
      moment: moment, pid: 42, parent: 7, role: role, threads: 3, resident: 1000, proportional: share,
      cpu: 0.02)
  }

  private func rows() throws -> [SampleRow] {
    let reader = try #require(try folder.readSamples())
    var rows: [SampleRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(reader.count == rows.count)
    return rows
  }

  @Test func `each process of a sample is a row and missing is empty`() throws {
    let file = try folder.samplesFile(nextSeq: 1)
    try file.append(seq: 1, [sample(0.1), sample(0.2, role: .forkServer, share: nil)])
    try file.append(seq: 2, [])
    try file.sync()
    #expect(try text() == header + good + "1,0.2,42,7,fork server,3,1000,,0.02\n")
  }

  @Test func `what is written reads back as it was`() throws {
    let file = try folder.samplesFile(nextSeq: 1)
    var generator = SeededGenerator(state: 6)
    var all: [ProcessSample] = []
    for seq in 1...20 {
      let samples = (0..<Int.random(in: 0...60, using: &generator)).map { number in
        let bytes = Int.random(in: 0...1 << 45, using: &generator)
        return ProcessSample(
          moment: Double(number) / 1000, pid: .random(in: 1...4_194_304, using: &generator),
          parent: .random(in: 0...4_194_304, using: &generator),
          role: ProcessRole.allCases.randomElement(using: &generator) ?? .run,
          threads: .random(in: 1...5000, using: &generator), resident: bytes,
          proportional: Bool.random(using: &generator) ? bytes / 3 : nil,
          cpu: Double(Int.random(in: 0...100_000_000, using: &generator)) / 100)
      }
      try file.append(seq: seq, samples)
      all += samples
    }
    #expect(try rows().map(\.sample) == all)
  }

  @Test func `a time that is no number is an error`() throws {
    let file = try folder.samplesFile(nextSeq: 1)
    let error = #expect(throws: ResultsError.self) { try file.append(seq: 3, [sample(.nan)]) }
    #expect(error?.message == "run 3: a sample of process 42 has a time that is no number")
  }

  @Test func `rows of runs that are measured again are removed`() throws {
    try write((header + good + "2,0,1,1,run,1,1,1,0\n3,0,1,1,run,1,1,1,0\n").utf8, to: path)
    _ = try folder.samplesFile(nextSeq: 2)
    #expect(try text() == header + good)
  }

  @Test(arguments: ["1,0.2,42,7,wor", "1,0.2,42\n", "\0\0\0\n"])
  func `a line that is no row goes with all after it`(line: String) throws {
    try write((header + good + line).utf8, to: path)
    _ = try folder.samplesFile(nextSeq: 9)
    #expect(try text() == header + good)
  }

  @Test func `a file that is not ours is left as it is`() throws {
    try write("name,age\n1,2\n".utf8, to: path)
    #expect(#expect(throws: ResultsError.self) { try folder.samplesFile(nextSeq: 1) }?.exitCode == 65)
    #expect(throws: JournalDamage.self) { try folder.readSamples() }
    #expect(try text() == "name,age\n1,2\n")
  }

  @Test func `without the file there is nothing to read`() throws {
    #expect(try folder.readSamples() == nil)
    #expect(try !folder.hasSamples())
    _ = try folder.samplesFile(nextSeq: 1)
    #expect(try folder.hasSamples())
  }

  @Test(arguments: ["", "seq,t_", "1,0.2,42,7"])
  func `what a crash tore at the end is not read`(tail: String) throws {
    let isHeader = tail.hasPrefix("seq") || tail.isEmpty
    try write(((isHeader ? "" : header + good) + tail).utf8, to: path)
    #expect(try rows().count == (isHeader ? 0 : 1))
  }

  @Test(arguments: [
    ("1,0.2,42,7,boss,3,1000,500,0\n", "role"), ("x,0.2,42,7,run,3,1000,500,0\n", "seq"),
    ("1,,42,7,run,3,1000,500,0\n", "t_s"), ("1,0.2,,7,run,3,1000,500,0\n", "pid"),
    ("1,0.2,42,7,run,3,,500,0\n", "rss_bytes"), ("1,0.2,42,7,run,99999999999,1,1,0\n", "threads"),
    ("1,0.2,42,7,run,3,1000,half,0\n", "pss_bytes"), ("1,0.2,42,7,run,3,1000,500,0,1\n", "cpu_s"),
  ])
  func `a whole line that means nothing is damage`(line: String, column: String) throws {
    try write((header + good + line).utf8, to: path)
    let damage = #expect(throws: JournalDamage.self) { try rows() }
    #expect(damage?.line == 3)
    #expect(damage?.message.contains("'\(column)'") == true)
  }

  @Test func `runs that are out of order are damage`() throws {
    try write((header + "2" + good.dropFirst() + good).utf8, to: path)
    #expect(#expect(throws: JournalDamage.self) { try rows() }?.message == "seq is 1 after 2")
  }
}
