/// A condition on the results of a sweep: `efficiency at workers=8 >= 0.7`, or `not regressed`.
package struct Gate: Sendable, Equatable {
  /// What a gate is about.
  package enum Quantity: Sendable, Equatable {
    /// The median of the measure, with its interval.
    case measure
    /// A column of `summary.csv` that holds a number, such as `efficiency`.
    case column(String)
    /// The median of a metric; index into ``Job/metrics``.
    case metric(Int)
    /// A parameter of a fitted law, such as `amdahl.serial_fraction`.
    case parameter(LawKind, String)
    /// The comparison with the reference.
    case regression
  }

  /// An axis and the value that it must have.
  package struct Condition: Sendable, Equatable {
    /// Index into ``Job/axes``.
    package var axis: Int
    /// Index into the values of the axis.
    package var value: Int

    package init(axis: Int, value: Int) {
      self.axis = axis
      self.value = value
    }
  }

  package enum Relation: String, Sendable, CaseIterable {
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="

    /// Whether a value stands in this relation to a limit.
    package func holds(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .less: value < limit
      case .atMost: value <= limit
      case .more: value > limit
      case .atLeast: value >= limit
      }
    }
  }

  /// As the manifest has it.
  package var text: String
  package var quantity: Quantity
  /// All must hold; an axis that no condition names may have any value.
  package var conditions: [Condition]
  package var relation: Relation
  /// In the unit of the quantity; seconds for times, bytes for sizes, a share of 1 for percentages.
  package var limit: Double

  package init(
    text: String, quantity: Quantity, conditions: [Condition] = [], relation: Relation = .atMost,
    limit: Double = 0
  ) {
    self.text = text
    self.quantity = quantity
    self.conditions = conditions
    self.relation = relation
    self.limit = limit
  }
}
