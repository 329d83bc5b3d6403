import Expressions
import YAML

/// Reads nodes of the tree as what is expected in their place, and collects all that is wrong.
///
/// A function that finds an error reports it and returns nil, so that the reading goes on elsewhere and one
/// pass finds everything.
final class NodeReader {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []
  /// How many values all ranges so far have together.
  var rangeValues = 0

  init(source: SourceText) {
    self.source = source
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  func error(_ message: String, at node: YAMLNode) {
    error(message, at: place(of: node))
  }

  func error(_ message: String, at place: Place) {
    report(.error, message, at: place)
  }

  func report(_ severity: Diagnostic.Severity, _ message: String, at place: Place) {
    diagnostics.append(Diagnostic(severity: severity, message: SourceExcerpt.escaped(message), at: place))
  }

  /// ` (did you mean 'workers'?)`, or nothing when no candidate is near: the end of a message.
  ///
  /// Nothing for the rest of a manifest that is wrong in hundreds of places, which would take its time.
  func suggestion(for word: String, in candidates: [String]) -> String {
    diagnostics.count < 500 ? Spelling.suggestion(for: word, in: candidates) : ""
  }

  /// The first line of a node; of a list or mapping that goes over several lines, its first character.
  func place(of node: YAMLNode) -> Place {
    let start = node.start
    var length = 1
    if node.end.line == start.line {
      length = node.end.column - start.column
    } else if case .scalar = node.content, let line = source.line(start.line) {
      length = line.unicodeScalars.count - (start.column - 1)
    }
    return Place(line: start.line, column: start.column, length: length)
  }

  // MARK: - Scalars

  /// Text, as it is written: of a scalar of any style.
  func text(_ node: YAMLNode, _ what: String, expected: String = "text") -> String? {
    switch node.content {
    case .scalar(let text, _):
      if node.isNull {
        error("\(what) has no value: expected \(expected)", at: node)
        return nil
      }
      return text
    case .sequence:
      error("\(what) is a list: expected \(expected)", at: node)
    case .mapping:
      if let hint = unquotedPlaceholder(node) {
        error(hint, at: node)
      } else {
        error("\(what) is a mapping: expected \(expected)", at: node)
      }
    }
    return nil
  }

  /// Text on one line, that may stand in a CSV cell, a legend or a file name.
  func plainText(_ node: YAMLNode, _ what: String, expected: String = "text") -> String? {
    guard let text = text(node, what, expected: expected) else { return nil }
    guard !text.isEmpty else {
      error("\(what) is empty: expected \(expected)", at: node)
      return nil
    }
    guard isPrintable(text, what, at: node) else { return nil }
    return text
  }

  /// Reports control characters, line breaks and marks of writing direction, which must not reach names and axis values.
  func isPrintable(_ text: String, _ what: String, at node: YAMLNode) -> Bool {
    guard text.unicodeScalars.contains(where: Self.isControl) else { return true }
    error(
      "\(what) '\(Excerpt.of(text))' contains a control character, a line break or a mark of writing direction",
      at: node)
    return false
  }

  /// Characters that act on the text around them and show nothing themselves.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
    // Marks, embeddings, overrides and isolates of direction: text that does not read as it is.
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The text of a scalar where a number is expected: it must not be quoted.
  func plainScalar(_ node: YAMLNode, _ what: String, expected: String) -> String? {
    guard let text = text(node, what, expected: expected) else { return nil }
    guard !node.isQuoted else {
      error("\(what) is the text '\(Excerpt.of(text))' because it is quoted: expected \(expected)", at: node)
      return nil
    }
    return text
  }

  func integer(_ node: YAMLNode, _ what: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = plainScalar(node, what, expected: "a whole number") else { return nil }
    guard let number = quantity(node, what, { () throws(QuantityError) in try Quantity.integer(text) }) else {
      return nil
    }
    guard range.contains(number) else {
      error("\(what) is \(Excerpt.of(text)): expected \(Bounds.text(range))", at: node)
      return nil
    }
    return number
  }

  func boolean(_ node: YAMLNode, _ what: String) -> Bool? {
    guard let text = plainScalar(node, what, expected: "true or false") else { return nil }
    switch text {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default:
      error("\(what) is '\(Excerpt.of(text))': expected true or false", at: node)
      return nil
    }
  }

  /// A length of time in seconds that is more than 0.
  func duration(_ node: YAMLNode, _ what: String, mayBeZero: Bool = false) -> Double? {
    guard let text = text(node, what, expected: "a duration such as 250ms or 1.5s") else { return nil }
    guard let seconds = quantity(node, what, { () throws(QuantityError) in try Quantity.duration(text) })
    else {
      return nil
    }
    guard seconds > 0 || mayBeZero else {
      error("\(what) is \(Excerpt.of(text)): expected more than 0", at: node)
      return nil
    }
    return seconds
  }

  /// A percentage as a fraction.
  func percentage(_ node: YAMLNode, _ what: String, atMost most: Double) -> Double? {
    let bounds = "from 0% to \(NumberFormat.shortest(most * 100))%"
    guard let text = text(node, what, expected: "a percentage \(bounds)"),
      let fraction = quantity(node, what, { () throws(QuantityError) in try Quantity.percentage(text) })
    else { return nil }
    guard fraction <= most else {
      error("\(what) is \(Excerpt.of(text)): expected a percentage \(bounds)", at: node)
      return nil
    }
    return fraction
  }

  /// A size in bytes that is more than 0.
  func size(_ node: YAMLNode, _ what: String, mayBeZero: Bool = false) -> Int? {
    guard let text = text(node, what, expected: "a size such as 512MiB or 4GiB") else { return nil }
    // Nothing has no unit.
    if mayBeZero, text == "0" { return 0 }
    guard let bytes = quantity(node, what, { () throws(QuantityError) in try Quantity.size(text) }) else {
      return nil
    }
    guard bytes > 0 || mayBeZero else {
      error("\(what) is \(Excerpt.of(text)): expected more than 0", at: node)
      return nil
    }
    return bytes
  }

  /// Runs a reader of quantities and reports what it refuses.
  func quantity<Number, Failure: Error & CustomStringConvertible>(
    _ node: YAMLNode, _ what: String, _ read: () throws(Failure) -> Number
  ) -> Number? {
    do throws(Failure) {
      return try read()
    } catch {
      self.error("\(what): \(error)", at: node)
      return nil
    }
  }

  /// One of a few words, as the value that it stands for.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ node: YAMLNode, _ what: String, of type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    let expected = Self.list(words)
    guard let text = text(node, what, expected: expected) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let suggestion = self.suggestion(for: text, in: words)
    error("\(what) is '\(Excerpt.of(text))'\(suggestion): expected \(expected)", at: node)
    return nil
  }

