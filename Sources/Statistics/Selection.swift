/// Order statistics without sorting everything.
package enum Selection {
  /// Rearranges the values so that the one at `rank`, counted from 0, is where sorting would put it, with none larger
  /// before it and none smaller after it (Hoare's algorithm 65, "Find", 1961). Values must not be NaN.
  ///
  /// - Returns: that value.
  @discardableResult
  package static func place(_ rank: Int, of values: inout [Double]) -> Double {
    precondition(values.indices.contains(rank), "a rank is that of a value")
    return values.withUnsafeMutableBufferPointer { buffer in
      var low = 0
      var high = buffer.count - 1
      while low < high {
        let pivot = middle(buffer[low], buffer[low + (high - low) / 2], buffer[high])
        var left = low
        var right = high
        repeat {
          while buffer[left] < pivot { left += 1 }
          while buffer[right] > pivot { right -= 1 }
          if left <= right {
            buffer.swapAt(left, right)
            left += 1
            right -= 1
          }
        } while left <= right
        if rank <= right {
          high = right
        } else if rank >= left {
          low = left
        } else {
          break
        }
      }
      return buffer[rank]
    }
  }

  /// The quantile of type 7, as ``Quantile/type7(sorted:probability:)``; the values are rearranged. Nil where there is
  /// none.
  package static func type7(of values: inout [Double], probability: Double) -> Double? {
    precondition((0...1).contains(probability), "a probability lies between 0 and 1")
    guard !values.isEmpty else { return nil }
    let position = Double(values.count - 1) * probability
    let below = Int(position)
    let low = place(below, of: &values)
    guard below + 1 < values.count, position > Double(below) else { return low }
    let high = values[(below + 1)...].min() ?? low
    return low + (position - Double(below)) * (high - low)
  }

  /// The median of values in any order, as ``Quantile/median(sorted:)``. Nil where there is none.
  package static func median(_ values: [Double]) -> Double? {
    var values = values
    guard !values.isEmpty else { return nil }
    let middle = values.count / 2
    let high = place(middle, of: &values)
    guard values.count.isMultiple(of: 2), let low = values[..<middle].max() else { return high }
    return low + (high - low) / 2
  }

  private static func middle(_ one: Double, _ two: Double, _ three: Double) -> Double {
    max(min(one, two), min(max(one, two), three))
  }
}
