import Analysis
import Foundation
import Jobs
import Reporting
import TestPrograms
import Testing

private func text(_ name: String, _ study: Study, _ job: Job) throws -> String {
  let script = try #require(Plots.scripts(study, job: job, machine: nil).first { $0.name == name })
  return String(decoding: script.bytes, as: UTF8.self)
}

/// Two executors with the serial fraction 0.1, with fits.
private func fitted(
  executors: [ExecutorKind] = [.fork], parameter: (name: String, texts: [String])? = nil,
  band: Double? = 0.04
) throws -> (study: Study, job: Job) {
  var job = InventedStudy.job(
    name: "fitted", executors: executors, workers: [1, 2, 4, 8, 16, 32], parameter: parameter)
  job.output.plots = [.time, .speedup, .speedupLog, .efficiency, .karpFlatt, .runs, .residuals]
  let study = try InventedStudy.study(job) { executor, _, workers in
    (executor == .fork ? 1 : 1.2) * (0.1 + 0.9 / Double(workers))
  }
  return (InventedFits.amdahl(study, relativeBand: band), job)
}

@Suite struct FitPlotTests {
  @Test func `the fitted law and its band are read from curves.csv`() throws {
    let (study, job) = try fitted()
    let script = try text("speedup.gp", study, job)
    #expect(script.contains("from summary.csv and curves.csv in the same folder"))
    #expect(
      script.contains(
        "'curves.csv' skip 1 every ::0::40 using (column(6)):(column(10)) with lines lc rgb '#0072B2'"))
    #expect(script.contains("title 'fit: Amdahl, f = 0.1'"))
    #expect(script.contains("(column(6)):(column(11)):(column(12)) with filledcurves"))
    let table = String(
      decoding: try #require(try CurvesTable.csv(study, run: "r", host: "h")), as: UTF8.self)
    let header = table.split(separator: "\n")[0].split(separator: ",")
    #expect(header[5] == "workers" && header[9] == "speedup" && header[10] == "speedup_low")
  }

  @Test func `the second series begins after the rows of the first`() throws {
    let (study, job) = try fitted(executors: [.serial, .threads, .fork])
    let script = try text("time.gp", study, job)
    #expect(script.contains("'curves.csv' skip 1 every ::0::40 "))
    #expect(script.contains("'curves.csv' skip 1 every ::41::81 "))
  }

  @Test func `a law without a band is a line alone`() throws {
    let (study, job) = try fitted(band: nil)
    let script = try text("time.gp", study, job)
    #expect(script.contains("'curves.csv'"))
    #expect(!script.contains("filledcurves"))
  }

  @Test func `more than four series have no bands`() throws {
    let (study, job) = try fitted(parameter: ("n", ["1", "2", "3", "4", "5"]))
    #expect(try !text("speedup.gp", study, job).contains("filledcurves"))
  }

  @Test func `numbers of a series with a quote in its name stand in the script`() throws {
    let (study, job) = try fitted(parameter: ("option", ["a \"b\"", "c"]))
    let script = try text("speedup.gp", study, job)
    #expect(script.contains("$curve_1 << EOD\n1,"))
    #expect(script.contains("'curves.csv' skip 1 every ::41::81 "))
  }

  @Test func `no line joins measured points`() throws {
    let (study, job) = try fitted(executors: [.threads, .fork])
    for script in Plots.scripts(study, job: job, machine: nil) {
      #expect(!String(decoding: script.bytes, as: UTF8.self).contains("linespoints"), "\(script.name)")
    }
  }

  @Test func `few single runs are dots in the time plot`() throws {
    let (study, job) = try fitted()
    #expect(try text("time.gp", study, job).contains("'measurements.csv' skip 1 using"))
    var many = study
    many.cells[0].sample?.count = 2001
    #expect(try !text("time.gp", many, job).contains("measurements.csv"))
  }

  @Test func `Karp and Flatt's fraction has the fitted one as a line`() throws {
    let (study, job) = try fitted()
    let script = try text("karp-flatt.gp", study, job)
    #expect(script.contains("model(x, 0.1) with lines"))
    #expect(script.contains("title 'fit: f = 0.1'"))
    #expect(script.contains("'+' using 1:(0.096"))
  }

  @Test func `a study without fits has no residuals`() throws {
    let (study, job) = try fitted()
    var bare = study
    bare.fits = []
    #expect(!Plots.scripts(bare, job: job, machine: nil).contains { $0.name == "residuals.gp" })
    #expect(try CurvesTable.csv(bare, run: "r", host: "h") == nil)
    #expect(try ResidualsTable.csv(bare, run: "r", host: "h") == nil)
  }

