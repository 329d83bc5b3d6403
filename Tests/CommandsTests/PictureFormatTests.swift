import Foundation
import TestPrograms
import Testing

/// `formats` of `output`: which pictures a folder has, and what becomes of one that cannot be drawn.
@Suite struct PictureFormatTests {
  private static func manifest(_ formats: String) -> Manifest {
    var manifest = Manifest.script("true", workers: "[1, 2]", repetitions: 2)
    let kept = manifest.text.split(separator: "\n").filter { !$0.hasPrefix("output:") }
    manifest.text =
      kept.joined(separator: "\n") + "\noutput: { plots: [time, runs], formats: [\(formats)] }\n"
    return manifest
  }

  /// A gnuplot that can draw SVG alone, in a folder that is to be the whole search path.
  private static func poorGnuplot(in sandbox: Sandbox) throws -> String {
    let script = """
      #!/bin/sh
      case "$*" in
      *GPVAL_TERMINALS*) echo "dumb svg" >&2 ;;
      *) : >"$(echo "$4" | /usr/bin/sed s/gp$/svg/)" ;;
      esac

      """
    try FileManager.default.createDirectory(
      atPath: sandbox.folder.path(of: "bin"), withIntermediateDirectories: true)
    try sandbox.folder.write(script, to: "bin/gnuplot", mode: 0o755)
    return sandbox.folder.path(of: "bin")
  }

  @Test(.enabled(if: Host.hasGnuplot, "needs gnuplot"))
  func `every plot is drawn in every format, twice the same`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.manifest("svg, png, pdf, tikz"))
    #expect(try sandbox.sweepAgain().exitCode == 0)
    let folder = try sandbox.runFolder()
    let names = ["time", "runs"].flatMap { plot in ["svg", "png", "pdf", "tex"].map { "\(plot).\($0)" } }
    func contents() throws -> [Data] {
      try names.map {
        try Data(contentsOf: URL(fileURLWithPath: sandbox.folder.path(of: folder + "/" + $0)))
      }
    }
    let before = try contents()
    #expect(before.allSatisfy { $0.count > 1000 })
    // What gnuplot writes has the hour in it, to the second.
    #expect(before[2].range(of: Data("/CreationDate (D:19700101000000".utf8)) != nil)
    let tikz = String(decoding: before[3], as: UTF8.self)
    #expect(tikz.firstMatch(of: /\n%% (Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/) == nil)
    #expect(try sandbox.swrun("analyze", folder).exitCode == 0)
    #expect(try contents() == before)
  }

  @Test func `a format that gnuplot cannot draw ends with 69 after the others are drawn`() throws {
    let sandbox = try Sandbox()
    let path = try Self.poorGnuplot(in: sandbox) + ":/usr/bin:/bin"
    let result = try sandbox.sweep(Self.manifest("pdf, svg"), environment: ["PATH": path])
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("this gnuplot cannot draw pdf (its terminal 'pdfcairo')"))
    let names = try sandbox.folder.names(in: sandbox.runFolder())
    #expect(names.contains("time.svg") && !names.contains("time.pdf"))
    #expect(names.contains("measurements.csv") && names.contains("summary.csv"))
  }

  @Test func `a plot that cannot be drawn does not keep the others from the report`() throws {
    let sandbox = try Sandbox()
    let path = try Self.poorGnuplot(in: sandbox) + ":/usr/bin:/bin"
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
    let script = """
      #!/bin/sh
      case "$4" in
      time.gp) echo "no such luck" >&2; exit 1 ;;
      *) echo '\(picture)' >"$(echo "$4" | /usr/bin/sed s/gp$/svg/)" ;;
      esac

      """
    try sandbox.folder.write(script, to: "bin/gnuplot", mode: 0o755)
    let result = try sandbox.sweep(Self.manifest("svg"), environment: ["PATH": path])
    let told = "time.gp could not be drawn as time.svg: gnuplot ended with 1: no such luck"
    #expect(result.errors.contains(told), "\(result.errors)")
    let report = try sandbox.folder.read(sandbox.runFolder() + "/report.html")
    #expect(report.contains("Some plots are missing: time.gp could not be drawn"))
    #expect(report.contains(Data((picture + "\n").utf8).base64EncodedString()))
  }

  @Test func `without gnuplot formats that the manifest names end with 69, others do not`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(Self.manifest("svg"), environment: ["PATH": sandbox.folder.path])
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("there is no gnuplot to draw the 'formats' of the manifest"))
    let analyzed = try sandbox.swrun(
      "analyze", sandbox.runFolder(), environment: ["PATH": sandbox.folder.path])
    #expect(analyzed.exitCode == 69)
  }
}
