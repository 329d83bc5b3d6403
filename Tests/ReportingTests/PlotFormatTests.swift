import Analysis
import Foundation
import Jobs
import Reporting
import TestPrograms
import Testing

private func study(_ texts: [String], formats: [PictureFormat] = [.svg]) throws -> (study: Study, job: Job) {
  var job = InventedStudy.job(name: "a_b", workers: [1, 2, 4], parameter: ("option", texts))
  job.output.formats = formats
  return (try InventedStudy.study(job) { _, _, workers in 1 / Double(workers) }, job)
}

@Suite struct PlotFormatTests {
  @Test func `a script draws the first format unless it is told another one`() throws {
    let (study, job) = try study(["x"], formats: [.pdf, .svg])
    let script = try #require(Plots.scripts(study, job: job, machine: nil).first)
    let text = String(decoding: script.bytes, as: UTF8.self)
    #expect(text.contains("if (!exists('format')) format = 'pdf'"))
    #expect(script.picture == "time.pdf")
    #expect(script.formats.map(script.picture) == ["time.pdf", "time.svg"])
    #expect(script.picture(.tikz) == "time.tex")
  }

  @Test func `an unknown format is refused`() throws {
    guard let gnuplot = Gnuplot(for: "unknown format") else { return }
    let (study, job) = try study(["x"])
    let folder = try TemporaryFolder()
    let script = try #require(Plots.scripts(study, job: job, machine: nil).first)
    let printed = try gnuplot.draw(
      "format = 'bmp'\n" + String(decoding: script.bytes, as: UTF8.self), script.name, in: folder)
    #expect(printed.contains("format: svg, png, pdf or tikz"))
    #expect(try folder.names() == ["time.gp"])
  }

  @Test func `text for LaTeX has its special characters escaped, for the others it stays`() throws {
    let (study, job) = try study(["50 % & #1 {x}_y ^~ \\ $ <a|b> --x", "y"])
    let script = try #require(Plots.scripts(study, job: job, machine: nil).first)
    let text = String(decoding: script.bytes, as: UTF8.self)
    #expect(text.contains("set title (tex ? 'a\\_b: time, strong scaling' : 'a_b: time, strong scaling')"))
    let escaped =
      "50 \\% \\& \\#1 \\{x\\}\\_y \\textasciicircum{}\\textasciitilde{} \\textbackslash{} \\$ $<$a$|$b$>$ -{}-x"
    #expect(text.contains("option = \(escaped)'"))
  }

  @Test func `no text of a TikZ picture has a character that LaTeX takes for a command`() throws {
    guard let gnuplot = Gnuplot(for: "TikZ"), try gnuplot.draws(.tikz, for: "TikZ") else { return }
    let (study, job) = try study(["50 % & #1 {x}_y ^~ \\ $ <a|b>", "#", "a_b"])
    let (folder, printed) = try gnuplot.draw(InventedFits.amdahl(study), job: job, format: .tikz)
    #expect(printed == "")
    for name in try folder.names() where name.hasSuffix(".tex") {
      let picture = try folder.read(name)
      #expect(picture.hasPrefix("\\begin{tikzpicture}[gnuplot]\n"))
      #expect(picture.contains("\\end{tikzpicture}\n"))
      let texts = picture.matches(of: /\\node\[[^\n]*\] at \([0-9.,-]*\) \{([^\n]*)\};\n/).map {
        String($0.output.1)
      }
      #expect(texts.count > 5)
      for text in texts {
        let bare = text.replacing(/\\[%&#_{}$]|\\text[a-z]+\{\}|\$[^$]*\$|\{\}/, with: "")
        #expect(bare.firstMatch(of: /[%&#_^~{}$\\]/) == nil, "\(name): \(text)")
        #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
      }
    }
  }

  @Test func `a picture can be scaled`() throws {
    guard let gnuplot = Gnuplot(for: "viewBox") else { return }
    let (study, job) = try study(["x"])
    let picture = try gnuplot.draw(study, job: job).folder.read("time.svg")
    #expect(picture.contains("viewBox=\"0 0 860 "))
    #expect(!picture.contains("href='http") && !picture.contains("href=\"http"))
  }
}
