import Analysis
import Reporting
import Testing

struct GatesTableTests {
  private static func gate(_ verdict: GateVerdict, value: Double? = 0.5, reason: String = "") -> GateResult {
    GateResult(
      gate: "efficiency >= 0.7", cell: "c1", place: "fork, 8 workers", value: value,
      low: value.map { $0 - 0.01 },
      high: value.map { $0 + 0.01 }, limit: 0.7, verdict: verdict, reason: reason)
  }

  @Test func `a row has gate, cell, place, numbers and verdict`() throws {
    let text = String(decoding: try GatesTable.csv([Self.gate(.fails)]), as: UTF8.self)
    #expect(
      text == """
        gate,cell,place,value,low,high,limit,verdict,reason
        efficiency >= 0.7,c1,"fork, 8 workers",0.5,0.49,0.51,0.7,fails,

        """)
  }

  @Test func `what is not known is empty`() throws {
    let text = String(
      decoding: try GatesTable.csv([Self.gate(.undecided, value: nil, reason: "no good run")]), as: UTF8.self)
    #expect(text.hasSuffix(",,,,0.7,undecided,no good run\n"))
  }

  @Test func `a file that was written tells whether a gate failed`() throws {
    #expect(try GatesTable.hasFailure(GatesTable.csv([Self.gate(.holds), Self.gate(.fails)])))
    #expect(try !GatesTable.hasFailure(GatesTable.csv([Self.gate(.holds), Self.gate(.undecided)])))
  }

  @Test func `a failed gate is told with value, interval and limit`() {
    #expect(
      GateLines.failed([Self.gate(.holds), Self.gate(.fails)])
        == ["gate fails: efficiency >= 0.7: fork, 8 workers: 0.5 [0.49, 0.51]"])
  }

  @Test(arguments: [
    ("wall_s <= 1ms", 0.013_76, "13.76 ms"), ("wall_s at workers=4 <= 9s", 12.5, "12.5 s"),
    ("max_rss_median <= 1MiB", 3_145_728, "3 MiB"), ("core_s<=1s", 0.000_25, "250 us"),
    ("speedup >= 3", 2.5, "2.5"),
  ])
  func `the value of a gate has a unit as its limit has`(gate: String, value: Double, text: String) {
    let result = GateResult(gate: gate, cell: "c1", place: "", value: value, verdict: .fails, reason: "")
    #expect(GateLines.failed([result]) == ["gate fails: \(gate): \(text)"])
  }

  @Test func `of many failed gates the first are told, the others counted`() {
    let lines = GateLines.failed(Array(repeating: Self.gate(.fails), count: 20))
    #expect(lines.count == 6)
    #expect(lines.last == "gate fails: 15 more, see gates.csv")
  }

  @Test func `the summary counts the verdicts`() {
    #expect(GateLines.summary([]) == [])
    #expect(GateLines.summary([Self.gate(.holds), Self.gate(.holds)]) == ["Gates: all 2 hold"])
    #expect(GateLines.summary([Self.gate(.holds)]) == ["Gates: 1 holds"])
    let mixed = GateLines.summary([
      Self.gate(.holds), Self.gate(.fails), Self.gate(.undecided, reason: "why"),
    ])
    #expect(mixed.first == "Gates: 1 holds, 1 fails, 1 undecided")
    #expect(mixed.count == 3)
    #expect(mixed[2].hasSuffix(": why"))
  }
}
