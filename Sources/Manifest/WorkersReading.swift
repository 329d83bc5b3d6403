import Expressions
import Jobs
import YAML

extension NodeReader {
  /// More workers than any machine can start.
  static let mostWorkers = 1_000_000

  /// Worker counts: one, a list, a range or `auto`.
  func workers(_ node: YAMLNode, _ machine: Machine, maximum: Int) -> AxisValues? {
    if !node.isQuoted, node.scalarText == "auto" {
      return AxisValues(values: machine.workerLadder.map(AxisValue.integer), isSwept: true)
    }
    let bounds = 1...Self.mostWorkers
    return axisValues(
      node, "workers",
      range: { self.integerRange($0, "workers", in: bounds, maximum: maximum)?.map(AxisValue.integer) },
      value: { element in
        if element.scalarText == "auto", !element.isQuoted {
          self.error("'auto' stands alone: write workers: auto, or a list of numbers", at: element)
          return nil
        }
        return self.integer(element, "workers", in: bounds).map(AxisValue.integer)
      })
  }
}
