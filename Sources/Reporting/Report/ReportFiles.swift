import Analysis
import Jobs

/// The files beside the report.
struct ReportFiles {
  let record: RecordedStudy

  var content: Markup {
    let items = files.map { name, text in
      Markup.element("li", Markup.element("a", ["href": name], text: name) + .text(": \(text)"))
    }
    return Markup.element("ul", .lines(items))
  }

  private var files: [(String, String)] {
    var files = [
      ("measurements.csv", "a row a run; all other files follow from it"),
      ("summary.csv", "a row a cell"),
    ]
    if record.study.fits.contains(where: { $0 != nil }) {
      files.append(("fits.csv", "a row a parameter of a fitted law"))
    }
    if !record.study.gates.isEmpty { files.append(("gates.csv", "a row a gate and cell")) }
    if record.study.comparison != nil { files.append(("comparisons.csv", "a row a comparison")) }
    if !record.isCommand { files.append(("workers.csv", "what each worker did")) }
    if record.job.sample != nil { files.append(("samples.csv", "memory, threads and CPU time over time")) }
    files += [
      ("table.md", "the tables in Markdown"), ("table.tex", "the tables for LaTeX"),
      ("methods.txt", "how it was measured, for a paper"), ("manifest.yaml", "the manifest, byte for byte"),
      ("host.json", "the machine"),
    ]
    return files
  }
}