  @Test func `residuals of one series show all laws, those of several the chosen ones`() throws {
    let one = try fitted()
    let single = try text("residuals.gp", one.study, one.job)
    #expect(single.contains("not shown: linear, rejected, up to 76 %"))
    #expect(single.contains("title 'Amdahl, f = 0.1'"))
    let two = try fitted(executors: [.threads, .fork])
    let several = try text("residuals.gp", two.study, two.job)
    #expect(!several.contains("linear"))
    #expect(several.contains("'residuals.csv' skip 1 every ::6::11 "))
    #expect(several.contains("'residuals.csv' skip 1 every ::18::23 "))
  }

  @Test func `a speedup above the ideal is flagged`() throws {
    let job = InventedStudy.job(workers: [1, 2, 4])
    var study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
    study.cells[1].speedup = Estimate(2.2, low: 2.1, high: 2.3)
    study.cells[2].speedup = Estimate(4.2, low: 3.9, high: 4.4)
    let script = try text("speedup.gp", study, job)
    #expect(script.contains("superlinear: suboptimal use of resources at small P"))
    #expect(script.contains("(pick(cells_1, workers) == 2 ? pick(cells_1, workers) : NaN)"))
    #expect(!script.contains("(pick(cells_1, workers) == 4"))
  }

  @Test func `a large sweep is thinned, and the picture says so`() throws {
    let (study, job) = try fitted()
    var many = study
    many.cells[0].sample?.count = 19_941
    let script = try text("runs.gp", many, job)
    #expect(script.contains("skip 1 every 4 using"))
    #expect(script.contains("every 4th row of 19991 good runs"))
  }

  @Test(arguments: PictureFormat.allCases) func `all plots are drawn without a complaint`(
    format: PictureFormat
  ) throws {
    guard let gnuplot = Gnuplot(for: "plots of fits"), try gnuplot.draws(format, for: "plots of fits") else {
      return
    }
    for executors in [[ExecutorKind.fork], [.serial, .threads, .fork]] {
      var (study, job) = try fitted(executors: executors, parameter: ("option", ["a_b", "50 % \"x\""]))
      study.comparison = InventedFits.comparison(9)
      study.cells[1].tainted = 1
      job.output.plots.append(.comparison)
      let (folder, printed) = try gnuplot.draw(study, job: job, format: format)
      #expect(printed == "")
      let names = try folder.names()
      for plot in job.output.plots {
        #expect(names.contains("\(plot.rawValue).\(format.suffix)"), "\(plot)")
      }
    }
  }
}

@Suite struct ComparisonPlotTests {
  private static func script(_ comparison: Comparison) throws -> String {
    let job = InventedStudy.job(workers: [1])
    let measure = Measure(of: job)
    let script = try #require(ComparisonPicture.script(comparison, name: "x", measure: measure))
    return String(decoding: script.bytes, as: UTF8.self)
  }

  @Test func `each pair has a row, coloured by its verdict`() throws {
    let script = try Self.script(InventedFits.comparison(6))
    #expect(script.contains("set ytics ('fork, 1 worker' 0, 'fork, 2 workers' 1,"))
    #expect(script.contains("regressed(row) = row == 0 ? 0 : row == 4 ? 4 : NaN"))
    #expect(
      script.contains("using (column(9)):(regressed(column(0))):(column(10)):(column(11)) with xerrorbars"))
    #expect(script.contains("'-O3 over -O2; left is better'"))
    #expect(script.contains("set object 1 rect from 0.98, graph 0 to 1.02, graph 1"))
  }

  @Test func `of many pairs the forty that differ most are shown`() throws {
    let script = try Self.script(InventedFits.comparison(100))
    #expect(script.contains("the 40 of 100 pairs that differ most"))
    #expect(script.contains("'fork, 97 workers'"))
    #expect(!script.contains("'fork, 3 workers'"))
  }

  @Test func `a pair without a ratio is left out`() throws {
    var comparison = InventedFits.comparison(2)
    comparison.cells[0].ratio = nil
    let script = try Self.script(comparison)
    #expect(script.contains("improved(row) = row == 1 ? 0 : NaN"))
    #expect(!script.contains("regressed"))
  }

  @Test func `ratios of cells with a quote in a name stand in the script`() throws {
    let script = try Self.script(InventedFits.comparison(2) { "\($0) \"" })
    #expect(script.contains("$ratios << EOD\n1.08,"))
    #expect(!script.contains("'comparisons.csv'"))
  }
}
