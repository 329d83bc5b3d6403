import Expressions
import OperatingSystem

/// How much a sweep says: on a terminal it shows where it is; elsewhere nothing unless something is wrong.
final class Console {
  enum Progress {
    case line, plain, none
  }

  /// True on a terminal, unless the user wants quiet.
  let isInteractive: Bool
  /// True where the closing table is wanted.
  let showsTable: Bool
  private let progress: Progress
  private var lineLength = 0
  private var lastShown: UInt64 = 0

  init(isQuiet: Bool, progress: RunOptions.ProgressMode) {
    isInteractive = !isQuiet && Terminal.errorIsTerminal
    showsTable = !isQuiet && Terminal.outputIsTerminal
    switch progress {
    case .none: self.progress = .none
    case .plain: self.progress = .plain
    case .auto:
      self.progress = !isInteractive ? .none : Terminal.errorTakesControls ? .line : .plain
    }
  }

  /// Says something for people on a terminal.
  func say(_ line: String) {
    guard isInteractive else { return }
    clear()
    Terminal.say(line)
  }

  /// Shows where the sweep is, at most ten times a second (in lines: once a second).
  func show(_ state: ProgressState) {
    let now = SystemClock.nanoseconds()
    switch progress {
    case .none: break
    case .line:
      guard now >= lastShown + 100_000_000 else { return }
      lastShown = now
      let width = CurrentProcess.terminalColumns(2) ?? 80
      let text = String(state.text.prefix(max(10, width - 1)))
      Terminal.sayRaw("\r" + text + String(repeating: " ", count: max(0, lineLength - text.count)))
      lineLength = text.count
    case .plain:
      guard now >= lastShown + 1_000_000_000 else { return }
      lastShown = now
      Terminal.say(state.text)
    }
  }

  /// Removes the progress line.
  func clear() {
    guard lineLength > 0 else { return }
    Terminal.sayRaw("\r" + String(repeating: " ", count: lineLength) + "\r")
    lineLength = 0
  }
}

/// Where a sweep is.
struct ProgressState {
  /// Runs that are over, of those that this start carries out.
  var done = 0
  var total = 0
  var failures = 0
  let began = SystemClock.nanoseconds()
  var current = ""

  /// `12/160 runs, 1 failed, 8.2 s, about 1 min 41 s left: fork 4 workers`.
  var text: String {
    let elapsed = Double(SystemClock.nanoseconds() - began) * 1e-9
    var text = "\(done)/\(total) runs"
    if failures > 0 { text += ", \(failures) not ok" }
    text += ", \(Quantity.printedDuration(elapsed))"
    if done > 0, done < total {
      text += ", about \(Quantity.printedDuration(elapsed / Double(done) * Double(total - done))) left"
    }
    return current.isEmpty ? text : text + ": " + current
  }
}
