/// What remains of the p of several tests that are looked at together. A p that is adjusted is compared with the
/// same limit as one alone.
package enum MultipleTesting {
  /// Holm's step-down method (1979), which bounds the probability of any false finding among all tests, however
  /// they depend on each other. In the order of `p`.
  package static func holm(_ p: [Double]) -> [Double] {
    var adjusted = p
    var largest = 0.0
    for (position, index) in ascending(p).enumerated() {
      largest = max(largest, min(1, p[index] * Double(p.count - position)))
      adjusted[index] = largest
    }
    return adjusted
  }

  /// The step-up method of Benjamini and Hochberg (1995), which bounds the expected share of false ones among the
  /// findings. In the order of `p`.
  package static func benjaminiHochberg(_ p: [Double]) -> [Double] {
    var adjusted = p
    var smallest = 1.0
    for (position, index) in ascending(p).enumerated().reversed() {
      smallest = min(smallest, p[index] * Double(p.count) / Double(position + 1))
      adjusted[index] = smallest
    }
    return adjusted
  }

  private static func ascending(_ p: [Double]) -> [Int] {
    p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
  }
}
