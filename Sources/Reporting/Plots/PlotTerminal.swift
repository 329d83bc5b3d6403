import Jobs

/// The first commands of a script: which picture it draws, how large, in which format.
///
/// One script draws every format: `gnuplot speedup.gp` the first that the manifest names, and
/// `gnuplot -e "format = 'pdf'" speedup.gp` another one.
struct PlotTerminal {
  /// The script's name without `.gp`.
  var name: String
  /// The files that the script reads.
  var files: [String]
  /// What it draws unless told otherwise.
  var format: PictureFormat
  /// Of the SVG, in pixels.
  var width: Int
  var height: Int
  /// Of numbers and the axes' names, in pixels.
  var fontSize = 14

  /// Where the fonts of titles and of the legend are set, scripts name them by these variables: LaTeX has its own.
  static let titleFont = "font title_font"
  static let smallFont = "font small_font"

  var commands: [String] {
    let others = PictureFormat.allCases.filter { $0 != format }
    let words = others.map(\.rawValue)
    return [
      "# Draws \(name).\(format.suffix) from \(Self.list(files)) in the same folder: gnuplot \(name).gp",
      "# Draws it as \(words[0]), \(words[1]) or \(words[2]): gnuplot -e \"format = '\(words[0])'\" \(name).gp",
      "if (!exists('format')) format = '\(format.rawValue)'",
      "tex = format eq 'tikz'",
      "if (strstrt(' svg png pdf tikz ', ' ' . format . ' ') == 0) "
        + "{ print 'format: svg, png, pdf or tikz'; exit status 1 }",
    ] + PictureFormat.allCases.map { "if (format eq '\($0.rawValue)') set terminal \(terminal($0))" } + [
      "title_font = tex ? ',10' : 'Helvetica,16'", "small_font = tex ? ',7' : 'Helvetica,12'",
      "set encoding utf8", "set output '\(name).' . (tex ? 'tex' : format)",
    ]
  }

  /// The name of gnuplot's terminal for a format.
  static func terminal(_ format: PictureFormat) -> String {
    switch format {
    case .svg: "svg"
    case .png: "pngcairo"
    case .pdf: "pdfcairo"
    case .tikz: "tikz"
    }
  }

  /// A terminal with its options. The picture has the same proportions in each format: PNG has twice the pixels,
  /// 96 of the SVG's are an inch of PDF, and 56 of them a centimetre of LaTeX, whose letters are set in 8 points.
  private func terminal(_ format: PictureFormat) -> String {
    let name = Self.terminal(format)
    let look = "font 'Helvetica,\(fontSize)' noenhanced background rgb 'white'"
    switch format {
    case .svg: return "\(name) size \(width),\(height) \(look)"
    case .png:
      return
        "\(name) size \(2 * width),\(2 * height) fontscale 1.7 linewidth 2 dashlength 2 pointscale 2.8 \(look)"
    case .pdf:
      return "\(name) size \(Self.ratio(width, 96))in,\(Self.ratio(height, 96))in"
        + " fontscale 0.66 linewidth 1.3 dashlength 1.3 pointscale 1.2 \(look)"
    case .tikz: return "\(name) size \(Self.ratio(width, 56))cm,\(Self.ratio(height, 56))cm font ',8'"
    }
  }

  private static func ratio(_ pixels: Int, _ perUnit: Int) -> String {
    PlotSeries.short(Double(pixels) / Double(perUnit))
  }

  private static func list(_ files: [String]) -> String {
    guard let last = files.last, files.count > 1 else { return files.first ?? "" }
    return files.dropLast().joined(separator: ", ") + " and " + last
  }
}
