/// Writes words, texts and missing values as a run's process and its supervisor exchange them.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func word(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func word(_ value: UInt64, _ text: String) {
    word(value)
    self.text(text)
  }

  /// Makes room for so many more bytes, so that they are not moved while they are written.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// A whole number from 0 in as few bytes as it needs, seven bits each, the low ones first.
  mutating func compact(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A whole number in as few bytes as it needs, small negative ones in few too.
  mutating func compact(_ value: Int) {
    compact(UInt64(bitPattern: Int64(value << 1 ^ value >> (Int.bitWidth - 1))))
  }

  mutating func integer(_ value: Int) { word(UInt64(bitPattern: Int64(value))) }

  mutating func number(_ value: Double) { word(value.bitPattern) }

  mutating func optional(_ value: Double?) {
    word(value == nil ? 0 : 1)
    if let value { number(value) }
  }

  mutating func optional(_ value: Int?) {
    word(value == nil ? 0 : 1)
    if let value { integer(value) }
  }

  mutating func text(_ value: String) {
    word(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }
}

/// Reads what a ``ByteWriter`` wrote; never traps, however hostile the bytes are.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  func fault(_ message: String) -> RunReportDecodingError {
    RunReportDecodingError(message: "\(message) (byte \(position) of \(bytes.count))")
  }

  mutating func word() throws(RunReportDecodingError) -> UInt64 {
    guard bytes.count - position >= 8 else { throw fault("it is cut short") }
    var value: UInt64 = 0
    for offset in 0..<8 { value |= UInt64(bytes[position + offset]) << UInt64(8 * offset) }
    position += 8
    return value
  }

  mutating func byte() throws(RunReportDecodingError) -> UInt8 {
    guard position < bytes.count else { throw fault("it is cut short") }
    defer { position += 1 }
    return bytes[position]
  }

  /// A whole number as the writer puts it in as few bytes as it needs; in more bytes it is refused.
  mutating func compactWord() throws(RunReportDecodingError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      let bits = UInt64(byte & 0x7f)
      guard shift < 63 || (shift == 63 && bits <= 1), byte != 0 || shift == 0 else {
        throw fault("a number is not written as it should be")
      }
      value |= bits << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  mutating func compactInteger() throws(RunReportDecodingError) -> Int {
    let word = try compactWord()
    return Int(bitPattern: UInt(word >> 1)) ^ -Int(word & 1)
  }

  mutating func integer() throws(RunReportDecodingError) -> Int {
    Int(Int64(bitPattern: try word()))
  }

  mutating func number() throws(RunReportDecodingError) -> Double {
    Double(bitPattern: try word())
  }

  private mutating func isPresent() throws(RunReportDecodingError) -> Bool {
    switch try word() {
    case 0: return false
    case 1: return true
    default: throw fault("a value is neither there nor missing")
    }
  }

  mutating func optionalNumber() throws(RunReportDecodingError) -> Double? {
    try isPresent() ? try number() : nil
  }

  mutating func optionalInteger() throws(RunReportDecodingError) -> Int? {
    try isPresent() ? try integer() : nil
  }

  /// The length of what follows; every element takes at least a byte.
  mutating func count() throws(RunReportDecodingError) -> Int {
    guard let count = Int(exactly: try word()), count <= bytes.count - position else {
      throw fault("it is cut short")
    }
    return count
  }

  mutating func text() throws(RunReportDecodingError) -> String {
    let count = try count()
    guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
      throw fault("a text is not UTF-8")
    }
    position += count
    return text
  }
}
