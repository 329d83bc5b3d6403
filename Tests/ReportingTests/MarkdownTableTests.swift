import Analysis
import Jobs
import Reporting
import Testing

@Test func `the table of a series states its base and is Markdown`() throws {
  let job = InventedStudy.job(
    name: "amdahl", workers: [1, 2], parameter: ("serial_fraction", ["0.25"]), repetitions: 6)
  let study = try InventedStudy.exact(
    job, walls: [1: [2, 2, 2, 2, 2, 2], 2: [1.25, 1.25, 1.25, 1.25, 1.25, 1.26]])
  let text = MarkdownTable.text(study)
  #expect(text.hasPrefix("# amdahl: strong scaling\n\n"))
  #expect(
    text.contains(
      """
      ## fork, f = 0.25

      Base: fork, 1 worker, 2.00 s [2.00, 2.00], n = 6. Known serial fraction f = 0.25, S\\_max = 4.

      | workers | n | time [s] | interval | speedup | efficiency | e | Amdahl says | remarks |
      |---:|---:|---:|---:|---:|---:|---:|---:|:---|
      | 1 | 6 | 2.00 | [2.00, 2.00] | 1.00 | 100 % | – | 1.00 | deterministic: all 6 values are equal |
      | 2 | 6 | 1.25 | [1.25, 1.26] | 1.60 [1.59, 1.60] | 80.0 % [79.7, 80.0] | 0.250 [0.250, 0.255] | 1.60 |  |

      """))
}

@Test func `what Markdown would read as marks is escaped`() throws {
  let job = InventedStudy.job(workers: [1], parameter: ("option", ["a|b`c*<d>", "e_f"]))
  let study = try InventedStudy.study(job) { _, _, _ in 1 }
  let text = MarkdownTable.text(study)
  #expect(text.contains("## fork, option = a\\|b\\`c\\*\\<d\\>\n"))
  #expect(text.contains("## fork, option = e\\_f\n"))
}

@Test func `the Markdown table has what a proposal for compute time needs`() throws {
  let text = MarkdownTable.text(try InventedRecord.scaling().study)
  #expect(
    text.contains(
      "## Compute time\n\n- fork, f = 0.1: up to 4 workers keep an efficiency of at least 70 % ("))
  #expect(text.contains("| workers | wall time [s] | core-hours a run |"))
  #expect(
    text.contains("- fork, f = 0.5: 1 worker alone keeps an efficiency of at least 70 % (100 %; 0.000")
  )
}

@Test func `the Markdown table has the fitted laws with their intervals`() throws {
  let text = MarkdownTable.text(try InventedRecord.whole().study)
  #expect(text.contains("## Fitted laws\n\n### fork, f = 0.1\n"))
  #expect(text.contains("| amdahl | tau [s] | 2.000 | [1.900, 2.100] | if it holds |"))
  #expect(text.contains("- If Amdahl's law holds, f = 0.1 [0, 0.12]."))
}
