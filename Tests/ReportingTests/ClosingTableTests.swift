import Analysis
import Expressions
import Jobs
import Reporting
import Testing

private func lines(_ text: String) -> [Substring] {
  text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
}

@Test func `a series is shown with every cell, its base and the law`() throws {
  let job = InventedStudy.job(
    name: "amdahl", workers: [1, 2, 4], parameter: ("serial_fraction", ["0.25"]), repetitions: 6)
  let study = try InventedStudy.exact(
    job, walls: [1: [2, 2.01, 2.02, 2.02, 2.02, 2.04], 2: [1.26, 1.26, 1.26, 1.26, 1.26, 1.27], 4: [0.889]])
  let text = ClosingTable.text(study, width: 100, footer: ["Report: results/amdahl/latest/report.html"])
  #expect(
    text == """
      amdahl  strong scaling, fork, f = 0.25, 1 to 6 runs each; base: 1 worker, 2.020 s [2.000, 2.040]
      workers   time [s]   ± %   speedup             efficiency   Amdahl says
      1            2.020   1.0   1.00                     100 %          1.00
      2            1.260   0.8   1.60 [1.59, 1.60]         80 %          1.60
      4            0.889     –   2.27                      57 %          2.29
      Report: results/amdahl/latest/report.html

      """)
}

@Test func `what is computed is exact and shows no interval`() throws {
  let job = InventedStudy.job(executors: [.simulated], workers: [1, 2], repetitions: 1)
  let study = try InventedStudy.study(job, description: nil) { _, _, workers in 2 / Double(workers) }
  let text = lines(ClosingTable.text(study, width: 100))
  #expect(text[0].hasSuffix("1 run each; base: 1 worker, 2.00 s"), "\(text[0])")
  #expect(text[2].split(separator: " ").dropFirst(2).first == "0.0", "\(text[2])")
}

@Test func `failed runs have a column`() throws {
  let job = InventedStudy.job(workers: [1, 2])
  let study = try InventedStudy.study(job) { _, _, workers in workers == 2 ? nil : 1 }
  let text = lines(ClosingTable.text(study, width: 100))
  #expect(text[1].hasSuffix("failed"))
  #expect(text[3].split(separator: " ") == ["2", "–", "–", "–", "–", "10"])
}

@Test func `threads that nobody asked for are told of once, with the worst cell`() throws {
  var job = InventedStudy.job(workers: [1, 2], repetitions: 1)
  job.workload = .command(CommandWorkload(line: CommandLine(arguments: [])))
  job.executors = [ExecutorChoice(kind: .command)]
  job.axes[Job.executorAxis].values = [AxisValue(text: "command", value: .text("command"))]
  var accumulator = StudyAccumulator(job: job, description: nil)
  for (workers, threads) in [(1, 5), (2, 9)] {
    var run = Measurement()
    (run.seq, run.cell, run.executor, run.workers) = (workers, "c\(workers)", "command", workers)
    (run.wall, run.cpus, run.threadsPeak) = (1, "0,1", threads)
    try accumulator.add(run)
  }
  let text = lines(ClosingTable.text(accumulator.study(), width: 80, footer: ["Results: here"]))
  #expect(
    text.suffix(3) == [
      "9 threads seen where 2 workers were asked for, on 2 CPUs (and 1 more cell):",
      "  the program may start threads of its own (see OMP_NUM_THREADS and the like)", "Results: here",
    ])
}

@Test func `the serial time is named and gives absolute speedups`() throws {
  let job = InventedStudy.job(executors: [.serial, .fork], workers: [1, 2], repetitions: 1)
  let study = try InventedStudy.study(job) { executor, _, workers in
    executor == .serial ? 1 : 2 / Double(workers)
  }
  let text = ClosingTable.text(study, width: 120)
  #expect(text.contains("; serial: 1.0"))
  #expect(text.contains("absolute"))
  #expect(lines(text).count { $0.first?.isNumber == true } == 2)
}

@Test(arguments: [1, 2, 4, 30, 400], [1, 3, 60]) func `there are never more than 25 lines`(
  series: Int, counts: Int
) throws {
  let job = InventedStudy.job(
    workers: Array(1...counts), parameter: ("n", (1...series).map(String.init)), repetitions: 1)
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  let text = lines(ClosingTable.text(study, width: 80, footer: ["Results: somewhere"]))
  #expect(text.count <= 25)
  #expect(text.last == "Results: somewhere")
  if series == 400 || (series == 1 && counts == 60) {
    #expect(text[text.count - 2].hasSuffix("see table.md"))
  }
}

@Test func `what stands below the table leaves room for the series, and the laws become a column`() throws {
  let job = InventedStudy.job(
    executors: [.threads, .fork], workers: [1, 2, 4, 8, 16], parameter: ("serial_fraction", ["0.1", "0.25"]))
  var study = try InventedStudy.study(job) { executor, fraction, workers in
    let serial = Double(fraction) ?? 0
    return (serial + (1 - serial) / Double(workers)) * (executor == .fork ? 1.2 : 1)
  }
  study.fitLaws(nil, seed: 1, extrapolates: false)
  study.gates = (1...12).map {
    GateResult(gate: "efficiency >= 0.9", cell: "c\($0)", place: "cell \($0)", verdict: .fails, reason: "low")
  }
  let text = lines(ClosingTable.text(study, width: 160, footer: ["Report: somewhere"]))
  #expect(text.count <= 25)
  #expect(text.count { $0.hasPrefix("threads, f = ") || $0.hasPrefix("fork, f = ") } == 4)
  #expect(text[1].hasSuffix("serial fraction"))
  #expect(text[2].contains("0.1"))
  #expect(!text.contains { $0.contains("never faster") })
}

@Test(arguments: [20, 40, 60, 80]) func `no line is wider than the terminal`(width: Int) throws {
  let job = InventedStudy.job(
    workers: [1, 2], parameter: ("option", ["日本語日本語日本語", "a very long option indeed"]))
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  for line in lines(ClosingTable.text(study, width: width)) where !line.contains("日") {
    #expect(line.count <= width)
  }
}

@Test func `control characters do not reach the terminal`() throws {
  let job = InventedStudy.job(workers: [1], parameter: ("option", ["a\u{1B}[31mb", "c"]))
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  let text = ClosingTable.text(study, width: 100)
  #expect(!text.contains("\u{1B}"))
  #expect(text.contains("option = a [31mb"))
}

@Test(arguments: [(12.0, "12.0", "s"), (0.0123, "12.3", "ms"), (0.0000123, "12.3", "us")])
func `times are shown in a unit that suits them`(time: Double, number: String, unit: String) throws {
  let job = InventedStudy.job(workers: [1], repetitions: 1)
  let study = try InventedStudy.exact(job, walls: [1: [time]])
  let text = ClosingTable.text(study, width: 100)
  #expect(text.contains("time [\(unit)]"))
  #expect(text.contains("base: 1 worker, \(number) \(unit)"))
}
