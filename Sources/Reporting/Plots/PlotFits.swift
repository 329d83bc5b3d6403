import Analysis
import Expressions
import Jobs

/// A law that was fitted to a series, as a picture shows it.
struct PlotFit {
  var series: PlotSeries
  var law: LawFit
  /// Its points in `curves.csv`.
  var rows: PlotRows

  /// The fits of the chosen laws that a plot can show.
  static func all(_ series: [PlotSeries], for plot: CurvePlot, scaling: Scaling) -> [PlotFit] {
    switch plot {
    case .time, .speedup, .speedupLog: break
    // The efficiency of work that grows is not speedup / P.
    case .efficiency where scaling != .weak: break
    case .efficiency, .karpFlatt, .rate: return []
    }
    return series.compactMap { entry in
      guard let law = entry.fits?.chosenLaw,
        law.curve.contains(where: { (plot == .time ? $0.value : $0.speedup).value.isFinite })
      else { return nil }
      let names = entry.series.parameters.count + 4
      let columns = CurvesTable.body.dropFirst().enumerated().map { index, name in
        (name: name, index: names + 2 + index)
      }
      let rows = PlotRows(
        file: "curves.csv", block: "curve_\(entry.number)", first: entry.firstCurveRow,
        rows: law.curve.map(CurvesTable.numbers), columns: columns,
        isReadable: PlotRows.isReadable(entry.series.parameters.map(\.text)))
      return PlotFit(series: entry, law: law, rows: rows)
    }
  }

  /// Whether the law has a band.
  func hasBand(in plot: CurvePlot) -> Bool {
    law.curve.contains { point in
      let estimate = plot == .time ? point.value : point.speedup
      return estimate.low != nil && estimate.high != nil
    }
  }

  /// `fit: Amdahl, f = 0.256`.
  var label: String { "fit: " + Self.words(law) }

  /// `Amdahl, f = 0.256`.
  static func words(_ law: LawFit) -> String {
    let symbols = [("serial_fraction", "f"), ("sigma", "σ"), ("kappa", "κ")]
    let parameters = symbols.compactMap { name, symbol in
      law.parameter(name).map { "\(symbol) = \(short($0.estimate))" }
    }
    return ([law.law.title] + parameters).joined(separator: ", ")
  }

  /// At most three significant digits.
  static func short(_ value: Double) -> String {
    guard value != 0, abs(value) >= 0.0001 else {
      return value == 0 ? "0" : NumberFormat.significant(value, digits: 2)
    }
    return PlotSeries.short(Double(NumberFormat.significant(value, digits: 3)) ?? value)
  }
}

extension PlotCurves {
  /// The fitted curves, over their bands.
  var fitted: [String] {
    if plot == .karpFlatt { return fractions }
    let fits = picture.fits
    var curves = fits.map { fit in
      let title =
        picture.namesFits ? "title \(GnuplotText.quoted(fit.label))" : "notitle"
      return "\(fit.rows.source) using \(place(fit)):\(value(fit, ""))"
        + " with lines lc rgb '\(fit.series.color)' lw 1.6 dt solid \(title)"
    }
    if !fits.isEmpty, !picture.namesFits {
      curves.append("NaN with lines lc rgb '#606060' lw 1.6 dt solid title 'fitted laws, see fits.csv'")
    }
    return curves
  }

  /// Where few series are drawn, what the fitted curves may be as well.
  var bands: [String] {
    if plot == .karpFlatt { return fractionBands }
    return picture.bands.enumerated().map { index, fit in
      "\(fit.rows.source) using \(place(fit)):\(value(fit, "_low")):\(value(fit, "_high"))"
        + " \(Self.band(fit.series)) \(bandTitle(index))"
    }
  }

  /// How a band is filled.
  private static func band(_ entry: PlotSeries) -> String {
    "with filledcurves fs transparent solid 0.16 noborder lc rgb '\(entry.color)'"
  }

  /// The first band of a picture is in the legend.
  private func bandTitle(_ index: Int) -> String {
    index == 0 ? "title \(GnuplotText.quoted("95 % interval of the fit"))" : "notitle"
  }

  private func place(_ fit: PlotFit) -> String { "(\(fit.rows.column("workers")))" }

  /// The value of the law, or an end of its band, in the unit of the picture.
  private func value(_ fit: PlotFit, _ end: String) -> String {
    switch plot {
    case .time where end.isEmpty: return "(\(fit.rows.column("value")))"
    case .time: return "(\(fit.rows.column(String(end.dropFirst()))))"
    case .efficiency:
      return "(100 * \(fit.rows.column("speedup" + end)) / \(fit.rows.column("workers")))"
    case .speedup, .speedupLog, .karpFlatt, .rate: return "(\(fit.rows.column("speedup" + end)))"
    }
  }

  /// Amdahl's fitted serial fractions, which Karp and Flatt's should be where nothing but a serial part is in the way.
  private var fractions: [String] {
    let zero = picture.values.low < 0 ? ["0 with lines lc rgb '#606060' lw 1.2 dt solid notitle"] : []
    let others =
      picture.namesFits || picture.fractions.isEmpty
      ? [] : ["NaN with lines lc rgb '#606060' lw 1.6 dt solid title 'fitted f, see fits.csv'"]
    return zero + others
      + picture.fractions.map { entry, fraction in
        let text = "fit: f = \(PlotFit.short(fraction.estimate))"
        let title = picture.namesFits ? "title \(GnuplotText.quoted(text))" : "notitle"
        return
          "model(x, \(Self.literal(fraction.estimate))) with lines lc rgb '\(entry.color)' lw 1.6 dt solid \(title)"
      }
  }

  private var fractionBands: [String] {
    guard picture.fractions.count <= PlotPicture.mostBands else { return [] }
    let known = picture.fractions.compactMap { entry, fraction in
      fraction.low.flatMap { low in fraction.high.map { (entry, low, $0) } }
    }
    return known.enumerated().map { index, band in
      let (entry, low, high) = band
      return
        "'+' using 1:(\(Self.literal(low))):(\(Self.literal(high))) \(Self.band(entry)) \(bandTitle(index))"
    }
  }
}
