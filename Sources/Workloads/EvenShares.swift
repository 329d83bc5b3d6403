/// Shares a whole number of units as evenly as can be.
struct EvenShares: Sendable {
  let total: UInt64
  let parts: Int

  /// The units of one part: no two parts differ by more than 1.
  subscript(_ part: Int) -> UInt64 {
    total / UInt64(parts) + (UInt64(part) < total % UInt64(parts) ? 1 : 0)
  }

  /// Where the units of one part lie, if the parts follow each other.
  func range(_ part: Int) -> Range<Int> {
    let lower = total / UInt64(parts) * UInt64(part) + min(UInt64(part), total % UInt64(parts))
    return Int(lower)..<Int(lower + self[part])
  }
}
