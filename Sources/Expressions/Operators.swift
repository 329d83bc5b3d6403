import RealModule

/// What computes a number from two.
enum Arithmetic: String, Sendable, Equatable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case remainder = "%"
  case power = "**"

  /// The result; one that is not finite is an error, so that no infinity gets into a command or a file.
  func apply(_ left: Double, _ right: Double, at place: Place) throws(ExpressionError) -> Double {
    let result: Double
    switch self {
    case .add: result = left + right
    case .subtract: result = left - right
    case .multiply: result = left * right
    case .divide: result = left / right
    case .floorDivide: result = Self.floored(left, right).quotient
    case .remainder: result = Self.floored(left, right).remainder
    case .power:
      // A negative base has a power only for whole exponents.
      if let whole = Int(exactly: right) {
        result = Double.pow(left, whole)
      } else {
        result = Double.pow(left, right)
      }
    }
    guard result.isFinite else {
      let isDivision = self == .divide || self == .floorDivide || self == .remainder
      let why = isDivision && right == 0 ? "division by zero" : "the result is no finite number"
      throw place.error(
        "\(why): \(NumberFormat.shortest(left)) \(rawValue) \(NumberFormat.shortest(right))")
    }
    return result
  }

  /// Python's `divmod`: the remainder has the divisor's sign, and the quotient is the whole number below.
  ///
  /// The quotient comes from the exact remainder, because the rounded `left / right` may already lie on
  /// the next whole number.
  private static func floored(_ left: Double, _ right: Double) -> (quotient: Double, remainder: Double) {
    guard right != 0 else { return (.nan, .nan) }
    var remainder = left.truncatingRemainder(dividingBy: right)
    var quotient = (left - remainder) / right
    if remainder != 0, (remainder < 0) != (right < 0) {
      remainder += right
      quotient -= 1
    }
    return (quotient.rounded(), remainder)
  }
}

/// What decides between two values.
enum Comparison: String, Sendable, Equatable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Values of two kinds are never equal; they have no order.
  func apply(_ left: Value, _ right: Value, at place: Place) throws(ExpressionError) -> Bool {
    switch self {
    case .equal: return left == right
    case .notEqual: return left != right
    default: break
    }
    switch (left, right) {
    case (.number(let left), .number(let right)): return ordered(left, right)
    case (.text(let left), .text(let right)): return ordered(left, right)
    default:
      throw place.error(
        "'\(rawValue)' needs two numbers or two texts, and compares \(left.kindAndText) with \(right.kindAndText)"
      )
    }
  }

  private func ordered<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
