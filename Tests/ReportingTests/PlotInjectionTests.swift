import Analysis
import Foundation
import Jobs
import Reporting
import TestPrograms
import Testing

private let hostileTexts = [
  "`touch PWNED`", "it's", "'; system('touch PWNED'); '", "\"`touch PWNED`\"", "a \"q\", b",
  "a\"\" ,\"\"b\" c,\"",
  "\"", ",", "\",\"", " \"x\", y", "| touch PWNED", "< touch PWNED", "EOD", "@GPVAL_TERM", "%s %d %",
  "{/Bold a}_b^c",
  "$(touch PWNED)", "\\140touch PWNED\\140", "\\", "# comment", "-O3", "日本語", "é", "<b>&amp;",
]

@Test func `no text of a manifest runs a command, and every text stands in the legend`() throws {
  guard let gnuplot = Gnuplot(for: "hostile texts") else { return }
  let job = InventedStudy.job(workers: [1, 2, 4], parameter: ("option", hostileTexts), repetitions: 6)
  let study = try InventedStudy.study(job) { _, text, workers in
    Double(1 + (hostileTexts.firstIndex(of: text) ?? 0)) / Double(workers)
  }
  let (folder, printed) = try gnuplot.draw(study, job: job)
  #expect(printed == "")
  let names = try folder.names()
  #expect(!names.contains("PWNED"))
  for picture in ["time.svg", "speedup.svg", "speedup-log.svg", "efficiency.svg"] {
    #expect(names.contains(picture))
  }
  let legend = try folder.read("time.svg")
  let missing = hostileTexts.filter { !legend.contains(inSVG("fork, option = " + $0)) }
  #expect(missing == [])
}

@Test func `quotes and commas in a value do not shift the columns`() throws {
  guard let gnuplot = Gnuplot(for: "columns of quoted values") else { return }
  for text in hostileTexts {
    let job = InventedStudy.job(workers: [1, 2, 4, 8], parameter: ("option", [text]), repetitions: 6)
    let study = try InventedStudy.study(job) { _, _, workers in 2 / Double(workers) }
    let plain = InventedStudy.job(workers: [1, 2, 4, 8], parameter: ("option", ["x"]), repetitions: 6)
    let same = try InventedStudy.study(plain) { _, _, workers in 2 / Double(workers) }
    let drawn = try gnuplot.draw(study, job: job).folder.read("speedup.svg")
    let expected = try gnuplot.draw(same, job: plain).folder.read("speedup.svg")
    #expect(points(drawn) == points(expected), "\(text)")
    #expect(points(drawn).count >= 4)
  }
}

@Test func `a line break in a text becomes a space`() throws {
  let job = InventedStudy.job(
    workers: [1, 2], parameter: ("option", ["a\nsystem('touch PWNED')", "b\u{2028}c\u{85}d"]))
  let study = try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }
  for script in Plots.scripts(study, job: job, machine: nil) {
    let text = String(decoding: script.bytes, as: UTF8.self)
    #expect(text.contains("'fork, option = a system(''touch PWNED'')"))
    #expect(text.contains("'fork, option = b c d"))
    #expect(!text.contains("\nsystem"))
  }
}

/// The text as gnuplot writes it into SVG.
private func inSVG(_ text: String) -> String {
  text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
}

/// Where a picture has points.
private func points(_ picture: String) -> [Substring] {
  picture.split(separator: "\n").filter { $0.contains("<use ") || $0.contains("<circle") }
}
