import Analysis
import Jobs
import Reporting
import Testing

struct ComparisonsTableTests {
  private static func cell(
    _ labels: [String], _ ratio: Double?, _ verdict: ComparisonVerdict, value: String = "new",
    reason: String = ""
  ) -> ComparedCell {
    ComparedCell(
      labels: labels, base: "old", value: value, baseCount: 10, count: ratio == nil ? 0 : 9,
      ratio: ratio.map { Estimate($0, low: $0 - 0.01, high: $0 + 0.01) }, p: ratio.map { _ in 0.0001 },
      adjustedP: ratio.map { _ in 0.0003 }, cliffsDelta: ratio.map { _ in 0.96 }, verdict: verdict,
      reason: reason)
  }

  private static let comparison = Comparison(
    axis: "build", columns: ["executor", "workers", "affinity", "n"], threshold: 0.02, isRate: false,
    cells: [
      cell(["fork", "1", "none", "10"], 1.05, .regressed, reason: "+5.0 % [+4.0 %, +6.0 %], p = 0.0003"),
      cell(["fork", "2", "none", "10"], 1.2, .regressed, reason: "+20.0 % [+19.0 %, +21.0 %], p = 0.0003"),
      cell(["fork", "1", "none", "20"], 1.0, .equivalent, reason: "within"),
      cell(["fork", "2", "none", "20"], nil, .inconclusive, reason: "no good run of new"),
    ], notes: ["2 cells of old or new without a counterpart"])

  private static let time: Measure = {
    Measure(of: InventedStudy.job(workers: [1]))
  }()

  @Test func `the CSV has a row a pair, and what is missing is empty`() throws {
    let text = String(decoding: try ComparisonsTable.csv(Self.comparison, run: "night"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0]
        == "run,axis,base,value,executor,workers,affinity,n,n_base,n,ratio,ratio_low,ratio_high,p,p_adjusted,cliffs_delta,verdict"
    )
    #expect(
      lines[1] == "night,build,old,new,fork,1,none,10,10,9,1.05,1.04,1.06,0.0001,0.0003,0.96,regressed")
    #expect(lines[4] == "night,build,old,new,fork,2,none,20,10,0,,,,,,,inconclusive")
    #expect(lines.count == 6 && lines[5].isEmpty)
  }

  @Test func `the JSON has the counts, the rows with their reason, and the notes`() throws {
    let json = ComparisonsTable.json(Self.comparison, run: "night", measure: Self.time)
    #expect(json["verdicts"]?["regressed"] == .integer(2))
    #expect(json["threshold"] == .number(0.02))
    guard case .array(let rows)? = json["comparisons"] else {
      Issue.record("no rows")
      return
    }
    #expect(rows.count == 4)
    #expect(rows[1]["workers"] == .integer(2))
    #expect(rows[1]["ratio"] == .number(1.2))
    #expect(rows[3]["ratio"] == .null)
    #expect(rows[3]["reason"] == .text("no good run of new"))
    #expect(json["notes"] == .array([.text("2 cells of old or new without a counterpart")]))
  }

  @Test func `the table fits a terminal and leaves out what all rows share`() {
    let text = ComparisonText(Self.comparison).terminal(heading: "study", measure: Self.time, width: 80)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(text)")
    #expect(lines.contains { $0.hasPrefix("workers") && $0.contains(" n ") && !$0.contains("executor") })
    #expect(text.contains("1.050   [1.040, 1.060]   0.0003"))
    #expect(text.contains("2 workers, n = 20: no good run of new\n"))
    #expect(text.contains("note: 2 cells of old or new without a counterpart\n"))
    #expect(lines.last == "2 of 4 cells regressed, 1 equivalent, 1 inconclusive.")
  }

  @Test func `a narrow terminal keeps the ratio and the verdict`() {
    let text = ComparisonText(Self.comparison).terminal(heading: "study", measure: Self.time, width: 40)
    #expect(text.contains("verdict") && text.contains("1.200"))
    #expect(!text.contains("95 % interval"))
  }

  @Test func `several values are named in each row`() {
    var comparison = Self.comparison
    comparison.cells[2].value = "other"
    let text = ComparisonText(comparison).terminal(heading: "study", measure: Self.time, width: 100)
    #expect(text.contains("new / old") && text.contains("other / old"))
    #expect(text.hasPrefix("study: wall time by build, smaller is better"))
  }

  @Test func `table md ends with the comparison, escaped`() throws {
    let job = InventedStudy.job(workers: [1, 2])
    var study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
    #expect(!MarkdownTable.text(study).contains("Comparison"))
    study.comparison = Self.comparison
    study.comparison?.cells[0].labels[3] = "a|b"
    let text = MarkdownTable.text(study)
    #expect(text.contains("\n## Comparison of build\n"))
    #expect(text.contains("a\\|b"))
    #expect(text.contains("- 2 cells of old or new without a counterpart\n"))
  }

  @Test func `the closing table has a line on the verdicts and one on the worst`() throws {
    let job = InventedStudy.job(workers: [1, 2])
    var study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
    study.comparison = Self.comparison
    let text = ClosingTable.text(study, width: 100)
    #expect(
      text.contains("Comparison of build: 2 of 4 cells regressed, 1 equivalent, 1 inconclusive\n"))
    #expect(text.contains("  most: 2 workers, n = 10: +20.0 % [+19.0 %, +21.0 %], p = 0.0003\n"))
  }

  @Test func `a comparison without cells says so`() {
    var comparison = Self.comparison
    comparison.cells = []
    #expect(ComparisonText(comparison).summary == "no cells to compare")
  }
}
