import Foundation
import Jobs
import Results
import Testing

@Suite struct MeasurementRowTests {
  private let row = MeasurementRow(job: sampleJob())

  /// The line of a run, as text without its end.
  private func line(_ run: Measurement) throws -> String {
    String(decoding: try row.encode(run).dropLast(), as: UTF8.self)
  }

  /// The value that a column of an encoded run has, read by the general CSV reader.
  private func value(_ column: String, _ change: (inout Measurement) -> Void) throws -> String {
    var run = sampleRun()
    change(&run)
    var table = try CSVTable(Array(try row.header().utf8) + row.encode(run))
    return try #require(try table.next()).fields[try table.column(column)]
  }

  @Test func `the header has the columns of the job in their order`() throws {
    let header = try row.header()
    #expect(header.hasPrefix("seq,cell,round,repetition,attempt,segment,phase,workload,executor,workers,"))
    #expect(header.contains(",affinity,flags,size,status,"))
    #expect(header.hasSuffix(",result,energy,rate,started_at,row_crc32\n"))
  }

  @Test func `a row ends in x and zlib's checksum of what stands before`() throws {
    let line = try line(sampleRun())
    let cut = try #require(line.lastIndex(of: "x"))
    let digits = String(CRC32.checksum(line[..<cut].utf8), radix: 16)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    #expect(String(line[cut...]) == "x" + padded)
  }

  @Test func `random runs come back as they were`() throws {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<2000 {
      let run = randomMeasurement(&generator)
      let back = try row.decode(try line(run))
      #expect(back == run)
      // Swift compares texts by meaning; the bytes have to be the same too.
      #expect(Array(back.reason.utf8) == Array(run.reason.utf8))
      #expect(back.parameters.map { Array($0.utf8) } == run.parameters.map { Array($0.utf8) })
    }
  }

  @Test(arguments: [
    (0.0, "0"), (2.0, "2"), (0.5, "0.5"), (1e-9, "0.000000001"), (4e-10, "0"), (-1.25, "-1.25"),
    (0.1 + 0.2, "0.3"), (1e22 / 1e7, "1000000000000000"), (0.999_999_999_9, "1"), (-1e-12, "0"),
    (1234.000_000_001, "1234.000000001"),
  ])
  func `a number has nine decimals without the zeros at its end`(number: Double, text: String) throws {
    #expect(try value("wall_s") { $0.wall = number } == text)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300])
  func `a number that cannot be kept is refused`(number: Double) {
    #expect(throws: CSVError.self) { try value("wall_s") { $0.wall = number } }
  }

  @Test func `missing is empty`() throws {
    for column in ["wall_s", "exit_code", "signal", "max_rss_bytes", "output_truncated", "tainted", "leaked"]
    {
      #expect(try value(column) { $0.wall = nil } == "")
    }
  }

  @Test func `booleans and taints are words`() throws {
    #expect(try value("output_truncated") { $0.outputTruncated = true } == "true")
    #expect(try value("output_truncated") { $0.outputTruncated = false } == "false")
    #expect(try value("tainted") { $0.tainted = ["steal", "throttled"] } == "steal;throttled")
  }

  @Test(arguments: nastyTexts) func `another reader sees every text as it was`(text: String) throws {
    let bytes = Array(try value("reason") { $0.reason = text }.utf8)
    #expect(bytes == Array(text.utf8))
    var run = sampleRun()
    run.reason = text
    #expect(Array(try CSVFields.parse(try line(run))[16].utf8) == Array(text.utf8))
  }

  @Test(arguments: ["a\nb", "a\rb"]) func `a line break is refused with its column`(text: String) {
    let error = #expect(throws: CSVError.self) { try value("reason") { $0.reason = text } }
    #expect(error?.message == "column 'reason': a line break inside a value")
  }

  @Test func `a run of another job is refused`() {
    #expect(throws: CSVError.self) { try value("reason") { $0.parameters = [] } }
  }

  @Test func `a count below one is refused`() {
    #expect(throws: CSVError.self) { try value("reason") { $0.repetition = 0 } }
  }

  @Test func `every change of a single bit is noticed`() throws {
    let bytes = Array(try line(sampleRun()).utf8)
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        guard let text = String(validating: changed, as: UTF8.self) else { continue }
        #expect(throws: RowFault.checksum) { try row.decode(text) }
      }
    }
  }

  @Test func `a status of a later version is named`() throws {
    let text = try line(sampleRun()).replacingOccurrences(of: ",ok,", with: ",melted,")
    let body = text.dropLast(9)
    let digits = String(CRC32.checksum(body.utf8), radix: 16)
    let sealed = body + "x" + String(repeating: "0", count: 8 - digits.count) + digits
    let error = #expect(throws: RowFault.self) { try row.decode(String(sealed)) }
    #expect(error?.description == "column 'status': 'melted' is no status that this version knows")
  }
}

/// Fields of one line by the rule of RFC 4180, character by character.
enum CSVFields {
  struct Unfinished: Error {}

  static func parse(_ line: String) throws -> [String] {
    var fields: [String] = []
    var rest = Array(line.unicodeScalars)[...]
    while true {
      var field = String.UnicodeScalarView()
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while true {
          guard let scalar = rest.popFirst() else { throw Unfinished() }
          if scalar != "\"" {
            field.append(scalar)
          } else if rest.first == "\"" {
            field.append(scalar)
            rest = rest.dropFirst()
          } else {
            break
          }
        }
      } else {
        while let scalar = rest.first, scalar != "," {
          field.append(scalar)
          rest = rest.dropFirst()
        }
      }
      fields.append(String(field))
      guard let comma = rest.popFirst() else { return fields }
      guard comma == "," else { throw Unfinished() }
    }
  }
}
