import Expressions
import YAML

extension NodeReader {
  private static let rangeKeys = ["from", "to", "step", "factor"]
  private static let rangeForm = "a range such as {from: 1, to: 64, factor: 2}"

  /// Whether a mapping is meant as a range, where it could also be labels.
  static func looksLikeRange(_ node: YAMLNode) -> Bool {
    guard case .mapping(let pairs) = node.content else { return false }
    let keys = Set(pairs.compactMap { $0.key.scalarText })
    return keys.contains("from")
      || (keys.contains("to") && (keys.contains("step") || keys.contains("factor")))
  }

  /// A range of whole numbers.
  ///
  /// - Parameter maximum: how many numbers there may be; a longer range is refused before it is allocated.
  func integerRange(
    _ node: YAMLNode, _ what: String, in bounds: ClosedRange<Int>, maximum: Int
  ) -> RangeValues<Int>? {
    guard let section = rangeSection(node, what) else { return nil }
    let fromNode = required("from", in: section, what, "write \(Self.rangeForm)")
    let toNode = required("to", in: section, what, "write \(Self.rangeForm)")
    let from = fromNode.flatMap { integer($0, "'from' in \(what)", in: bounds) }
    let to = toNode.flatMap { integer($0, "'to' in \(what)", in: bounds) }
    if let node = section["factor"] {
      guard let factor = factor(node, what), let from, let to else { return nil }
      guard from > 0, from <= to else {
        error(
          "with 'factor', a range goes from a number above 0 to one that is not smaller", at: section.node)
        return nil
      }
      return wholeGeometric(from: from, to: to, factor: factor, node, what, maximum: maximum)
    }
    var step = 1
    if let node = section["step"] {
      guard let given = integer(node, "'step' in \(what)", in: .min ... .max) else { return nil }
      step = given
    }
    guard step != 0 else {
      error("'step' in \(what) is 0: the range would never end", at: section["step"] ?? section.node)
      return nil
    }
    guard let from, let to else { return nil }
    guard from == to || (from < to) == (step > 0) else {
      error(wrongSign(what, step: String(step)), at: section["step"] ?? section.node)
      return nil
    }
    // The differences of Int cannot overflow as UInt.
    let distance = UInt(bitPattern: step > 0 ? to &- from : from &- to)
    let steps = distance / step.magnitude
    guard steps < UInt(max(0, maximum)) else {
      error(tooMany(what, maximum), at: section.node)
      return nil
    }
    return counted(RangeValues(count: Int(steps) + 1) { from &+ $0 &* step })
  }

  /// A range of numbers, durations or sizes, as the texts that it stands for, in the unit of `from`.
  func quantityRange(
    _ node: YAMLNode, _ what: String, maximum: Int, read: (String) throws(QuantityError) -> Double
  ) -> RangeValues<String>? {
    guard let section = rangeSection(node, what) else { return nil }
    let fromNode = required("from", in: section, what, "write \(Self.rangeForm)")
    let toNode = required("to", in: section, what, "write \(Self.rangeForm)")
    let from = fromNode.flatMap { rangeNumber($0, "'from' in \(what)", read) }
    let to = toNode.flatMap { rangeNumber($0, "'to' in \(what)", read) }
    if let node = section["factor"] {
      guard let factor = factor(node, what), let from, let to else { return nil }
      guard from.base > 0, from.base <= to.base else {
        error(
          "with 'factor', a range goes from a number above 0 to one that is not smaller", at: section.node)
        return nil
      }
      let start = from.base / from.unit
      let end = to.base / from.unit * (1 + 1e-12)
      guard start * Self.power(factor, maximum) > end else {
        error(tooMany(what, maximum), at: section.node)
        return nil
      }
      guard mayCount(maximum) else { return nil }
      var numbers: [Double] = []
      var number = Self.rounded(start)
      while number <= end, numbers.count < maximum {
        numbers.append(number)
        number = Self.rounded(number * factor)
      }
      let all = numbers
      return counted(RangeValues(count: all.count) { NumberFormat.shortest(all[$0]) + from.suffix })
    }
    var step: RangeNumber?
    if let node = section["step"] {
      step = rangeNumber(node, "'step' in \(what)", read)
      if step == nil { return nil }
    } else if let from, !from.suffix.isEmpty {
      error("'step' is missing in \(what): write it with its unit, such as 1\(from.suffix)", at: section.node)
      return nil
    }
    return arithmetic(from, to, step, section, what, maximum: maximum)
  }

