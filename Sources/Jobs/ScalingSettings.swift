package import Expressions

/// Whether weak scaling also runs one worker on the size of each number of workers.
package enum WeakReference: String, Sendable, CaseIterable {
  /// For each cell with P workers, P > 1, each repetition has a run of the same work with one worker. The scaled
  /// speedup and Gustafson's law need it.
  case measured
  /// There is the weak efficiency alone.
  case none
}

/// The work that all workers of a cell do together.
package struct WorkAmount: Sendable, Equatable {
  /// Over the axes and the derived columns.
  package var amount: Expression
  package var unit: String

  package init(amount: Expression, unit: String) {
    self.amount = amount
    self.unit = unit
  }
}

extension Job {
  /// Whether cells have reference runs.
  package var measuresReferences: Bool {
    scaling == .weak && weakReference == .measured
  }

  /// Whether each timed run of a cell has a run with one worker on the same work beside it.
  package func needsReference(_ cell: Cell) -> Bool {
    measuresReferences && cell.workers > 1
  }

  /// What a cell of a command runs: its serial program where the cell is the serial one.
  package func commandLine(_ command: CommandWorkload, of cell: Cell) -> CommandLine {
    guard cell.isSerial, let serial = command.serial else { return command.line }
    return serial
  }
}
