/// One number a repetition; NaN stands for missing, since an optional number takes twice the memory. A column that
/// nobody fills takes none.
struct RunColumn {
  private(set) var values: [Double] = []
  /// How many repetitions there will be.
  private let expected: Int

  init(expecting count: Int) {
    expected = count
  }

  /// Sets the number of a repetition, counted from 0.
  mutating func set(_ slot: Int, _ value: Double?) {
    guard let value, value.isFinite else {
      if slot < values.count { values[slot] = .nan }
      return
    }
    if slot < values.count {
      values[slot] = value
    } else {
      if values.isEmpty { values.reserveCapacity(expected) }
      if slot > values.count { values.append(contentsOf: repeatElement(.nan, count: slot - values.count)) }
      values.append(value)
    }
  }

  /// The number of a repetition, counted from 0; NaN where it is missing.
  subscript(slot: Int) -> Double { slot < values.count ? values[slot] : .nan }
}
