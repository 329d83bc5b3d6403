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
  ///
  /// - Parameter interrupt: a descriptor that becomes readable when drawing is to be given up.
  package static func draw(
    _ scripts: [PlotScript], in folder: ResultFolder, interrupt: Int32? = nil
  ) throws(Errno) -> Outcome {
    let program: String
    do throws(ProgramLookup.Failure) {
      program = try ProgramLookup.find("gnuplot", path: CurrentProcess.variable("PATH"))
    } catch {
      return .noGnuplot
    }
    let path = try CurrentProcess.absolutePath(folder.path)
    for script in scripts {
      if let fault = try run(program, script.name, in: path, interrupt) {
        return .failed("\(script.name) could not be drawn: \(fault)")
      }
    }
    return .drawn(scripts.map(\.picture))
  }

  /// Runs one script to its end; nil where all is well, else what went wrong.
  private static func run(
    _ program: String, _ script: String, in path: String, _ interrupt: Int32?
  ) throws(Errno) -> String? {
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
    let end = try wait(for: child, interrupt)
    if let fault = end {
      try child.signal(Signals.kill)
      _ = try child.reap()
      return fault
    }
    try capture.finish(until: SystemClock.nanoseconds() + 1_000_000_000)
    switch try child.reap().status {
    case .exited(code: 0): return nil
    case .exited(let code): return "gnuplot ended with \(code): \(firstLine(capture.tail))"
    case .signalled(let number, _): return "gnuplot was ended by \(Signals.name(number))"
    }
  }

  /// Waits for the child's end; why it has to be ended where that does not come by itself.
  private static func wait(for child: borrowing ChildProcess, _ interrupt: Int32?) throws(Errno) -> String? {
    var poller = Poller()
    poller.add(child.pidDescriptor.rawValue)
    if let interrupt { poller.add(interrupt) }
    let ready = try poller.wait(until: SystemClock.nanoseconds() + mostSeconds * 1_000_000_000)
    if ready.contains(child.pidDescriptor.rawValue) { return nil }
    return ready.isEmpty ? "gnuplot took longer than \(mostSeconds) s" : "a signal asked swrun to stop"
  }

  private static func firstLine(_ bytes: [UInt8]) -> String {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.first { !$0.allSatisfy { " \t^".contains($0) } }.map { PlainText.printable(String($0)) }
      ?? ""
  }
}
