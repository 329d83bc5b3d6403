import Analysis
import Expressions
import Jobs
import Reporting
import Testing

private func methods(_ record: RecordedStudy) -> String {
  String(decoding: MethodsText.file(record), as: UTF8.self).split(separator: "\n").joined(separator: " ")
}

struct PaperTextTests {
  @Test func `the methods state the machine, the workload, the order and the statistics`() throws {
    let text = methods(try InventedRecord.whole())
    for part in [
      "swrun 0.1.0", "Invented <CPU> & Co", "8 CPUs", "4 physical cores", "SMT on", "Linux 6.18.0",
      "amdahl (serial_fraction 0.1, 0.5)", "the executor fork", "1, 2, 4 and 8 workers", "strong scaling",
      "10 good runs of each of 8 cells", "(seed 1)", "the monotonic clock", "(tsc)", "level of 97.9 %",
      "Fitted law: amdahl", "Mann and Whitney", "No run failed.", "too <many> & costly",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func `the methods say nothing of what is not known`() throws {
    let record = try InventedRecord.scaling()
    let text = methods(InventedRecord.record(record.study, record.job, host: nil))
    for part in ["CPU", "Linux", "turbo", "Fitted", "Mann", "nil", "Optional"] {
      #expect(!text.contains(part), "\(part)")
    }
  }

  @Test func `of computed numbers the methods name no machine, no disturbance and no failure`() throws {
    var record = try InventedRecord.whole()
    record.study.cells = record.study.cells.map { cell in
      var cell = cell
      cell.isSimulated = true
      return cell
    }
    let text = methods(record)
    #expect(text.hasPrefix("The numbers were computed with swrun 0.1.0, not measured. "))
    for part in ["CPUs", "disturb", "No run failed", "order statistics", "good runs"] {
      #expect(!text.contains(part), "\(part)")
    }
    let table = LatexTable.text(record.study)
    #expect(table.contains("Computed, not measured.") && !table.contains("{interval} & {speedup}"))
  }

  @Test func `a cell without a good run counts among the runs of a cell`() throws {
    var record = try InventedRecord.whole()
    record.study.cells[1].sample = nil
    #expect(methods(record).contains("0 to 10 good runs of each of 8 cells were made"))
  }

  @Test func `a table for paper has the intervals of speedups but not what follows from them`() throws {
    let text = LatexTable.text(try InventedRecord.whole().study)
    #expect(text.contains(" \\%} &") && !text.contains("\\% ["))
    #expect(text.contains("\\swrunfit{\\begin{tabular}"))
  }

  @Test func `the lines of the methods fit a page`() throws {
    let text = String(decoding: MethodsText.file(try InventedRecord.whole()), as: UTF8.self)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(text.hasSuffix(".\n"))
  }

  @Test func `the methods of a command name it and its clock`() throws {
    var record = try InventedRecord.scaling()
    let arguments = try ["xz", "-T{workers}", "a b"].map { try Template(parsing: $0, names: ["workers"]) }
    record.job.workload = .command(CommandWorkload(line: CommandLine(arguments: arguments)))
    let text = methods(record)
    #expect(text.contains("the command “xz -T{workers} 'a b'”"))
    #expect(text.contains("as the process that started it sees it"))
    #expect(!text.contains("the executor"))
  }

  @Test func `the LaTeX table states the base and escapes what LaTeX would read`() throws {
    let job = InventedStudy.job(
      name: "a_b", workers: [1, 2], parameter: ("option", ["50%&$#_{}~^\\", "x"]), repetitions: 6)
    let study = try InventedStudy.study(job) { _, _, workers in 2 / Double(workers) }
    let text = LatexTable.text(study)
    #expect(
      text.contains(
        "option = 50\\%\\&\\$\\#\\_\\{\\}\\textasciitilde{}\\textasciicircum{}\\textbackslash{}"))
    #expect(text.contains("\\caption{a\\_b: strong scaling"))
    #expect(text.contains("Base: fork, 1 worker, 2.0"))
    #expect(text.contains("\\begin{tabular}{rrrrrrr}"))
    let opened = text.count { $0 == "{" }
    #expect(opened > 20)
    #expect(text.split(separator: "\n").filter { $0.hasSuffix("\\\\") }.allSatisfy { $0.hasPrefix("    {") })
  }

  @Test func `the LaTeX table has the fitted laws`() throws {
    let text = LatexTable.text(try InventedRecord.whole().study)
    #expect(text.contains("laws fitted to fork"))
    #expect(text.contains("{serial fraction} & {0.1000} & {$\\leq$ 0.1200}"))
  }
}
