import Expressions
import Foundation
import Testing

@Suite struct NumberFormatTests {
  /// Numbers over the whole range, from a fixed seed.
  private static func samples(_ count: Int) -> [Double] {
    var state: UInt64 = 42
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
    return (0..<count).flatMap { _ in
      let ordinary = Double(Int64(truncatingIfNeeded: next()) % 1_000_000_000) / 1000
      return [Double(bitPattern: next()), ordinary, ordinary / 1e6].filter(\.isFinite)
    }
  }

  private func unsigned(_ text: String) -> String {
    text.hasPrefix("-") && !text.contains { "123456789".contains($0) } ? String(text.dropFirst()) : text
  }

  @Test(arguments: [0, 1, 2, 3, 6, 9, 17, 20])
  func `fixed decimals are those of printf`(decimals: Int) {
    for value in Self.samples(300) + [
      0, 0.5, 1.5, 2.5, 0.125, 0.375, 1e22, 1e23, 9.995, 0.05, Double.leastNonzeroMagnitude,
    ] {
      #expect(
        NumberFormat.fixed(value, decimals: decimals) == unsigned(String(format: "%.\(decimals)f", value)))
    }
  }

  @Test func `a result of zero has no sign`() {
    #expect(NumberFormat.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberFormat.fixed(-0.0, decimals: 0) == "0")
  }

  @Test(arguments: [
    (1.2, 3, "1.20"), (12345, 3, "12300"), (0, 3, "0"), (0.0012345, 3, "0.00123"), (9.999, 3, "10.0"),
    (-2.5, 1, "-2"),
    (99.96, 3, "100"), (999.96, 3, "1000"), (0.1, 1, "0.1"), (1e-7, 2, "0.00000010"),
  ])
  func `significant digits keep positional notation`(value: Double, digits: Int, expected: String) {
    #expect(NumberFormat.significant(value, digits: digits) == expected)
  }

  @Test func `significant digits round as printf does`() throws {
    for value in Self.samples(300) where value != 0 {
      let text = NumberFormat.significant(value, digits: 5)
      let expected = try #require(Double(String(format: "%.4e", value)))
      #expect(Double(text) == expected)
    }
  }

  @Test(arguments: [
    (1.0, "1"), (-3, "-3"), (0.1, "0.1"), (-0.0, "0"), (1e22, "10000000000000000000000"), (2.5e-7, "2.5e-07"),
    (9_007_199_254_740_992, "9007199254740992"), (1e19, "10000000000000000000"), (.infinity, "inf"),
    (-.infinity, "-inf"),
    (.nan, "nan"),
  ])
  func `the shortest text of a whole number has no point`(value: Double, expected: String) {
    #expect(NumberFormat.shortest(value) == expected)
  }

  @Test func `the shortest text reads back as the same number`() {
    for value in Self.samples(1000) { #expect(Double(NumberFormat.shortest(value)) == value) }
  }
}
