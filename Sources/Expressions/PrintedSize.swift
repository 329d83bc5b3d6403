extension Quantity {
  /// An amount of memory for people: `412 MiB`, `3.24 GiB`; three significant digits, or whole bytes.
  package static func printedSize(_ bytes: Double) -> String {
    var value = bytes
    var units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][...]
    // 1023.5 would be printed as 1024.
    while value.magnitude >= 1023.5, units.count > 1 {
      value /= 1024
      units.removeFirst()
    }
    let decimals = units.first == "B" || value.magnitude >= 99.95 ? 0 : value.magnitude >= 9.995 ? 1 : 2
    var text = NumberFormat.fixed(value, decimals: decimals)
    if decimals > 0 {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return "\(text) \(units.first ?? "B")"
  }
}
