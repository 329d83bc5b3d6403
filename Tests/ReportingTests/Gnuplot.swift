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

  /// The folder with summary, scripts and pictures, and all that gnuplot printed.
  func draw(_ study: Study, job: Job, machine: Machine? = nil) throws -> (
    folder: TemporaryFolder, printed: String
  ) {
    let folder = try TemporaryFolder()
    let summary = try SummaryTable.csv(study, run: "2026-11-22T02-00-00Z", host: "invented")
    try folder.write(String(decoding: summary, as: UTF8.self), to: "summary.csv")
    var printed = ""
    for script in Plots.scripts(study, job: job, machine: machine) {
      try folder.write(String(decoding: script.bytes, as: UTF8.self), to: script.name)
      let result = try program.run("-d", script.name, directory: folder.path)
      printed += result.errors + (result.exitCode == 0 ? "" : "exit code \(result.exitCode ?? -1)\n")
    }
    return (folder, printed)
  }

  /// Draws one script in a folder that holds what it reads; all that gnuplot printed.
  func draw(_ script: String, _ name: String, in folder: TemporaryFolder) throws -> String {
    try folder.write(script, to: name)
    let result = try program.run("-d", name, directory: folder.path)
    return result.errors + (result.exitCode == 0 ? "" : "exit code \(result.exitCode ?? -1)\n")
  }
}
