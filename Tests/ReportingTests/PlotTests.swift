import Analysis
import Foundation
import Jobs
import Reporting
import TestPrograms
import Testing

private func machine(cores: Int) -> Machine {
  Machine(
    cpus: (0..<cores).map { Machine.CPU(id: $0, socket: 0, core: $0, node: 0) }, allowed: Array(0..<cores))
}

private func text(_ name: String, _ study: Study, _ job: Job, machine: Machine? = nil) throws -> String {
  let script = try #require(
    Plots.scripts(study, job: job, machine: machine).first { $0.name == name })
  return String(decoding: script.bytes, as: UTF8.self)
}

@Test func `the scripts are those that the job asks for`() throws {
  var job = InventedStudy.job(workers: [1, 2])
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  #expect(
    Plots.scripts(study, job: job, machine: nil).map(\.name)
      == ["time.gp", "speedup.gp", "speedup-log.gp", "efficiency.gp"])
  job.output.plots = [.efficiency]
  #expect(Plots.scripts(study, job: job, machine: nil).map(\.picture) == ["efficiency.svg"])
}

@Test func `a study without a good run has no plots`() throws {
  let job = InventedStudy.job(workers: [1, 2])
  let study = try InventedStudy.study(job) { _, _, _ in nil }
  #expect(Plots.scripts(study, job: job, machine: nil).isEmpty)
}

@Test func `the known law is drawn with its largest speedup`() throws {
  let job = InventedStudy.job(workers: [1, 2, 4], parameter: ("serial_fraction", ["0.1", "0.25"]))
  let study = try InventedStudy.study(job) { _, fraction, workers in
    let f = Double(fraction) ?? 0
    return f + (1 - f) / Double(workers)
  }
  let script = try text("speedup.gp", study, job)
  #expect(script.contains("(1.0 / (0.1 * x + (1 - 0.1))) * x) with lines"))
  #expect(script.contains("title (tex ? 'f = 0.1, S\\_max = 10' : 'f = 0.1, S_max = 10')"))
  #expect(script.contains("title (tex ? 'f = 0.25, S\\_max = 4' : 'f = 0.25, S_max = 4')"))
}

@Test func `executors share the curve of one law`() throws {
  let job = InventedStudy.job(
    executors: [.threads, .fork], workers: [1, 2], parameter: ("serial_fraction", ["0.1"]))
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  let script = try text("efficiency.gp", study, job)
  #expect(script.components(separatedBy: " : 'f = 0.1, S_max").count == 2)
}

@Test func `the physical cores are marked where the picture reaches them`() throws {
  let job = InventedStudy.job(workers: [1, 2, 4, 8])
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  #expect(try text("speedup.gp", study, job, machine: machine(cores: 4)).contains("'4 physical cores'"))
  #expect(try !text("speedup.gp", study, job, machine: machine(cores: 16)).contains("physical"))
}

@Test func `worker counts that double stand on a logarithmic axis`() throws {
  let doubling = InventedStudy.job(workers: [1, 2, 4, 8])
  let study = try InventedStudy.study(doubling) { _, _, workers in 1 / Double(workers) }
  #expect(try text("efficiency.gp", study, doubling).contains("set logscale x 2"))
  let stepping = InventedStudy.job(workers: [1, 2, 3, 4])
  let other = try InventedStudy.study(stepping) { _, _, workers in 1 / Double(workers) }
  #expect(try !text("efficiency.gp", other, stepping).contains("set logscale x"))
}

@Test func `a superlinear speedup is inside the picture`() throws {
  let job = InventedStudy.job(workers: [1, 2, 4])
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers * workers) }
  #expect(try text("speedup.gp", study, job).contains("set yrange [0:17."))
  #expect(try text("efficiency.gp", study, job).contains("set yrange [0:43"))
}

@Test func `more than 24 series are cut with a notice`() throws {
  let job = InventedStudy.job(workers: [1, 2], parameter: ("n", (1...30).map(String.init)))
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  let script = try text("time.gp", study, job)
  #expect(script.contains("the first 24 of 30 series"))
  #expect(script.contains("cells_24 = "))
  #expect(!script.contains("cells_25 = "))
}

@Test func `the serial executor is a level line in the time plot and absent from the speedups`() throws {
  let job = InventedStudy.job(executors: [.serial, .fork], workers: [1, 2])
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  #expect(try text("time.gp", study, job).contains("title 'serial'"))
  #expect(try !text("speedup.gp", study, job).contains("serial'"))
}

@Test(arguments: [[1], [4], [1, 2], [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64]])
func `any worker counts are drawn without a complaint`(workers: [Int]) throws {
  guard let gnuplot = Gnuplot(for: "worker counts") else { return }
  let job = InventedStudy.job(executors: [.serial, .threads, .fork], workers: workers, repetitions: 6)
  let study = try InventedStudy.study(job) { executor, _, count in
    executor == .fork && count == 2 ? nil : 3 / Double(count)
  }
  let (folder, printed) = try gnuplot.draw(study, job: job, machine: machine(cores: 2))
  #expect(printed == "")
  #expect(try folder.read("time.svg").contains("</svg>"))
}
