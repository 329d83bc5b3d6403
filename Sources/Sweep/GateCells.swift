import Expressions
package import Jobs

extension SweepPlan {
  /// Whether a gate is about a cell.
  package func matches(_ gate: Gate, _ cell: Cell) -> Bool {
    gate.conditions.allSatisfy { condition in
      // `serial` has one cell, with one worker, whatever the list of workers.
      if condition.axis == Job.workersAxis, cell.isSerial {
        return job.axes[condition.axis].values[condition.value].value == .number(Double(cell.workers))
      }
      return cell.choices[condition.axis] == condition.value
    }
  }

  /// The index of the first gate that is about no cell, since those that it names fall away; nil where there is none.
  package func firstGateWithoutCell() -> Int? {
    job.gates.indices.first { index in
      let gate = job.gates[index]
      return !gate.conditions.isEmpty && !(0..<count).contains { matches(gate, cell($0)) }
    }
  }
}
