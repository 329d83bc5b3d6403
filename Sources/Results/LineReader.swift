internal import OperatingSystem

/// Cuts a file into lines, reading it in large pieces; a line longer than a row can be is not kept.
struct LineReader {
  /// A line without its LF.
  struct Line {
    var bytes: ArraySlice<UInt8>
    /// False for a last line without an LF, and for one that is too long to be a row.
    var isWhole: Bool
    /// The place in the file after the line and its LF.
    var end: Int
  }

  /// Bytes of the file that were given out as lines.
  private(set) var offset = 0
  private var buffer: [UInt8] = []
  private var start = 0
  private var piece = [UInt8](repeating: 0, count: 256 << 10)
  /// Bytes of a line that is too long, which were dropped.
  private var dropped = 0

  /// The next line, or nil at the end of the file.
  mutating func next(from file: borrowing File) throws(Errno) -> Line? {
    var searched = start
    while true {
      if let feed = lineFeed(from: searched) {
        let line = start..<feed
        start = feed + 1
        return give(line, length: line.count + 1, isWhole: dropped == 0)
      }
      if buffer.count - start > MeasurementRow.longestLine {
        dropped += buffer.count - start
        start = buffer.count
      }
      buffer.removeSubrange(..<start)
      start = 0
      searched = buffer.count
      guard try fill(from: file) else {
        guard !buffer.isEmpty || dropped > 0 else { return nil }
        start = buffer.count
        return give(0..<buffer.count, length: buffer.count, isWhole: false)
      }
    }
  }

  private mutating func give(_ range: Range<Int>, length: Int, isWhole: Bool) -> Line {
    offset += dropped + length
    dropped = 0
    return Line(
      bytes: buffer[range], isWhole: isWhole && range.count < MeasurementRow.longestLine, end: offset)
  }

  private func lineFeed(from first: Int) -> Int? {
    buffer.withUnsafeBufferPointer { bytes in
      var index = first
      while index < bytes.count {
        if bytes[index] == CSV.lineFeed { return index }
        index += 1
      }
      return nil
    }
  }

  /// Appends the next piece of the file; false at its end.
  private mutating func fill(from file: borrowing File) throws(Errno) -> Bool {
    var count = 0
    var failure: Errno?
    piece.withUnsafeMutableBytes { bytes in
      do throws(Errno) { count = try file.read(into: bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    buffer.append(contentsOf: piece[..<count])
    return count > 0
  }
}
