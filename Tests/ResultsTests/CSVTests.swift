import Results
import Testing

/// All records of a text that comes in pieces of a given size.
private func records(_ text: String, piece: Int = 1 << 20) throws -> [[String]] {
  var rest = Array(text.utf8)[...]
  var reader = CSVReader {
    defer { rest = rest.dropFirst(piece) }
    return Array(rest.prefix(piece))
  }
  var result: [[String]] = []
  while let record = try reader.next() { result.append(record.fields) }
  return result
}

/// What reading a text complains about.
private func complaint(_ text: String) -> CSVError? {
  #expect(throws: CSVError.self) { try records(text) }
}

@Suite struct CSVReaderTests {
  @Test func `a text is records of fields`() throws {
    #expect(try records("a,b\n1,2\n") == [["a", "b"], ["1", "2"]])
  }

  @Test func `the last line needs no end`() throws {
    #expect(try records("a,b\n1,2") == [["a", "b"], ["1", "2"]])
  }

  @Test func `an empty text has no records`() throws {
    #expect(try records("") == [])
  }

  @Test func `CRLF ends a line`() throws {
    #expect(try records("a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]])
  }

  @Test func `a byte order mark is no text`() throws {
    #expect(try records("\u{feff}a\n1\n") == [["a"], ["1"]])
  }

  @Test func `quotes hold commas, quotes and line breaks`() throws {
    #expect(
      try records("\"a,b\",\"c\"\"d\",\"e\r\nf\"\nx,,\"\"\n") == [["a,b", "c\"d", "e\r\nf"], ["x", "", ""]])
  }

  @Test func `a comma at the end is an empty last field`() throws {
    #expect(try records("a,") == [["a", ""]])
  }

  @Test func `a text reads the same in pieces of any size`() throws {
    let text = "\u{feff}a,\"b,\"\"x\"\"\",ü\r\n\"line\nbreak\",,\n\n1,2,3"
    let whole = try records(text)
    for size in 1...20 { #expect(try records(text, piece: size) == whole) }
  }

  @Test func `a record knows the line on which it begins`() throws {
    var reader = CSVReader(Array("a\n\"b\nc\"\nd\n".utf8))
    var lines: [Int] = []
    while let record = try reader.next() { lines.append(record.line) }
    #expect(lines == [1, 2, 4])
  }

  @Test func `a quote that is not closed is an error at its line`() {
    #expect(complaint("a\n\"b\nc\n")?.line == 2)
  }

  @Test func `text after a closing quote is an error`() {
    #expect(complaint("a\n\"b\"c\n") == CSVError(line: 2, message: "text after a closing quote"))
  }

  @Test func `a quote inside plain text is an error`() {
    #expect(complaint("a\nb\"c\n")?.line == 2)
  }

  @Test func `a carriage return alone is an error`() {
    #expect(complaint("a\rb\n")?.line == 1)
  }

  @Test func `text that is not UTF-8 is an error`() throws {
    var reader = CSVReader([0x61, 0x0a, 0xff, 0x0a])
    _ = try reader.next()
    #expect(throws: CSVError(line: 2, message: "text that is not UTF-8")) { try reader.next() }
  }
}

@Suite struct CSVTableTests {
  @Test func `a table has the names of its first line`() throws {
    let table = try CSVTable(Array("cores,time\n1,2\n".utf8))
    #expect(table.header == ["cores", "time"])
    #expect(try table.column("time") == 1)
  }

  @Test func `an unknown column is an error that names those there are`() throws {
    let table = try CSVTable(Array("cores,time\n".utf8))
    let error = #expect(throws: CSVError.self) { try table.column("tmie") }
    #expect(error?.message == "there is no column 'tmie'; the columns are 'cores', 'time'")
  }

  @Test func `a row of another length is an error at its line`() throws {
    var table = try CSVTable(Array("a,b\n1,2\n1,2,3\n".utf8))
    _ = try table.next()
    let error = #expect(throws: CSVError.self) { try table.next() }
    #expect(error == CSVError(line: 3, message: "3 values, but the header has 2 columns"))
    var short = try CSVTable(Array("a,b\n1\n".utf8))
    let other = #expect(throws: CSVError.self) { try short.next() }
    #expect(other == CSVError(line: 2, message: "1 value, but the header has 2 columns"))
  }

  @Test func `empty lines are no rows`() throws {
    var table = try CSVTable(Array("a,b\n\n1,2\n\n".utf8))
    #expect(try table.next()?.fields == ["1", "2"])
    #expect(try table.next() == nil)
  }

  @Test func `two columns of one name are an error`() {
    #expect(throws: CSVError.self) { try CSVTable(Array("a,a\n".utf8)) }
  }

  @Test func `an empty file is no table`() {
    #expect(throws: CSVError.self) { try CSVTable([]) }
  }
}

@Suite struct CSVLineTests {
  @Test func `plain values stand as they are`() throws {
    #expect(try CSV.line(["-O3", "=1+1", "@x", "+2", " a ", ""]) == "-O3,=1+1,@x,+2, a ,\n")
  }

  @Test func `commas and quotes are quoted`() throws {
    #expect(try CSV.line(["a,b", "say \"x\""]) == "\"a,b\",\"say \"\"x\"\"\"\n")
  }

  @Test(arguments: ["a\nb", "a\rb", "\n"]) func `a line break is refused`(text: String) {
    #expect(throws: CSVError(line: nil, message: "a line break inside a value")) {
      try CSV.line(["x", text])
    }
  }

  @Test func `one empty value is not an empty line`() throws {
    #expect(try CSV.line([""]) == "\"\"\n")
  }
}
