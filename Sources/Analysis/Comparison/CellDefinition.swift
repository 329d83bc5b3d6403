import Expressions
import Jobs

/// What makes a cell the same in two studies: the workload, its parameters, executor, workers, affinity, scaling,
/// warm-up, the variables that the manifest sets, and the services. By names, so that each can be left out.
struct CellDefinition {
  /// What all cells of a study have in common.
  struct Shared {
    private let facts: [(name: String, text: String)]
    private let serialWorkload: String?
    private let columns: CellColumns
    private let job: Job
    /// The parameters that no manifest writes: defaults, which another version may not have.
    let unwritten: Set<String>

    init(_ study: Study, _ job: Job) {
      self.job = job
      columns = CellColumns(study: study, job: job)
      var facts: [(name: String, text: String)] = []
      for axis in job.axes where axis.role == .parameter && !axis.isSwept {
        facts.append((axis.name, axis.values.first?.text ?? ""))
      }
      unwritten = Set(job.axes.filter { !$0.isWritten }.map(\.name))
      let environment = job.environment.sorted { $0.name < $1.name }
        .map { "\($0.name)=\($0.value?.source ?? "(unset)")" }
      facts += [
        ("scaling", job.scaling.rawValue), ("warmup", String(job.warmup)),
        ("environment", environment.joined(separator: " ")),
        ("services", job.services.map { "\($0.name): \(Self.text($0.line))" }.joined(separator: "; ")),
        ("derived", job.derived.map { "\($0.name) = \($0.expression.source)" }.joined(separator: "; ")),
      ]
      switch job.workload {
      case .builtIn(let kind):
        facts.append(("workload", kind))
        serialWorkload = nil
      case .command(let command):
        facts.append(("workload", Self.text(command.line)))
        serialWorkload = command.serial.map(Self.text)
      }
      self.facts = facts
    }

    private static func text(_ line: CommandLine) -> String {
      line.arguments.map(\.source).joined(separator: " ")
    }

    func definition(of cell: CellSummary) -> CellDefinition {
      var all = Dictionary(facts.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
      for axis in columns.axes { all[job.axes[axis].name] = columns.text(of: axis, in: cell) }
      // The serial program is another program: its cells stay comparable when the parallel one changes.
      if let serialWorkload, cell.executor == ExecutorKind.serial.rawValue {
        all["workload"] = serialWorkload
      }
      return CellDefinition(facts: all)
    }
  }

  /// Texts by name.
  var facts: [String: String]

  /// Without some names.
  func without(_ names: Set<String>) -> [String: String] {
    facts.filter { !names.contains($0.key) }
  }

  /// The texts of some names, without the names: a renamed axis keeps its values.
  func texts(of names: Set<String>) -> [String] {
    facts.filter { names.contains($0.key) }.map(\.value).sorted()
  }
}
