import Jobs

/// The combinations of some axes, in which zipped axes advance together; nothing is allocated for them.
struct Combinations {
  private let groups: [[Int]]
  private let sizes: [Int]
  /// How many there are; nil where that is beyond what an `Int` holds.
  let count: Int?

  /// - Parameters:
  ///   - groups: indices of axes; all axes of a group have equally many values.
  init(_ groups: [[Int]], axes: [Axis]) {
    self.groups = groups
    self.sizes = groups.map { $0.first.map { axes[$0].values.count } ?? 1 }
    self.count = Self.count(of: groups) { axes[$0].values.count }
  }

  /// How many combinations there are; nil where that is beyond what an `Int` holds.
  ///
  /// - Parameter length: the number of values of an axis.
  static func count(of groups: [[Int]], length: (Int) -> Int) -> Int? {
    var count = 1
    var overflows = false
    for group in groups {
      // No value in one axis is no combination, however many the others have.
      guard let size = group.first.map(length), size > 0 else { return 0 }
      if overflows { continue }
      (count, overflows) = count.multipliedReportingOverflow(by: size)
    }
    return overflows ? nil : count
  }

  /// Sets the choices of these axes to those of one combination, and leaves the other axes alone.
  func set(_ choices: inout [Int], to index: Int) {
    var rest = index
    for (group, size) in zip(groups, sizes).reversed() {
      for axis in group { choices[axis] = rest % size }
      rest /= size
    }
  }

  /// All axes in groups: those that are zipped together, the others alone.
  static func groups(axes: Int, zips: [[Int]]) -> [[Int]] {
    let zipped = Set(zips.joined())
    return zips + (0..<axes).filter { !zipped.contains($0) }.map { [$0] }
  }
}
