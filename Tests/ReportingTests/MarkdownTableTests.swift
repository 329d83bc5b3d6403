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
    text.hasSuffix(
      """
      ## fork, f = 0.25

      Base: fork, 1 worker, 2.00 s [2.00, 2.00], n = 6. Known serial fraction f = 0.25, S\\_max = 4.

      | workers | n | time [s] | interval | speedup | efficiency | e | Amdahl says |
      |---:|---:|---:|---:|---:|---:|---:|---:|
      | 1 | 6 | 2.00 | [2.00, 2.00] | 1.00 | 100 % | – | 1.00 |
      | 2 | 6 | 1.25 | [1.25, 1.26] | 1.60 | 80 % | 0.250 | 1.60 |

      """))
}

@Test func `what Markdown would read as marks is escaped`() throws {
  let job = InventedStudy.job(workers: [1], parameter: ("option", ["a|b`c*<d>", "e_f"]))
  let study = try InventedStudy.study(job) { _, _, _ in 1 }
  let text = MarkdownTable.text(study)
  #expect(text.contains("## fork, option = a\\|b\\`c\\*\\<d\\>\n"))
  #expect(text.contains("## fork, option = e\\_f\n"))
}
