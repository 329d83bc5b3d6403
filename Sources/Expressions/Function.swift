import RealModule

/// The functions that expressions may call.
enum Function: String, Sendable, Equatable, CaseIterable {
  case min, max, round, floor, ceil, abs, sqrt, cbrt, log2, filesize

  /// Whether this many arguments are right: any number for `min` and `max`, else one.
  func takes(_ count: Int) -> Bool {
    switch self {
    case .min, .max: count >= 1
    default: count == 1
    }
  }

  /// The result, which is finite.
  ///
  /// - Parameters:
  ///   - arguments: as many as the parser allowed by `takes`.
  ///   - filesize: the size in bytes of the file with this path.
  ///   - place: the call in the source text.
  func apply(
    _ arguments: ArraySlice<Value>, filesize: (String) throws -> Double, at place: Place
  ) throws(ExpressionError) -> Double {
    if self == .filesize { return try size(of: arguments[arguments.startIndex], filesize, place) }
    var numbers: [Double] = []
    for argument in arguments {
      guard case .number(let number) = argument else {
        throw place.error("'\(rawValue)' needs numbers, and is given \(argument.kindAndText)")
      }
      numbers.append(number)
    }
    let first = numbers[0]
    let result: Double
    switch self {
    case .min: result = numbers.reduce(first) { Swift.min($0, $1) }
    case .max: result = numbers.reduce(first) { Swift.max($0, $1) }
    // Halves go away from zero, as in C and at school; Python's go to the even neighbour.
    case .round: result = first.rounded(.toNearestOrAwayFromZero)
    case .floor: result = first.rounded(.down)
    case .ceil: result = first.rounded(.up)
    case .abs: result = first.magnitude
    case .sqrt: result = first.squareRoot()
    case .cbrt: result = Self.cubeRoot(first)
    case .log2: result = Double.log2(first)
    case .filesize: preconditionFailure("handled above")
    }
    guard result.isFinite else {
      throw place.error("\(rawValue)(\(NumberFormat.shortest(first))) is no finite number")
    }
    return result
  }

  /// The cube root; that of a cube is exact, which the library's is not (27 has 3.0000000000000004).
  private static func cubeRoot(_ number: Double) -> Double {
    let root = Double.root(number, 3)
    let whole = root.rounded()
    return whole * whole * whole == number ? whole : root
  }

  private func size(
    of path: Value, _ filesize: (String) throws -> Double, _ place: Place
  ) throws(ExpressionError) -> Double {
    guard case .text(let path) = path else {
      throw place.error("'filesize' needs the path of a file, and is given \(path.kindAndText)")
    }
    do {
      return try filesize(path)
    } catch {
      throw place.error("filesize of '\(Excerpt.of(path))': \(error)")
    }
  }
}
