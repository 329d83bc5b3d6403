package import Analysis
package import Jobs

/// A gnuplot script and the pictures that it draws.
package struct PlotScript: Sendable, Equatable {
  /// Such as `speedup.gp`.
  package var name: String
  /// What it is to be drawn as. The first is what the script draws unless `format` is set.
  package var formats: [PictureFormat]
  package var bytes: [UInt8]

  /// The picture in its first format, such as `speedup.svg`.
  package var picture: String { picture(formats.first ?? .svg) }

  /// The picture in a format: `speedup.tex` for TikZ.
  package func picture(_ format: PictureFormat) -> String {
    "\(name.dropLast(".gp".count)).\(format.suffix)"
  }
}

/// The plots that show the cells of a study as curves over the number of workers.
enum CurvePlot: String {
  case time
  case speedup
  case speedupLog = "speedup-log"
  case efficiency
  case karpFlatt = "karp-flatt"
  case rate

  /// Whether there is something to draw of a cell.
  func shows(_ cell: CellSummary) -> Bool {
    switch self {
    case .time: cell.sample != nil
    case .speedup, .speedupLog: cell.speedup != nil
    case .efficiency: cell.efficiency != nil
    case .karpFlatt: cell.karpFlatt != nil
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
    case .karpFlatt: self = .karpFlatt
    case .runs, .residuals, .comparison, .timeline, .memory: return nil
    }
  }
}

/// The gnuplot scripts of a study. Each reads the CSV files beside it and holds no measured text but in single quotes.
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
    let format = job.output.formats.first ?? .svg
    let plots = job.output.plots
    var scripts: [(Plot, [String])] = plots.compactMap { name in
      guard let plot = CurvePlot(name) else { return nil }
      let series = all.filter { plot == .time || !$0.series.isSerial && $0.cells.contains(where: plot.shows) }
      guard !series.isEmpty else { return nil }
      let picture = PlotPicture(plot: plot, study: study, series: series, job: job, machine: machine)
      return (name, picture.head + PlotCurves(picture: picture).commands)
    }
    if plots.contains(.runs), let picture = RunsPicture(study: study, job: job, series: all) {
      scripts.append((.runs, picture.commands(format)))
    }
    if plots.contains(.residuals), let picture = ResidualsPicture(study: study, series: all) {
      scripts.append((.residuals, picture.commands(format)))
    }
    if plots.contains(.comparison), let picture = ComparisonPicture(study: study) {
      scripts.append((.comparison, picture.commands(format)))
    }
    if let trace, let picture = TimelinePicture(study: study, trace: trace) {
      scripts.append((.timeline, picture.commands(format)))
    }
    if let memory, plots.contains(.memory), let picture = MemoryPicture(study: study, memory: memory) {
      scripts.append((.memory, picture.commands(format)))
    }
    return scripts.map { plot, commands in
      let text = commands.joined(separator: "\n") + "\n"
      return PlotScript(
        name: "\(plot.rawValue).gp", formats: job.output.formats, bytes: Array(text.utf8))
    }
  }
}