  private func arithmetic(
    _ from: RangeNumber?, _ to: RangeNumber?, _ step: RangeNumber?, _ section: Section, _ what: String,
    maximum: Int
  ) -> RangeValues<String>? {
    let size = step?.base ?? 1
    guard size != 0 else {
      error("'step' in \(what) is 0: the range would never end", at: section["step"] ?? section.node)
      return nil
    }
    guard let from, let to else { return nil }
    guard from.base == to.base || (from.base < to.base) == (size > 0) else {
      error(wrongSign(what, step: step?.text ?? "1"), at: section["step"] ?? section.node)
      return nil
    }
    // A little more, so that 0.1, 0.2, 0.3 reaches 0.3 in spite of rounding.
    let steps = ((to.base - from.base) / size + 1e-9).rounded(.down)
    guard steps < Double(maximum) else {
      error(tooMany(what, maximum), at: section.node)
      return nil
    }
    let (start, each) = (from.base / from.unit, size / from.unit)
    let values = RangeValues(count: Int(steps) + 1) { index in
      NumberFormat.shortest(Self.rounded(start + Double(index) * each)) + from.suffix
    }
    return counted(values)
  }

  // MARK: -

  /// Adds a range to the values of all ranges.
  private func counted<Element>(_ range: RangeValues<Element>) -> RangeValues<Element> {
    // Each range has fewer values than the bound on cells, and there are few ranges: far from overflow.
    rangeValues += range.count
    return range
  }

  /// Whether a range may be counted step by step: where all ranges together have too many values, which is
  /// refused later, the time would add up.
  private func mayCount(_ maximum: Int) -> Bool { rangeValues / 2 <= maximum }

  private struct RangeNumber {
    var text: String
    /// In base units.
    var base: Double
    /// The unit as it is written; empty for a plain number.
    var suffix: String
    /// The unit in base units.
    var unit: Double
  }

  private func rangeSection(_ node: YAMLNode, _ what: String) -> Section? {
    guard
      let section = section(node, what, keys: Self.rangeKeys, expected: Self.rangeForm)
    else { return nil }
    if section.has("step"), section.has("factor") {
      error("\(what) has both 'step' and 'factor': a range has one of them", at: section.node)
      return nil
    }
    return section
  }

  private func rangeNumber(
    _ node: YAMLNode, _ what: String, _ read: (String) throws(QuantityError) -> Double
  ) -> RangeNumber? {
    guard let text = plainScalar(node, what, expected: "a number") else { return nil }
    let suffix = String(text.reversed().prefix { $0.isLetter || $0 == "%" }.reversed())
    // A duration has no sign of its own, a step may have one.
    let isNegative = text.hasPrefix("-") && !suffix.isEmpty
    let magnitude = isNegative ? String(text.dropFirst()) : text
    guard
      let base = quantity(node, what, { () throws(QuantityError) in try read(magnitude) }),
      let unit = suffix.isEmpty
        ? 1 : quantity(node, what, { () throws(QuantityError) in try read("1" + suffix) })
    else { return nil }
    return RangeNumber(text: text, base: isNegative ? -base : base, suffix: suffix, unit: unit)
  }

  private func factor(_ node: YAMLNode, _ what: String) -> Double? {
    guard let text = plainScalar(node, "'factor' in \(what)", expected: "a number above 1"),
      let factor = quantity(
        node, "'factor' in \(what)", { () throws(QuantityError) in try Quantity.number(text) })
    else { return nil }
    guard factor > 1 else {
      error("'factor' in \(what) is \(Excerpt.of(text)): expected a number above 1", at: node)
      return nil
    }
    return factor
  }

  private func wholeGeometric(
    from: Int, to: Int, factor: Double, _ node: YAMLNode, _ what: String, maximum: Int
  ) -> RangeValues<Int>? {
    guard Double(from) * Self.power(factor, maximum) > Double(to) else {
      error(tooMany(what, maximum), at: node)
      return nil
    }
    guard mayCount(maximum) else { return nil }
    var numbers: [Int] = []
    var exact = Double(from)
    while exact <= Double(to) {
      guard let number = Int(exactly: exact) else {
        error(
          "'factor' in \(what) leads to \(NumberFormat.shortest(exact)), which is not a whole number",
          at: node)
        return nil
      }
      numbers.append(number)
      exact *= factor
    }
    let all = numbers
    return counted(RangeValues(count: all.count) { all[$0] })
  }

  private func wrongSign(_ what: String, step: String) -> String {
    "'step' in \(what) is \(Excerpt.of(step)), which leads away from 'to': the sign is wrong"
  }

  private func tooMany(_ what: String, _ maximum: Int) -> String {
    "\(what) has more than \(maximum) values, the bound on the cells of a sweep (--max-cells raises it)"
  }

  /// A power by repeated squaring; infinite where it is too large.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result *= square }
      square *= square
      rest /= 2
    }
    return result
  }

  /// To 15 digits: without the last one, in which sums of decimal numbers differ from what one would write.
  private static func rounded(_ number: Double) -> Double {
    var scale = 1.0
    while number.magnitude * scale < 1e14, scale < 1e22 { scale *= 10 }
    let scaled = number * scale
    // Powers of ten up to 10^22 are exact, so that the quotient is the number nearest to the decimal.
    return scaled.magnitude < 0x1p53 ? scaled.rounded() / scale : number
  }
}
