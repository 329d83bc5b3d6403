import Analysis
import Jobs
import Latency
import Reporting
import TestPrograms
import Testing

struct LatencyTableTests {
  private static let table = LatencyTable(
    LatencyOperation.allCases.map { operation in
      switch operation {
      case .diskPage, .diskPiece:
        LatencyResult(operation, summary: nil, note: "the folder is on tmpfs, \"x\"")
      case .instruction:
        LatencyResult(operation, summary: SampleSummary([0.25, 0.25, 0.25, 0.25, 0.25, 0.3]))
      default:
        LatencyResult(operation, summary: SampleSummary([20_000, 20_000, 20_000, 19_000, 21_000, 20_000]))
      }
    })

  private static func lines() throws -> [String] {
    String(decoding: try table.csv(), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func `the file has a row for each operation and each reference`() throws {
    let lines = try Self.lines()
    #expect(
      lines.first
        == "operation,ns,low_ns,high_ns,n,classic_2012_ns,human_scale,level,classic_2012,note")
    #expect(lines.count == 1 + LatencyOperation.allCases.count + ClassicFigure.references.count)
    #expect(
      lines[1] == "instruction,0.250000,0.250000,0.300000,6,1,0.2 s,0.9688,typical instruction,")
    #expect(
      lines.last == "packet over an ocean and back,,,,,150000000,4.8 years,,packet over an ocean and back,")
  }

  @Test func `what could not be measured is empty, with its reason`() throws {
    let line = try #require(try Self.lines().first { $0.hasPrefix("1 MiB from disk") })
    #expect(
      line == "1 MiB from disk,,,,,1000000,,,1 MB from an SSD,\"the folder is on tmpfs, \"\"x\"\"\"")
  }

  @Test func `the table says what the figures of 2012 are of, and why a value is missing`() throws {
    let text = Self.table.text(width: 100)
    let loopback = try #require(text.split(separator: "\n").first { $0.hasPrefix("2 kB over loopback") })
    #expect(loopback.contains("20 µs") && loopback.contains("2 kB over 1 Gbit/s"))
    #expect(loopback.hasSuffix("5 h 33 min"))
    #expect(text.contains("\n4 KiB from disk, at random: the folder is on tmpfs"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func `a narrow terminal gets fewer columns`() {
    let lines = Self.table.text(width: 72).split(separator: "\n")
    #expect(lines.prefix(5).allSatisfy { $0.count <= 72 })
    #expect(lines.first?.contains("if 1 ns were 1 s") == true)
  }

  @Test func `missing values are null in JSON`() throws {
    let json = JSON.object(Self.table.json)
    guard case .array(let operations) = json["operations"] ?? .null else {
      Issue.record("no operations")
      return
    }
    #expect(operations.count == LatencyOperation.allCases.count)
    #expect(operations.last?["ns"] == .null)
    #expect(operations.first?["ns"]?.numberValue == 0.25)
    #expect(operations.allSatisfy { $0["meaning"]?.textValue?.isEmpty == false })
  }

  @Test func `the picture is drawn without a complaint`() throws {
    guard let gnuplot = Gnuplot(for: "latency") else { return }
    let folder = try TemporaryFolder()
    try folder.write(String(decoding: try Self.table.csv(), as: UTF8.self), to: "latency.csv")
    let script = Self.table.plot(host: "it's `here`")
    let printed = try gnuplot.draw(String(decoding: script.bytes, as: UTF8.self), script.name, in: folder)
    #expect(printed == "")
    let picture = try folder.read("latency.svg")
    for text in ["load from memory", "packet over an ocean and back", "1 year", "100 ms"] {
      #expect(picture.contains(text), "\(text)")
    }
  }
}
