import Expressions
import Jobs
import YAML

extension NodeReader {
  /// Reads a value of `parameters`: one value, a list, a range, or labels with values.
  ///
  /// - Parameter maximum: how many values a range may have.
  func namedValues(_ node: YAMLNode, _ what: String, maximum: Int) -> AxisValues? {
    if case .mapping = node.content, !Self.looksLikeRange(node), unquotedPlaceholder(node) == nil {
      return labelledValues(node, what)
    }
    return axisValues(
      node, what, range: { self.namedRange($0, what, maximum: maximum) },
      value: { self.namedValue($0, what) })
  }

  /// What a scalar of no declared kind means: a plain one a number, with its unit if it has one, where it can
  /// be read as one; anything else text.
  static func meaning(of text: String, isPlain: Bool) -> Value {
    guard isPlain else { return .text(text) }
    if let number = number(text) { return .number(number) }
    return .text(text)
  }

  private static func number(_ text: String) -> Double? {
    do throws(QuantityError) { return try Quantity.number(text) } catch {}
    do throws(QuantityError) { return try Quantity.duration(text) } catch {}
    do throws(QuantityError) { return Double(try Quantity.size(text)) } catch {}
    do throws(QuantityError) { return try Quantity.percentage(text) } catch { return nil }
  }

  private func namedValue(_ node: YAMLNode, _ what: String) -> AxisValue? {
    guard let text = text(node, what, expected: "a value") else { return nil }
    guard !text.isEmpty else {
      error("\(what) has an empty value: give it a label, such as {none: \"\"}", at: node)
      return nil
    }
    guard isPrintable(text, what, at: node) else { return nil }
    return AxisValue(text: text, value: Self.meaning(of: text, isPlain: !node.isQuoted))
  }

  private func namedRange(_ node: YAMLNode, _ what: String, maximum: Int) -> RangeValues<AxisValue?>? {
    let texts = quantityRange(node, what, maximum: maximum) { text throws(QuantityError) in
      guard let number = Self.number(text) else { return try Quantity.number(text) }
      return number
    }
    return texts?.map { AxisValue(text: $0, value: Self.meaning(of: $0, isPlain: true)) }
  }

  private func labelledValues(_ node: YAMLNode, _ what: String) -> AxisValues? {
    guard let entries = entries(node, what, expected: "labels with values") else { return nil }
    guard !entries.isEmpty else {
      error("\(what) is an empty mapping: expected at least one label with its value", at: node)
      return nil
    }
    var values: [AxisValue] = []
    var known: [String: String] = [:]
    for entry in entries {
      guard let label = plainText(entry.key, "a label of \(what)"),
        let written = text(entry.value, "'\(Excerpt.of(label))' in \(what)", expected: "a value"),
        isPrintable(written, "'\(Excerpt.of(label))' in \(what)", at: entry.value),
        isNew(written, meaning: written, among: &known, what, at: entry.value)
      else { continue }
      let value = Self.meaning(of: written, isPlain: !entry.value.isQuoted)
      values.append(AxisValue(text: label, written: written, value: value))
    }
    return values.isEmpty ? nil : AxisValues(values: values, isSwept: true)
  }
}
