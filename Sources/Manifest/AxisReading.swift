import Expressions
import Jobs
import YAML

/// An axis with its place in the manifest.
struct PlacedAxis {
  var axis: Axis
  /// The value that the manifest gives; of a default, what the default belongs to.
  var place: Place
  /// The values of a range, until ``expand()``; the axis has none so long.
  var range: RangeValues<AxisValue?>?

  /// The number of values.
  var count: Int { range?.count ?? axis.values.count }

  /// The value with this index; nil where a range leads to one that is wrong, which is reported.
  func value(_ index: Int) -> AxisValue? {
    if let range { return range.element(index) }
    return axis.values[index]
  }

  /// Puts the values of a range into the axis; false where one is wrong, which is reported.
  mutating func expand() -> Bool {
    guard let range else { return true }
    axis.values.reserveCapacity(range.count)
    for index in 0..<range.count {
      guard let value = range.element(index) else { return false }
      axis.values.append(value)
    }
    self.range = nil
    return true
  }
}

/// The values of an axis, and whether the manifest gives several.
struct AxisValues {
  var values: [AxisValue]
  var isSwept: Bool
  /// The values, where they are a range.
  var range: RangeValues<AxisValue?>?
}

extension NodeReader {
  /// Reads the values of an axis: one value, a list or a range.
  ///
  /// - Parameters:
  ///   - meaning: equal for two values that are the same though they may be written differently.
  ///   - range: reads a mapping; nil where elements are mappings themselves.
  ///   - value: reads one element.
  /// - Returns: the values that are right; nil where there is none.
  func axisValues(
    _ node: YAMLNode, _ what: String, meaning: (AxisValue) -> String = \.text,
    range: ((YAMLNode) -> RangeValues<AxisValue?>?)?, value: (YAMLNode) -> AxisValue?
  ) -> AxisValues? {
    switch node.content {
    case .mapping where range != nil && unquotedPlaceholder(node) == nil:
      return range?(node).map { AxisValues(values: [], isSwept: true, range: $0) }
    case .scalar, .mapping:
      return value(node).map { AxisValues(values: [$0], isSwept: false) }
    case .sequence:
      guard let elements = elements(node, what, expected: "a list") else { return nil }
      var values: [AxisValue] = []
      var known: [String: String] = [:]
      for element in elements {
        guard let read = value(element) else { continue }
        if isNew(read.text, meaning: meaning(read), among: &known, what, at: element) { values.append(read) }
      }
      return values.isEmpty ? nil : AxisValues(values: values, isSwept: true)
    }
  }

  /// Whether a value is not there yet; reports one that is.
  ///
  /// - Parameter known: the texts so far, by their meaning.
  func isNew(
    _ text: String, meaning: String, among known: inout [String: String], _ what: String, at node: YAMLNode
  ) -> Bool {
    guard let before = known[meaning] else {
      known[meaning] = text
      return true
    }
    let same = before == text ? "" : ": it is the same as '\(Excerpt.of(before))'"
    error("\(what) has the value '\(Excerpt.of(text))' twice\(same)", at: node)
    return false
  }
}
