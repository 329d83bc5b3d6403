package import Expressions
package import Jobs

/// What expressions, templates and columns see of a cell: a value and a spelling for every axis and every
/// derived column, in the order of ``Job/names``.
package struct CellValues: Sendable {
  private let job: Job
  private let cell: Cell
  private let keys: CellKeys
  /// Axes first, then derived columns.
  package let values: [Value]
  /// The number of workers that a reference run has in place of its cell's.
  private let workers: Int?

  /// The ports of the job's services. Until they are known each is 1, so that texts can be tried out.
  package var ports: [Int]

  init(_ job: Job, _ cell: Cell, _ keys: CellKeys, workers: Int? = nil) throws(SweepError) {
    var values: [Value] = []
    values.reserveCapacity(job.axes.count + job.derived.count)
    for axis in job.axes.indices { values.append(job.value(axis, of: cell).value) }
    for column in job.derived {
      do throws(ExpressionError) {
        let known = values
        values.append(try column.expression.evaluate { known[$0] })
      } catch {
        throw SweepError.derived(name: column.name, fault: error, cell: job.text(of: cell))
      }
    }
    // Derived values are those of the cell: the size that the reference run has.
    if let workers { values[Job.workersAxis] = .number(Double(workers)) }
    self.workers = workers
    ports = Array(repeating: 1, count: job.services.count)
    self.job = job
    self.cell = cell
    self.keys = keys
    self.values = values
  }

  /// The value of a name in one repetition.
  package func value(_ name: Int, repetition: Int) -> Value {
    switch NameKind(name, cellNames: values.count) {
    case .cell: return values[name]
    case .run("repetition"): return .number(Double(repetition))
    case .run: return .text(keys.key(of: cell))
    case .port(let service): return .number(Double(ports[service]))
    }
  }

  /// The spelling of a name in one repetition: as the manifest writes it.
  package func spelled(_ name: Int, repetition: Int) -> String {
    if name == Job.workersAxis, let workers { return String(workers) }
    return name < job.axes.count
      ? job.value(name, of: cell).written : value(name, repetition: repetition).printed
  }

  /// A template with all its placeholders filled in for one repetition.
  package func render(
    _ template: Template, repetition: Int, filesize: (String) throws -> Double
  ) throws(ExpressionError) -> String {
    try template.render(
      spelled: { spelled($0, repetition: repetition) }, filesize: filesize,
      value: { value($0, repetition: repetition) })
  }

  /// The texts of ``Job/parameterColumns``.
  package var columnTexts: [String] {
    var texts: [String] = []
    for (index, axis) in job.axes.enumerated() where axis.role == .parameter && axis.isSwept {
      texts.append(job.value(index, of: cell).text)
    }
    for value in values.dropFirst(job.axes.count) { texts.append(value.printed) }
    return texts
  }
}

extension Job {
  /// What a condition compares: the label where an axis has labels, the value in base units otherwise.
  package func conditionValue(_ axis: Int, of cell: Cell) -> Value {
    let value = self.value(axis, of: cell)
    return value.text == value.written ? value.value : .text(value.text)
  }

  /// A cell in words, for messages: `executor=fork workers=4 input=small`.
  package func text(of cell: Cell) -> String {
    axes.indices
      .filter { axes[$0].values.count > 1 || $0 == Job.executorAxis || $0 == Job.workersAxis }
      .map { "\(axes[$0].name)=\(value($0, of: cell).text)" }
      .joined(separator: " ")
  }
}
