import Analysis
import Jobs
import Reporting
import Testing

/// What the closing table answers in words.
struct AnswerTests {
  private func text(
    _ executors: [ExecutorKind] = [.threads, .fork], repetitions: Int = 10,
    _ time: (ExecutorKind, Int) -> Double
  ) throws -> String {
    let job = InventedStudy.job(executors: executors, workers: [1, 2], repetitions: repetitions)
    return ClosingTable.text(
      try InventedStudy.study(job, description: nil) { executor, _, workers in time(executor, workers) },
      width: 120)
  }

  @Test func `the executor to use is named with its time and what it gains`() throws {
    let text = try text { executor, workers in executor == .fork ? 2 / Double(workers) : 2 }
    #expect(text.contains("\nuse fork, 2 workers: 1.01 s, speedup 2.00 over 1 worker\n"), "\(text)")
    #expect(text.contains("\n  threads at its best 2.00 times as long (2.02 s, "), "\(text)")
  }

  @Test func `executors that cannot be told apart are said to be so`() throws {
    let text = try text { executor, workers in (executor == .fork ? 1.001 : 1) / Double(workers) }
    #expect(text.contains("not distinguishable from it: fork ("), "\(text)")
  }

  @Test func `too few runs give no advice`() throws {
    let text = try text(repetitions: 3) { _, workers in 1 / Double(workers) }
    #expect(text.contains("which executor is best cannot be told from 3 runs each: 6 are needed"), "\(text)")
  }

  @Test func `an executor with too few good runs is not passed over in silence`() throws {
    var study = try InventedStudy.study(
      InventedStudy.job(executors: [.threads, .fork, .spawn], workers: [1, 2]), description: nil
    ) { executor, _, workers in executor == .fork ? 2 / Double(workers) : 2 }
    for index in study.cells.indices where study.cells[index].executor == "spawn" {
      study.cells[index].values = Array(study.cells[index].values.prefix(5))
    }
    let text = ClosingTable.text(study, width: 120)
    #expect(text.contains("\n  with fewer than 6 good runs it cannot be told of spawn\n"), "\(text)")
  }

  @Test func `a study of one executor gives no advice`() throws {
    #expect(try !text([.fork]) { _, workers in 1 / Double(workers) }.contains("use fork"))
  }

  @Test func `long answers are broken at spaces and nothing is cut off`() throws {
    let job = InventedStudy.job(
      executors: [.threads, .threadsGIL, .fork, .spawn, .forkserver], workers: [1, 2])
    let study = try InventedStudy.study(job, description: nil) { _, _, workers in 1 / Double(workers) }
    let lines = ClosingTable.text(study, width: 60).split(separator: "\n")
    #expect(lines.count <= ClosingTable.mostLines)
    #expect(lines.contains { $0.hasPrefix("  not distinguishable from it: ") })
    #expect(!lines.contains { $0.hasSuffix("…") && $0.hasPrefix("  ") })
  }

  @Test func `the table for a paper has the answers too`() throws {
    let job = InventedStudy.job(executors: [.threads, .fork], workers: [1, 2])
    let study = try InventedStudy.study(job, description: nil) { executor, _, workers in
      executor == .fork ? 2 / Double(workers) : 2
    }
    #expect(MarkdownTable.text(study).contains("\n## Answers\n\n- use fork, 2 workers: "))
  }
}
