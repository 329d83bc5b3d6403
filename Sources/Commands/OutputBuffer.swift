import OperatingSystem

/// Data for the standard output, written in large pieces.
struct OutputBuffer {
  private static let large = 1 << 16
  var bytes: [UInt8] = []

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ piece: [UInt8]) {
    bytes.append(contentsOf: piece)
  }

  /// Ends a line, without the spaces at its end where these are to be trimmed.
  mutating func endLine(trimming: Bool) {
    while trimming, bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func flushIfLarge() throws(CommandFailure) {
    if bytes.count >= Self.large { try flush() }
  }

  mutating func flush() throws(CommandFailure) {
    try Terminal.output(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
