/// The lines of a text, for showing one of them below a message.
///
/// It decodes what `YAMLReader` decodes, UTF-8 and UTF-16 with a byte order mark, but takes broken text
/// too, so that the line of an encoding error can be shown.
package struct SourceText: Sendable {
  private let utf8: [UInt8]
  private let lineStarts: [Int]

  package init(_ bytes: [UInt8]) {
    switch TextEncoding(of: bytes) {
    case .utf8(let start): utf8 = Array(String(decoding: bytes[start...], as: UTF8.self).utf8)
    case .utf16(let bigEndian):
      var units: [UInt16] = []
      units.reserveCapacity(bytes.count / 2)
      for index in stride(from: 2, to: bytes.count - 1, by: 2) {
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        units.append(bigEndian ? first << 8 | second : second << 8 | first)
      }
      utf8 = Array(String(decoding: units, as: UTF16.self).utf8)
    case .utf32: utf8 = []
    }
    var starts = [0]
    for index in utf8.indices {
      let isBreak =
        utf8[index] == 0x0A || (utf8[index] == 0x0D && !(index + 1 < utf8.count && utf8[index + 1] == 0x0A))
      if isBreak { starts.append(index + 1) }
    }
    lineStarts = starts
  }

  /// The line with this number, from 1, without its line break; nil when there is none.
  package func line(_ number: Int) -> String? {
    guard number >= 1, number <= lineStarts.count else { return nil }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : utf8.count
    while end > start, utf8[end - 1] == 0x0A || utf8[end - 1] == 0x0D { end -= 1 }
    return String(decoding: utf8[start..<end], as: UTF8.self)
  }
}
