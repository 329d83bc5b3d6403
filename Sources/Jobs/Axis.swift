package import Expressions

/// One dimension of a sweep: a name and the values that it takes.
package struct Axis: Sendable, Equatable {
  /// What the values of an axis decide.
  package enum Role: Sendable, Equatable {
    /// Which executor runs the work; values correspond to ``Job/executors``.
    case executor
    /// How many workers share the work.
    case workers
    /// Where the run is bound; values correspond to ``Job/affinities``.
    case affinity
    /// A parameter of the workload or of the manifest's `parameters`.
    case parameter
  }

  package var name: String
  package var role: Role
  package var values: [AxisValue]
  /// True where the manifest gives a list, a range or labels: such a parameter has a column of its own.
  /// A single value is a named value for placeholders and conditions.
  package var isSwept: Bool
  /// False for a default that the manifest does not write: it does not take part in the cell key.
  package var isWritten: Bool

  package init(
    name: String, role: Role, values: [AxisValue], isSwept: Bool = true, isWritten: Bool = true
  ) {
    self.name = name
    self.role = role
    self.values = values
    self.isSwept = isSwept
    self.isWritten = isWritten
  }
}

/// One value of an axis: its spelling in the manifest, and what it means.
package struct AxisValue: Sendable, Equatable {
  /// What the CSV, legends and conditions show: the label where there is one, else the value as written.
  package var text: String
  /// What a placeholder prints: the value as it is written in the manifest.
  package var written: String
  /// The value in base units: seconds, bytes, plain numbers; or text.
  package var value: Value
  /// For a parameter that is itself a list, its elements in base units; empty otherwise.
  package var elements: [Double]
  /// For a text parameter of a built-in workload, its text or the texts of its list, as the manifest has them;
  /// empty otherwise.
  package var texts: [String]

  package init(
    text: String, written: String? = nil, value: Value, elements: [Double] = [], texts: [String] = []
  ) {
    self.text = text
    self.written = written ?? text
    self.value = value
    self.elements = elements
    self.texts = texts
  }

  /// A whole number that is spelled in the usual way.
  package static func integer(_ number: Int) -> AxisValue {
    AxisValue(text: String(number), value: .number(Double(number)))
  }
}
