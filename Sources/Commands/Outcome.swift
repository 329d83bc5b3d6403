/// How swrun ends: its exit codes, in the order in which they win where several hold.
enum Outcome: Equatable, Comparable {
  case success
  /// The sweep is complete, some runs are not ok.
  case someRunsFailed
  /// The deadline passed before the end.
  case incomplete
  /// A gate fails, or a comparison found a regression.
  case regressed
  /// Wrong usage of the command line.
  case usage
  /// A bad or absent manifest, a damaged results file.
  case badData
  /// Another swrun holds the lock.
  case locked
  /// A program, a CPU, `setup`: something that is needed is not there.
  case unavailable
  /// The result folder cannot be created.
  case cannotCreate
  /// Writing failed during the sweep.
  case writeFailed
  /// Ended by this signal.
  case signal(Int32)

  var code: Int32 {
    switch self {
    case .success: 0
    case .someRunsFailed: 1
    case .regressed: 2
    case .incomplete: 3
    case .usage: 64
    case .badData: 65
    case .unavailable: 69
    case .cannotCreate: 73
    case .writeFailed: 74
    case .locked: 75
    case .signal(let number): 128 + number
    }
  }
}

/// Something that ends a command: what is wrong, where, and the way out.
struct CommandFailure: Error {
  var outcome: Outcome
  var message: String
  /// True where every line of the message says by itself whose it is, as `file:line:column: error: …` does.
  var isAttributed = false

  /// The message as it is shown.
  var text: String { isAttributed ? message : "swrun: \(message)" }
}
