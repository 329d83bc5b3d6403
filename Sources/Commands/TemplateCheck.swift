import Expressions
import Jobs
import Sweep

/// Fills in the placeholders of a sweep beforehand, so that one that has no value shows before the first run.
enum TemplateCheck {
  /// The most cells that are looked at; what depends on further cells shows in their rows.
  private static let mostCells = 10_000

  /// The first placeholder without a value: the manifest's key and what is wrong; nil where all have one.
  static func fault(in plan: SweepPlan) -> (key: String, message: String)? {
    let shared = templates(of: plan.job).filter { !$0.template.isLiteral }
    guard !shared.isEmpty || !isLiteral(plan.job) else { return nil }
    for position in 0..<min(plan.count, mostCells) {
      let cell = plan.cell(position)
      let templates = shared + own(cell, of: plan.job).filter { !$0.template.isLiteral }
      for phase in plan.job.needsReference(cell) ? [Phase.timed, .reference] : [.timed] {
        // A derived value without a value has its own message.
        guard let values = try? plan.values(of: cell, in: phase) else { return nil }
        if let fault = fault(in: templates, values) {
          let run = phase == .reference ? "reference run of the cell" : "cell"
          return (fault.key, "\(fault.message) (in the \(run) \(plan.job.text(of: cell)))")
        }
      }
    }
    return nil
  }

  private static func fault(
    in templates: [(key: String, template: Template)], _ values: CellValues
  ) -> (key: String, message: String)? {
    for (key, template) in templates {
      do throws(ExpressionError) {
        // The size of a file is not known before `setup` has made it: any will do here.
        _ = try values.render(template, repetition: 1) { _ in 1 }
      } catch {
        return (key, error.message)
      }
    }
    return nil
  }

  /// Whether the workload is the same in all cells.
  private static func isLiteral(_ job: Job) -> Bool {
    var lines: [CommandLine] = []
    if case .command(let command) = job.workload {
      lines = [command.line, command.serial].compactMap(\.self)
    }
    return lines.flatMap { $0.arguments + [$0.directory].compactMap(\.self) }.allSatisfy(\.isLiteral)
      && job.textParameters.flatMap { $0.templates.joined() }.allSatisfy(\.isLiteral)
  }

  /// What the workload of one cell has: its own program, and the texts of its own parameters.
  private static func own(_ cell: Cell, of job: Job) -> [(key: String, template: Template)] {
    var templates = job.textParameters.flatMap { $0.templates[cell.choices[$0.axis]] }
    if case .command(let command) = job.workload {
      let line = job.commandLine(command, of: cell)
      templates += line.arguments + [line.directory].compactMap(\.self)
    }
    return templates.map { ("workload", $0) }
  }

  /// What all cells have.
  private static func templates(of job: Job) -> [(key: String, template: Template)] {
    var templates: [(key: String, template: Template)] = []
    func add(_ key: String, _ line: CommandLine) {
      for template in line.arguments + [line.directory].compactMap({ $0 }) {
        templates.append((key, template))
      }
    }
    if case .command(let command) = job.workload, case .file(let template) = command.standardOutput {
      templates.append(("workload", template))
    }
    for hook in job.prepare { add("prepare", hook.line) }
    for hook in job.conclude { add("conclude", hook.line) }
    for service in job.services { templates += service.templates.map { ("services", $0) } }
    for setting in job.environment {
      if let value = setting.value { templates.append(("environment", value)) }
    }
    for template in job.inputs { templates.append(("inputs", template)) }
    for metric in job.metrics {
      if case .file(let template) = metric.source { templates.append(("metrics", template)) }
    }
    return templates
  }
}
