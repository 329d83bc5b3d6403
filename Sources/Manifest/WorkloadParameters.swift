import Expressions
import Jobs
import YAML

extension NodeReader {
  /// Reads a parameter of a built-in workload: one value, a list or a range of them.
  ///
  /// - Parameter maximum: how many values a range may have.
  func parameterValues(
    _ node: YAMLNode, _ description: ParameterDescription, maximum: Int
  ) -> AxisValues? {
    let what = "'\(description.name)'"
    switch description.kind {
    case .durations: return lists(node, what, Self.durationList)
    case .integers(let bounds): return lists(node, what, Self.integerList(in: bounds))
    case .texts: return lists(node, what, Self.textList)
    default: break
    }
    return axisValues(
      node, what, meaning: \.value.printed,
      range: { self.parameterRange($0, description, maximum: maximum) },
      value: { self.parameterValue($0, description) })
  }

  /// A default of the catalogue as a value.
  static func defaultValue(_ text: String, _ description: ParameterDescription) -> AxisValue {
    do {
      let parts = text.split { "[], ".contains($0) }.map(String.init)
      switch description.kind {
      case .durations:
        return AxisValue(
          text: text, value: .text(text), elements: try parts.map { try Quantity.duration($0) })
      case .integers:
        let numbers = try parts.map { Double(try Quantity.integer($0)) }
        return AxisValue(text: text, value: .text(text), elements: numbers)
      case .texts: return AxisValue(text: text, value: .text(text), texts: parts)
      case .text, .path: return AxisValue(text: text, value: .text(text), texts: [text])
      default: return AxisValue(text: text, value: try value(text, description))
      }
    } catch {
      // The catalogue is part of the program, and its tests read every default.
      preconditionFailure("the default of '\(description.name)' is wrong: \(error)")
    }
  }

  /// One scalar of a parameter, in base units and within its bounds.
  private static func value(
    _ text: String, _ description: ParameterDescription
  ) throws(ParameterFault) -> Value {
    do {
      switch description.kind {
      case .integer(let range):
        let number = try Quantity.integer(text)
        guard range.contains(number) else { throw ParameterFault(outOfBounds: text, Bounds.text(range)) }
        return .number(Double(number))
      case .number(let range):
        let number = try Quantity.number(text)
        guard range.contains(number) else { throw ParameterFault(outOfBounds: text, Bounds.text(range)) }
        return .number(number)
      case .duration:
        return .number(try Quantity.duration(text))
      case .size:
        return .number(Double(try Quantity.size(text)))
      case .choice(let words):
        guard words.contains(text) else {
          let suggestion = Spelling.suggestion(for: text, in: words)
          throw ParameterFault(description: "'\(Excerpt.of(text))'\(suggestion) is not one of \(list(words))")
        }
        return .text(text)
      case .boolean:
        guard text == "true" || text == "false" else {
          throw ParameterFault(description: "'\(Excerpt.of(text))' is neither true nor false")
        }
        return .boolean(text == "true")
      case .text, .path:
        return .text(text)
      case .durations, .integers, .texts:
        throw ParameterFault(description: "'\(Excerpt.of(text))' is not a list: write one in brackets")
      }
    } catch let fault as ParameterFault {
      throw fault
    } catch {
      throw ParameterFault(description: "\(error)")
    }
  }

  private func parameterValue(_ node: YAMLNode, _ description: ParameterDescription) -> AxisValue? {
    let what = "'\(description.name)'"
    let text: String?
    switch description.kind {
    case .integer: text = plainScalar(node, what, expected: "a whole number")
    case .number: text = plainScalar(node, what, expected: "a number")
    case .duration: text = self.text(node, what, expected: "a duration such as 250ms or 1.5s")
    case .size: text = self.text(node, what, expected: "a size such as 512MiB or 4GiB")
    case .choice(let words): text = self.text(node, what, expected: Self.list(words))
    case .boolean: text = boolean(node, what).map { $0 ? "true" : "false" }
    case .text, .path: text = axisText(node, what)
    case .durations, .integers, .texts: text = nil
    }
    guard let text else { return nil }
    if description.kind == .text || description.kind == .path {
      return AxisValue(text: text, value: .text(text), texts: [text])
    }
    return quantity(node, what, { () throws(ParameterFault) in try Self.value(text, description) })
      .map { AxisValue(text: text, value: $0) }
  }

  private func parameterRange(
    _ node: YAMLNode, _ description: ParameterDescription, maximum: Int
  ) -> RangeValues<AxisValue?>? {
    let what = "'\(description.name)'"
    let texts: RangeValues<String>?
    switch description.kind {
    case .integer(let bounds):
      texts = integerRange(node, what, in: bounds, maximum: maximum)?.map(String.init)
    case .number:
      texts = quantityRange(node, what, maximum: maximum, read: Quantity.number)
    case .duration:
      texts = quantityRange(node, what, maximum: maximum, read: Quantity.duration)
    case .size:
      texts = quantityRange(node, what, maximum: maximum) { text throws(QuantityError) in
        Double(try Quantity.size(text))
      }
    case .choice(let words):
      error("\(what) is a mapping: expected \(Self.list(words))", at: node)
      texts = nil
    case .boolean, .text, .path:
      error(
        "\(what) is a mapping: expected \(description.kind == .boolean ? "true or false" : "text")", at: node)
      texts = nil
    case .durations, .integers, .texts:
      texts = nil
    }
    return texts?.map { text in
      self.quantity(node, what, { () throws(ParameterFault) in try Self.value(text, description) })
        .map { AxisValue(text: text, value: $0) }
    }
  }
}

/// Why a text is no value of a parameter.
private struct ParameterFault: Error, CustomStringConvertible {
  var description: String

  init(description: String) {
    self.description = description
  }

  init(outOfBounds text: String, _ expected: String) {
    description = "'\(Excerpt.of(text))' is out of bounds: expected \(expected)"
  }
}
