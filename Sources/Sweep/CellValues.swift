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

  init(_ job: Job, _ cell: Cell, _ keys: CellKeys) throws(SweepError) {
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
    self.job = job
    self.cell = cell
    self.keys = keys
    self.values = values
  }

  /// The value of a name in one repetition.
  package func value(_ name: Int, repetition: Int) -> Value {
    if name < values.count { return values[name] }
    return Job.runNames[name - values.count] == "repetition"
      ? .number(Double(repetition)) : .text(keys.key(of: cell))
  }

  /// The spelling of a name in one repetition: as the manifest writes it.
  package func spelled(_ name: Int, repetition: Int) -> String {
    name < job.axes.count
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
