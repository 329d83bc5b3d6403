package import OperatingSystem
package import Results

/// Draws the plots of a result folder with gnuplot.
package enum PlotDrawing {
  /// What came of it.
  package enum Outcome: Sendable, Equatable {
    /// The pictures that were drawn.
    case drawn([String])
    /// There is no gnuplot on this machine; the scripts are there.
    case noGnuplot
    /// A script could not be drawn, in words.
    case failed(String)
  }

  /// A script that takes longer is ended.
  private static let mostSeconds: UInt64 = 120

  /// Runs gnuplot on each script, in the folder, without the user's start-up files.
  package static func draw(_ scripts: [PlotScript], in folder: ResultFolder) throws(Errno) -> Outcome {
    let program: String
    do throws(ProgramLookup.Failure) {
      program = try ProgramLookup.find("gnuplot", path: CurrentProcess.variable("PATH"))
    } catch {
      return .noGnuplot
    }
    let path = try CurrentProcess.absolutePath(folder.path)
    for script in scripts {
      if let fault = try run(program, script.name, in: path) {
        return .failed("\(script.name) could not be drawn: \(fault)")
      }
    }
    return .drawn(scripts.map(\.picture))
  }

  /// Runs one script to its end; nil where all is well, else what went wrong.
  private static func run(_ program: String, _ script: String, in path: String) throws(Errno) -> String? {
    var errors = try Pipe()
    var specification = ChildSpecification(
      program: program, arguments: ["gnuplot", "-d", script], environment: CurrentProcess.environment)
    specification.directory = path
    specification.standardError = errors.writeNumber
    let child: ChildProcess
    do throws(SpawnError) {
      child = try ChildProcess.spawn(specification)
    } catch {
      return error.description
    }
    errors.closeWriter()
    guard let reader = errors.takeReader() else { return "its errors cannot be read" }
    var capture = try OutputCapture(reading: reader, keeping: 2048)
    let deadline = SystemClock.nanoseconds() + mostSeconds * 1_000_000_000
    try capture.finish(until: deadline)
    if try !ended(child, before: deadline) { try child.signal(Signals.kill) }
    switch try child.reap().status {
    case .exited(code: 0): return nil
    case .exited(let code): return "gnuplot ended with \(code): \(firstLine(capture.tail))"
    case .signalled(let number, _): return "gnuplot was ended by \(Signals.name(number))"
    }
  }

  private static func ended(_ child: borrowing ChildProcess, before deadline: UInt64) throws(Errno) -> Bool {
    var poller = Poller()
    poller.add(child.pidDescriptor.rawValue)
    return try !poller.wait(until: deadline).isEmpty
  }

  private static func firstLine(_ bytes: [UInt8]) -> String {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.first { !$0.allSatisfy { " \t^".contains($0) } }.map { PlainText.printable(String($0)) }
      ?? ""
  }
}
