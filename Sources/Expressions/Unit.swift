/// A unit behind a number, and what it makes of the number.
struct Unit: Sendable, Equatable {
  let name: String
  /// How many base units it is, where that is a whole number; else 1.
  let factor: Double
  /// How many of it make a base unit, where that is a whole number; else 1. Dividing by 1000 gives the
  /// number nearest to the decimal that is written, which multiplying by 0.001 does not.
  let divisor: Double

  private init(_ name: String, factor: Double = 1, divisor: Double = 1) {
    self.name = name
    self.factor = factor
    self.divisor = divisor
  }

  func apply(to number: Double) -> Double { number * factor / divisor }

  /// Units of time; the base unit is the second.
  static let durations: [Unit] = [
    Unit("us", divisor: 1_000_000), Unit("ms", divisor: 1000), Unit("s"), Unit("min", factor: 60),
    Unit("h", factor: 3600),
  ]

  /// Units of size; the base unit is the byte.
  static let sizes: [Unit] = [
    Unit("B"), Unit("kB", factor: 1e3), Unit("MB", factor: 1e6), Unit("GB", factor: 1e9),
    Unit("KiB", factor: 1024), Unit("MiB", factor: 1_048_576), Unit("GiB", factor: 1_073_741_824),
  ]

  /// The base unit is the fraction 1.
  static let percentages: [Unit] = [Unit("%", divisor: 100)]

  /// All of them, as literals in expressions may use them.
  static let all: [Unit] = durations + sizes + percentages
}
