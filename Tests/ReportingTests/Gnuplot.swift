import Foundation
import Jobs
import Reporting
import Analysis
import TestPrograms

/// Draws the plots of a study with the gnuplot of this machine.
struct Gnuplot {
  private let program: TestProgram

  /// Nil where there is no gnuplot; that is printed, since such a test shows nothing.
  init?(for test: String) {
    let path = "/usr/bin/gnuplot"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      print("not tested, because there is no \(path): \(test)")
      return nil
    }
    program = TestProgram(path: path)
  }

  /// The folder with what the scripts read, the scripts and the pictures in a format, and all that gnuplot printed.
  func draw(_ study: Study, job: Job, machine: Machine? = nil, format: PictureFormat = .svg) throws -> (
    folder: TemporaryFolder, printed: String
  ) {
    let folder = try TemporaryFolder()
    try InventedFiles.write(study, job: job, to: folder)
    var printed = ""
    for script in Plots.scripts(study, job: job, machine: machine) {
      try folder.write(String(decoding: script.bytes, as: UTF8.self), to: script.name)
      let arguments = ["-d", "-e", "format = '\(format.rawValue)'", script.name]
      let result = try program.run(arguments: arguments, directory: folder.path)
      printed += result.errors + (result.exitCode == 0 ? "" : "exit code \(result.exitCode ?? -1)\n")
    }
    return (folder, printed)
  }

  /// Whether this gnuplot can draw a format; that it cannot is printed.
  func draws(_ format: PictureFormat, for test: String) throws -> Bool {
    let names = [PictureFormat.svg: "svg", .png: "pngcairo", .pdf: "pdfcairo", .tikz: "tikz"]
    let known = try program.run("-d", "-e", "print GPVAL_TERMINALS", directory: "/").errors
    if known.split(whereSeparator: \.isWhitespace).contains(Substring(names[format] ?? "")) { return true }
    print("not tested, because this gnuplot has no terminal for \(format.rawValue): \(test)")
    return false
  }

  /// Draws one script in a folder that holds what it reads; all that gnuplot printed.
  func draw(_ script: String, _ name: String, in folder: TemporaryFolder) throws -> String {
    try folder.write(script, to: name)
    let result = try program.run("-d", name, directory: folder.path)
    return result.errors + (result.exitCode == 0 ? "" : "exit code \(result.exitCode ?? -1)\n")
  }
}
