import Analysis
import Foundation
import Jobs
import Reporting
import TestPrograms
import Testing

private func script(_ name: String, _ given: (study: Study, job: Job)) throws -> String {
  let scripts = Plots.scripts(given.study, job: given.job, machine: nil)
  let found = try #require(scripts.first { $0.name == name }, "\(scripts.map(\.name))")
  return String(decoding: found.bytes, as: UTF8.self)
}

@Suite struct ScalingReportTests {
  @Test func `weak scaling shows one worker on each size and what Gustafson says`() throws {
    let text = ClosingTable.text(try InventedScaling.weak().study, width: 100)
    #expect(
      text == """
        gustafson  weak scaling, fork, α = 0.1, 6 runs each; base: 1 worker, 2.00 s [2.00, 2.00]
        workers   time [s]   ± %   1 worker [s]   scaled speedup   efficiency   Gustafson says
        1             2.00   0.0           2.00   1.00                  100 %             1.00
        2             2.01   0.0           3.80   1.89                  100 %             1.90
        4             2.03   0.0           7.40   3.65                   99 %             3.70
        8             2.07   0.0          14.60   7.05                   97 %             7.30

        """)
  }

  @Test func `weak scaling without a reference has efficiencies alone`() throws {
    let given = try InventedScaling.weak(reference: .none)
    let text = ClosingTable.text(given.study, width: 100)
    #expect(text.split(separator: "\n")[1] == "workers   time [s]   ± %   efficiency")
    #expect(!text.contains("Gustafson"))
    #expect(!MarkdownTable.text(given.study).contains("speedup"))
    #expect(
      Plots.scripts(given.study, job: given.job, machine: nil).map(\.name) == ["time.gp", "efficiency.gp"])
  }

  @Test func `several series of weak scaling are told apart by their share`() throws {
    let text = ClosingTable.text(try InventedScaling.weak(shares: ["0.1", "0.5"]).study, width: 100)
    #expect(text.contains("\nfork, α = 0.1; base: 1 worker"))
    #expect(text.contains("\nfork, α = 0.5; base: 1 worker"))
  }

  @Test func `throughput is compared by copies`() throws {
    let text = ClosingTable.text(try InventedScaling.throughput(work: "n * workers").study, width: 100)
    #expect(
      text.hasPrefix(
        """
        copies  throughput scaling, fork, 6 runs each; base: 1 worker, 2.00 s [2.00, 2.00]
        workers   time [s]   ± %   speedup   efficiency   rate [points/s]
        1             2.00   0.0   1.00           100 %                50
        2             2.00   0.0   2.00           100 %               100
        4             4.00   0.0   2.00            50 %               100

        """), "\(text)")
  }

  @Test func `table.md says how weak scaling is computed`() throws {
    let text = MarkdownTable.text(try InventedScaling.weak().study)
    #expect(text.hasPrefix("# gustafson: weak scaling\n"))
    #expect(
      text.contains("Scaled speedup at P workers: T(1, size of P) / T(P, size of P), of medians; efficiency"))
    #expect(text.contains("over a base of P0: T(P0) / T(P); e: the serial fraction"))
    #expect(text.contains("Known serial share of the time on P workers α = 0.1."))
    #expect(text.contains("| 1 worker [s] | scaled speedup | efficiency | e | Gustafson says |"), "\(text)")
  }

  @Test func `table.md says how throughput is computed`() throws {
    let text = MarkdownTable.text(try InventedScaling.throughput(work: "n * workers").study)
    #expect(
      text.contains("Each of P workers does the whole work. Speedup over a base of P0: P · T(P0) / T(P)"))
    #expect(text.contains("| speedup | efficiency | rate [points/s] |"), "\(text)")
  }

  @Test func `the summary has the work and its rate`() throws {
    let study = try InventedScaling.throughput(work: "n * workers").study
    let text = String(decoding: try SummaryTable.csv(study, run: "r", host: "h"), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let work = try #require(lines[0].firstIndex(of: "work"))
    #expect(lines.dropFirst().map { $0[work] } == ["100", "200", "400"])
    #expect(lines.dropFirst().map { $0[work + 1] } == ["50", "100", "100"])
    #expect(lines.dropFirst().map { $0[4] } == ["throughput", "throughput", "throughput"])
  }

  @Test func `Gustafson's law is drawn through scaled speedups`() throws {
    let text = try script("speedup.gp", InventedScaling.weak(shares: ["0.1", "0.5"]))
    #expect(text.contains("set title 'gustafson: scaled speedup, weak scaling'"))
    #expect(text.contains("over 1 worker on the same work"))
    #expect(text.contains("model(x, (0.1 + (1 - 0.1) * x)) with lines"))
    #expect(text.contains("title 'Gustafson, α = 0.5'"))
    #expect(text.contains("model(x, x) with lines"))
  }

  @Test func `the ideal time of weak scaling is that of the base`() throws {
    let text = try script("time.gp", InventedScaling.weak())
    #expect(text.contains("model(x, 2.0) with lines"))
    #expect(text.contains("title 'ideal'"))
    #expect(!text.contains("Amdahl"))
  }

  @Test func `the efficiency of weak scaling has no law beside the ideal`() throws {
    let text = try script("efficiency.gp", InventedScaling.weak())
    #expect(text.contains("model(x, 100) with lines"))
    #expect(!text.contains("Gustafson"))
  }

  @Test func `the ideal of throughput is a constant time and a rate that grows`() throws {
    let given = try InventedScaling.throughput(work: "n * workers")
    #expect(try script("time.gp", given).contains("model(x, 2.0) with lines"))
    let rate = try script("rate.gp", given)
    #expect(rate.contains("model(x, 50.0 * x) with lines"))
    #expect(rate.contains("set ylabel 'points/s'"))
    #expect(rate.contains("set title 'copies: rate, throughput scaling'"))
  }

  @Test func `without an amount of work there is no rate to draw`() throws {
    var given = try InventedScaling.throughput()
    given.job.output.plots = [.rate]
    #expect(Plots.scripts(given.study, job: given.job, machine: nil).isEmpty)
  }

  @Test func `a slower parallel program on one worker is noted below the table`() throws {
    let job = InventedStudy.job(executors: [.serial, .fork], workers: [1, 2], repetitions: 6)
    let study = try InventedStudy.study(job) { executor, _, workers in
      executor == .serial ? 1 : 2 / Double(workers)
    }
    let text = ClosingTable.text(study, width: 100)
    #expect(
      text.contains(
        "T(1) is 2.00 times the best serial time:\n  speedups over 1 worker flatter, absolute ones do not\n"),
      "\(text)")
  }

  @Test func `gnuplot draws all plots of weak scaling and throughput`() throws {
    guard let gnuplot = Gnuplot(for: "plots of weak scaling and throughput") else { return }
    for given in [
      try InventedScaling.weak(shares: ["0.1", "0.5"]), try InventedScaling.throughput(work: "n * workers"),
    ] {
      let (folder, printed) = try gnuplot.draw(given.study, job: given.job)
      #expect(printed.isEmpty, "\(printed)")
      for script in Plots.scripts(given.study, job: given.job, machine: nil) {
        let picture = try String(contentsOfFile: folder.path + "/" + script.picture, encoding: .utf8)
        #expect(picture.contains("</svg>"))
        if let place = ProcessInfo.processInfo.environment["SWRUN_TEST_PICTURES"] {
          try picture.write(
            toFile: "\(place)/\(given.job.name)-\(script.picture)", atomically: true, encoding: .utf8)
        }
      }
    }
  }
}