  /// `a`, `a or b`, `a, b or c`.
  static func list(_ words: [String], or: String = "or") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(or) " + last
  }

  // MARK: - Lists

  /// The elements of a list.
  func elements(_ node: YAMLNode, _ what: String, expected: String, mayBeEmpty: Bool = false) -> [YAMLNode]? {
    guard case .sequence(let elements) = node.content else {
      if let hint = unquotedPlaceholder(node) {
        error(hint, at: node)
      } else {
        error("\(what) is not a list: expected \(expected)", at: node)
      }
      return nil
    }
    guard mayBeEmpty || !elements.isEmpty else {
      error("\(what) is an empty list: expected at least one element", at: node)
      return nil
    }
    return elements
  }

  /// What to say of `{workers}` without quotes, which YAML reads as a mapping; nil for any other node.
  func unquotedPlaceholder(_ node: YAMLNode) -> String? {
    guard case .mapping(let pairs) = node.content, pairs.count == 1, let pair = pairs.first,
      pair.value.isNull, case .scalar(let name, _) = pair.key.content
    else { return nil }
    let shown = Excerpt.of(name)
    return "{\(shown)} without quotes is a YAML mapping: write \"{\(shown)}\" with quotes"
  }
}

/// Bounds in words.
enum Bounds {
  static func text(_ range: ClosedRange<Int>) -> String {
    if range.upperBound == .max {
      return range.lowerBound == .min ? "a whole number" : "a whole number from \(range.lowerBound)"
    }
    return "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }

  static func text(_ range: ClosedRange<Double>) -> String {
    let low = NumberFormat.shortest(range.lowerBound)
    let high = NumberFormat.shortest(range.upperBound)
    // Bounds this far out are no bounds that anybody would want to read.
    switch (range.lowerBound < -1e300, range.upperBound > 1e300) {
    case (true, true): return "a number"
    case (false, true): return "a number from \(low)"
    case (true, false): return "a number up to \(high)"
    case (false, false): return "a number from \(low) to \(high)"
    }
  }
}
