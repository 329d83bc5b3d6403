import Analysis
import Expressions
import Jobs

/// A job in words: what was run, over which values, in which order.
struct JobWords {
  let job: Job

  /// The most values of an axis that are named.
  private static let mostValues = 12

  /// `amdahl (serial_fraction 0.1, 0.25; work 2s; mode sleep)`, or the command as it is written.
  var workload: String {
    switch job.workload {
    case .builtIn(let kind):
      let parameters = job.axes.filter { $0.role == .parameter && $0.isWritten }
      guard !parameters.isEmpty else { return kind }
      return "\(kind) (\(parameters.map { "\($0.name) \(values($0))" }.joined(separator: "; ")))"
    case .command(let command):
      let parameters = job.axes.filter { $0.role == .parameter && $0.isSwept }
      let line = "the command “\(Self.line(command.line))”"
      guard !parameters.isEmpty else { return line }
      return "\(line) (\(parameters.map { "\($0.name) \(values($0))" }.joined(separator: "; ")))"
    }
  }

  /// The arguments as the manifest has them; those with spaces in quotes.
  static func line(_ line: CommandLine) -> String {
    line.arguments.map { argument in
      let text = PlainText.printable(argument.source)
      return text.contains(" ") || text.isEmpty ? "'\(text)'" : text
    }.joined(separator: " ")
  }

  /// `1, 2, 4 and 8 workers`.
  var workers: String {
    let counts = job.axes[Job.workersAxis].values.map(\.text)
    let noun = counts == ["1"] ? "worker" : "workers"
    guard counts.count > Self.mostValues else { return "\(Self.joined(counts)) \(noun)" }
    return "\(counts.count) numbers of workers from \(counts[0]) to \(counts[counts.count - 1])"
  }

  /// `the executors threads and fork`; nil for a command.
  var executors: String? {
    if case .command = job.workload { return nil }
    let names = job.executors.map(\.text)
    return "the executor\(names.count == 1 ? "" : "s") \(Self.joined(names))"
  }

  /// How often each cell is run, and in which order.
  var order: String {
    var text =
      switch job.order {
      case .rounds: "in rounds, each of which visits every cell once in a random order"
      case .random: "with all runs in one random order"
      case .sequential: "with all repetitions of a cell one after the other"
      }
    if job.order != .sequential { text += " (seed \(job.seed))" }
    return text
  }

  private func values(_ axis: Axis) -> String {
    let texts = axis.values.map { PlainText.printable($0.text) }
    guard texts.count > Self.mostValues else { return texts.joined(separator: ", ") }
    return texts.prefix(Self.mostValues).joined(separator: ", ") + ", … (\(texts.count) values)"
  }

  /// `a, b and c`.
  static func joined(_ texts: [String]) -> String {
    guard texts.count > 1, let last = texts.last else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }
}
