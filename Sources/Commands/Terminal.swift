import OperatingSystem

/// The two streams of the program. Data goes to the standard output, everything else to the standard error.
enum Terminal {
  static var outputIsTerminal: Bool { CurrentProcess.isTerminal(1) }
  static var errorIsTerminal: Bool { CurrentProcess.isTerminal(2) }

  /// Columns of the terminal on the standard output; 100 where it is none.
  static var outputWidth: Int { CurrentProcess.terminalColumns(1) ?? 100 }

  /// True where colour and control sequences are welcome on the standard error.
  static var errorTakesControls: Bool {
    errorIsTerminal && CurrentProcess.variable("TERM").map { $0 != "dumb" && !$0.isEmpty } == true
  }

  /// Prints data. A reader that went away is no error; a full disk is.
  static func output(_ text: String) throws(CommandFailure) {
    try output(Array(text.utf8))
  }

  /// Prints data. A reader that went away is no error; a full disk is.
  static func output(_ bytes: [UInt8]) throws(CommandFailure) {
    do throws(Errno) {
      try FileDescriptor.writeAll(bytes, to: 1)
    } catch {
      if error.code == Errno.brokenPipe { return }
      throw CommandFailure(
        outcome: .writeFailed, message: "the standard output cannot be written: \(error.reason)")
    }
  }

  /// Prints a line for people. That it cannot be printed must not end a sweep.
  static func say(_ line: String) {
    sayRaw(line + "\n")
  }

  /// Prints text for people as it is.
  static func sayRaw(_ text: String) {
    do {
      try CurrentProcess.writeToError(text)
    } catch {
      // There is nobody left to tell.
    }
  }

  /// Text that came from a file or another program, with control characters escaped, cut to `longest`.
  static func printable(_ text: String, longest: Int = 200) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(longest) {
      if scalar == "\t" {
        result += " "
      } else if scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        || scalar.properties.generalCategory == .format
      {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > longest ? result + "…" : result
  }

  /// Ends the program as the outcome says; by the signal itself where a signal ended the sweep.
  static func leave(_ outcome: Outcome) -> Never {
    if case .signal(let number) = outcome { Signals.die(by: number) }
    CurrentProcess.exit(outcome.code)
  }

  /// Carries out a command's work, and ends the program as it says.
  static func carryOut(_ body: () throws -> Outcome) -> Never {
    do {
      leave(try body())
    } catch let failure as CommandFailure {
      say(failure.text)
      leave(failure.outcome)
    } catch {
      say("swrun: \(error)")
      leave(.writeFailed)
    }
  }
}
