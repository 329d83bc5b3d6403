import Jobs
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
    /// Scripts could not be drawn, in words, and the pictures of those that could.
    case failed(String, drawn: [String] = [])

    /// Whether the pictures that somebody asked for are not there.
    ///
    /// - Parameter asked: whether the manifest names the formats.
    package func lacksPictures(asked: Bool) -> Bool {
      if case .drawn = self { return false }
      return asked
    }
  }

  /// A script that takes longer is ended.
  private static let mostSeconds: UInt64 = 120

  /// Runs gnuplot on each script, for each of its formats, in the folder, without the user's start-up files.
  ///
  /// Formats that this gnuplot cannot draw are left out, and told when the others are drawn.
  ///
  /// - Parameter interrupt: a descriptor that becomes readable when drawing is to be given up.
  /// - Throws: `Errno`, ``ResultsError``.
  package static func draw(
    _ scripts: [PlotScript], in folder: ResultFolder, interrupt: Int32? = nil
  ) throws -> Outcome {
    let program: String
    do throws(ProgramLookup.Failure) {
      program = try ProgramLookup.find("gnuplot", path: CurrentProcess.variable("PATH"))
    } catch {
      return .noGnuplot
    }
    let path = try CurrentProcess.absolutePath(folder.path)
    let missing = try missingFormats(scripts, program, in: path, interrupt)
    var pictures: [String] = []
    var failure: String?
    scripts: for script in scripts {
      for format in script.formats where !missing.contains(format) {
        let picture = script.picture(format)
        let arguments = ["-e", "format = '\(format.rawValue)'", script.name]
        if let fault = try run(program, arguments, in: path, interrupt).fault {
          // One that cannot be drawn does not keep the others from it, but a request to stop does.
          failure = failure ?? "\(script.name) could not be drawn as \(picture): \(fault)"
          if try isStopped(interrupt) { break scripts }
          continue
        }
        try withoutDate(picture, format, in: folder)
        pictures.append(picture)
      }
    }
    if let failure { return .failed(failure, drawn: pictures) }
    guard missing.isEmpty else {
      let names = missing.map { "\($0.rawValue) (its terminal '\(PlotTerminal.terminal($0))')" }
      return .failed(
        "this gnuplot cannot draw \(names.joined(separator: ", ")): install the package gnuplot-nox, or leave it "
          + "out of 'formats'", drawn: pictures)
    }
    return .drawn(pictures)
  }

  /// Runs gnuplot on one script for its first format, in a folder that is no result folder.
  package static func draw(_ script: PlotScript, atPath path: String) throws(Errno) -> Outcome {
    let program: String
    do throws(ProgramLookup.Failure) {
      program = try ProgramLookup.find("gnuplot", path: CurrentProcess.variable("PATH"))
    } catch {
      return .noGnuplot
    }
    let folder = try CurrentProcess.absolutePath(path)
    if let fault = try run(program, [script.name], in: folder, nil).fault {
      return .failed("\(script.name) could not be drawn: \(fault)")
    }
    return .drawn([script.picture])
  }

  /// The formats for which this gnuplot has no terminal. SVG every gnuplot has.
  private static func missingFormats(
    _ scripts: [PlotScript], _ program: String, in path: String, _ interrupt: Int32?
  ) throws(Errno) -> [PictureFormat] {
    let formats = PictureFormat.allCases.filter { format in scripts.contains { $0.formats.contains(format) } }
    guard formats.contains(where: { $0 != .svg }) else { return [] }
    // What is printed goes to the standard error.
    let (tail, fault) = try run(program, ["-e", "print GPVAL_TERMINALS"], in: path, interrupt)
    guard fault == nil else { return [] }
    let known = Set(String(decoding: tail, as: UTF8.self).split { $0 == " " || $0 == "\n" })
    return formats.filter { !known.contains(Substring(PlotTerminal.terminal($0))) }
  }

  /// gnuplot writes the hour into the head of a TikZ picture and into a PDF: pictures of the same measurements are to be
  /// the same.
  private static func withoutDate(
    _ picture: String, _ format: PictureFormat, in folder: ResultFolder
  ) throws(ResultsError) {
    guard format == .tikz || format == .pdf, var bytes = try folder.readFile(picture) else { return }
    if format == .tikz {
      let newline = UInt8(ascii: "\n")
      var lines = bytes.split(separator: newline, maxSplits: 3, omittingEmptySubsequences: false)
      // The third line of `\begin{tikzpicture}`, `%% generated with …`, `%% Sun Nov 22 …`.
      guard lines.count == 4, lines[2].starts(with: "%% ".utf8) else { return }
      lines.remove(at: 2)
      bytes = Array(lines.joined(separator: [newline]))
    } else {
      // As long as the date was: a PDF counts its bytes.
      guard let mark = bytes.firstRange(of: Array("/CreationDate (D:".utf8)) else { return }
      let digits = bytes[mark.upperBound...].prefix(14)
      guard digits.count == 14, digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
        return
      }
      bytes.replaceSubrange(mark.upperBound..<mark.upperBound + 14, with: "19700101000000".utf8)
    }
    try folder.replaceFile(picture, bytes)
  }

  /// Runs gnuplot to its end: what it wrote to its standard error, and what went wrong, nil where all is well.
  private static func run(
    _ program: String, _ arguments: [String], in path: String, _ interrupt: Int32?
  ) throws(Errno) -> (tail: [UInt8], fault: String?) {
    var errors = try Pipe()
    var specification = ChildSpecification(
      program: program, arguments: ["gnuplot", "-d"] + arguments, environment: CurrentProcess.environment)
    specification.directory = path
    specification.standardError = errors.writeNumber
    let child: ChildProcess
    do throws(SpawnError) {
      child = try ChildProcess.spawn(specification)
    } catch {
      return ([], error.description)
    }
    errors.closeWriter()
    guard let reader = errors.takeReader() else { return ([], "its errors cannot be read") }
    var capture = try OutputCapture(reading: reader, keeping: 8192)
    let end = try wait(for: child, interrupt)
    if let fault = end {
      try child.signal(Signals.kill)
      _ = try child.reap()
      return ([], fault)
    }
    try capture.finish(until: SystemClock.nanoseconds() + 1_000_000_000)
    switch try child.reap().status {
    case .exited(code: 0): return (capture.tail, nil)
    case .exited(let code): return ([], "gnuplot ended with \(code): \(firstLine(capture.tail))")
    case .signalled(let number, _): return ([], "gnuplot was ended by \(Signals.name(number))")
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

  /// Whether drawing is to be given up.
  private static func isStopped(_ interrupt: Int32?) throws(Errno) -> Bool {
    guard let interrupt else { return false }
    var poller = Poller()
    poller.add(interrupt)
    return try !poller.wait(until: SystemClock.nanoseconds()).isEmpty
  }

  private static func firstLine(_ bytes: [UInt8]) -> String {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.first { !$0.allSatisfy { " \t^".contains($0) } }.map { PlainText.printable(String($0)) }
      ?? ""
  }
}
