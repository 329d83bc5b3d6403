package import Analysis
package import Jobs

/// A gnuplot script and the picture that it draws.
package struct PlotScript: Sendable, Equatable {
  /// Such as `speedup.gp`.
  package var name: String
  /// Such as `speedup.svg`.
  package var picture: String
  package var bytes: [UInt8]
}

/// The plots that show the cells of a study as curves over the number of workers.
enum CurvePlot: String {
  case time
  case speedup
  case speedupLog = "speedup-log"
  case efficiency
  case rate

  /// Whether there is something to draw of a cell.
  func shows(_ cell: CellSummary) -> Bool {
    switch self {
    case .time: cell.sample != nil
    case .speedup, .speedupLog: cell.speedup != nil
    case .efficiency: cell.efficiency != nil
    case .rate: cell.rate != nil
    }
  }

  /// The same plot; nil for a plot that shows something else.
  init?(_ plot: Plot) {
    switch plot {
    case .time: self = .time
    case .speedup: self = .speedup
    case .speedupLog: self = .speedupLog
    case .efficiency: self = .efficiency
    case .rate: self = .rate
    case .timeline, .memory: return nil
    }
  }
}

/// The gnuplot scripts of a study. Each reads `summary.csv`, `tasks.csv` or `samples.csv` beside it and holds no measured text
/// but in single quotes.
package enum Plots {
  /// The scripts of the plots that the job asks for and for which there is something to draw.
  ///
  /// - Parameters:
  ///   - machine: where the study was measured, for the mark at its cores; nil where that is not known.
  ///   - trace: what stands in `tasks.csv`: the timeline is drawn where there is one; nil where there is none.
  ///   - memory: what stands in `samples.csv`; nil where there is none.
  package static func scripts(
    _ study: Study, job: Job, machine: Machine?, trace: TraceIndex? = nil, memory: MemoryIndex? = nil
  ) -> [PlotScript] {
    let all = PlotSeries.all(of: study)
    let curves: [PlotScript] = job.output.plots.compactMap { CurvePlot($0) }.compactMap { plot in
      let series = all.filter { plot == .time || !$0.series.isSerial && $0.cells.contains(where: plot.shows) }
      guard !series.isEmpty else { return nil }
      let picture = PlotPicture(plot: plot, study: study, series: series, machine: machine)
      return script(plot.rawValue, picture.head + PlotCurves(picture: picture).commands)
    }
    var scripts = curves
    if let trace, let picture = TimelinePicture(study: study, trace: trace) {
      scripts.append(script(Plot.timeline.rawValue, picture.commands))
    }
    if let memory, job.output.plots.contains(.memory),
      let picture = MemoryPicture(study: study, memory: memory)
    {
      scripts.append(script(Plot.memory.rawValue, picture.commands))
    }
    return scripts
  }

  private static func script(_ name: String, _ commands: [String]) -> PlotScript {
    let text = commands.joined(separator: "\n") + "\n"
    return PlotScript(name: "\(name).gp", picture: "\(name).svg", bytes: Array(text.utf8))
  }
}
