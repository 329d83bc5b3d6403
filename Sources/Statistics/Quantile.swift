/// Quantiles of sorted values by linear interpolation between order statistics.
package enum Quantile {
  /// The quantile at a probability in 0...1, type 7 of Hyndman and Fan (1996): with h = (n − 1)p it lies
  /// between the values at ⌊h⌋ and ⌊h⌋ + 1, counted from 0. Nil where there is no value.
  package static func type7(sorted values: [Double], probability: Double) -> Double? {
    precondition((0...1).contains(probability), "a probability lies between 0 and 1")
    guard let last = values.last else { return nil }
    let position = Double(values.count - 1) * probability
    let below = Int(position)
    guard below + 1 < values.count else { return last }
    let low = values[below]
    return low + (position - Double(below)) * (values[below + 1] - low)
  }

  /// The median: the middle value, or the mean of the two middle ones.
  package static func median(sorted values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let middle = values.count / 2
    guard values.count.isMultiple(of: 2) else { return values[middle] }
    return values[middle - 1] + (values[middle] - values[middle - 1]) / 2
  }
}
