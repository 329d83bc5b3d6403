import Analysis
import Foundation
import Jobs
import Reporting
import TestPrograms
import Testing

struct HistoryTableTests {
  /// 30 nights of two cells, of which the second becomes 10 % slower at night 20.
  private static func history(parameter: String = "big", nights: Int = 30, cells: Int = 2) -> History {
    let machine = NightMachine(nil)
    let names = (0..<nights).map { "2026-01-\($0 < 9 ? "0" : "")\($0 + 1)T02-00-00Z" }
    let series = (1...cells).map { number in
      NightlySeries(
        cell: "c\(number)", executor: "fork", workers: String(number), affinity: "none",
        parameters: [parameter],
        measure: "wall_s", unit: "s",
        values: (0..<nights).map { (night: Int) -> NightlyValue in
          let level = number == 2 && night >= 20 ? 1.1 : 1.0
          let median = level * (1 + Double(night * 7 % 11) / 2000)
          return NightlyValue(
            night: night, count: 10, median: median, low: median * 0.99, high: median * 1.01)
        })
    }
    return HistorySearch().history(
      name: "nightly", nights: names.map { Night(run: $0, machine: machine) }, parameterColumns: ["size"],
      series: series)
  }

  @Test func `the table has a line for each change and one for the quiet cells`() {
    let lines = HistoryTable(Self.history()).text(width: 100).split(separator: "\n").map(String.init)
    #expect(lines[0] == "nightly  30 nights, 2026-01-01T02-00-00Z to 2026-01-30T02-00-00Z")
    #expect(lines.contains { $0.contains("fork, 2 workers") && $0.contains("2026-01-21T02-00-00Z") })
    #expect(lines.contains { $0.hasPrefix("no change in 1 cell: fork, 1 worker 1.00") }, "\(lines)")
  }

  @Test func `no line is wider than the terminal`() {
    for width in [60, 80, 120] {
      let text = HistoryTable(Self.history(cells: 8)).text(width: width)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
    }
  }

  @Test func `the CSV has a row a cell and night, and the change where it begins`() throws {
    let text = String(decoding: try HistoryTable(Self.history()).csv(), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 61)
    let changed = lines.filter { $0.contains("confirmed") }
    #expect(changed.count == 1)
    #expect(changed[0].hasPrefix("2026-01-21T02-00-00Z,c2,1,10,"))
  }

  @Test(arguments: ["big", "a \"quoted\", text", "it's"])
  func `gnuplot draws the history whatever the texts hold`(_ parameter: String) throws {
    guard let gnuplot = Gnuplot(for: "history") else { return }
    let folder = try TemporaryFolder()
    let table = HistoryTable(Self.history(parameter: parameter))
    let script = try #require(table.plot)
    try folder.write(String(decoding: try table.csv(), as: UTF8.self), to: "history.csv")
    let printed = try gnuplot.draw(String(decoding: script.bytes, as: UTF8.self), "history", in: folder)
    #expect(printed == "")
    let picture = try folder.read("history.svg")
    #expect(picture.contains("+10.0 %"))
    #expect(picture.contains("fork, 2 workers"))
  }

  @Test func `a picture of many cells shows the changed ones first`() throws {
    let script = try #require(HistoryTable(Self.history(cells: 20)).plot)
    let text = String(decoding: script.bytes, as: UTF8.self)
    #expect(text.contains("12 of 20 series"))
    let labels = text.split(separator: "\n").filter { $0.hasPrefix("set label 1 ") }
    #expect(labels.count == 12)
    #expect(labels[0].contains("fork, 2 workers"))
  }

  @Test func `a history without a cell has no picture`() {
    let history = HistorySearch().history(name: "n", nights: [], parameterColumns: [], series: [])
    #expect(HistoryTable(history).plot == nil)
    #expect(HistoryTable(history).text(width: 80).contains("no cell has a median"))
  }
}
