/// How a file's bytes stand for characters, told by its byte order mark.
enum TextEncoding: Equatable {
  /// `start` is behind the byte order mark, if there is one.
  case utf8(start: Int)
  case utf16(bigEndian: Bool)
  case utf32

  init(of bytes: [UInt8]) {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      self = .utf32
    } else if bytes.starts(with: [0xFE, 0xFF]) {
      self = .utf16(bigEndian: true)
    } else if bytes.starts(with: [0xFF, 0xFE]) {
      self = .utf16(bigEndian: false)
    } else {
      self = .utf8(start: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    }
  }
}
