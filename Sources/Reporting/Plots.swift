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

/// The gnuplot scripts of a study. Each reads `summary.csv` beside it and holds no measured text but in
/// single quotes.
package enum Plots {
  /// The scripts of the plots that the job asks for and for which there is something to draw.
  ///
  /// - Parameters:
  ///   - machine: where the study was measured, for the mark at its cores; nil where that is not known.
  package static func scripts(_ study: Study, job: Job, machine: Machine?) -> [PlotScript] {
    let all = PlotSeries.all(of: study)
    let scaled = all.filter { $0.cells.contains { $0.speedup != nil } && !$0.series.isSerial }
    return job.output.plots.compactMap { plot in
      let series = plot == .time ? all : scaled
      guard !series.isEmpty else { return nil }
      let picture = PlotPicture(plot: plot, study: study, series: series, machine: machine)
      let text = (picture.head + PlotCurves(picture: picture).commands).joined(separator: "\n") + "\n"
      return PlotScript(name: "\(plot.rawValue).gp", picture: "\(plot.rawValue).svg", bytes: Array(text.utf8))
    }
  }
}
