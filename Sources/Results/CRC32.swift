/// The CRC-32 of zlib, gzip and PNG: polynomial 0xEDB88320, reflected, start and end inverted.
package struct CRC32: Sendable {
  private var state: UInt32 = 0xffff_ffff

  package init() {}

  /// The checksum of what was fed so far.
  package var value: UInt32 { ~state }

  /// The checksum of some bytes.
  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = CRC32()
    if bytes.withContiguousStorageIfAvailable({ crc.update($0) }) == nil {
      Array(bytes).withUnsafeBufferPointer { crc.update($0) }
    }
    return crc.value
  }

  /// Feeds bytes, eight at a time: table k holds what a byte followed by k zero bytes does.
  package mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    var crc = state
    var position = 0
    CRC32.tables.withUnsafeBufferPointer { tables in
      while position + 8 <= bytes.count {
        let low = crc ^ CRC32.word(bytes, position)
        let high = CRC32.word(bytes, position + 4)
        crc = tables[0x700 | Int(low & 0xff)] ^ tables[0x600 | Int(low >> 8 & 0xff)]
        crc ^= tables[0x500 | Int(low >> 16 & 0xff)] ^ tables[0x400 | Int(low >> 24)]
        crc ^= tables[0x300 | Int(high & 0xff)] ^ tables[0x200 | Int(high >> 8 & 0xff)]
        crc ^= tables[0x100 | Int(high >> 16 & 0xff)] ^ tables[Int(high >> 24)]
        position += 8
      }
      while position < bytes.count {
        crc = tables[Int((crc ^ UInt32(bytes[position])) & 0xff)] ^ (crc >> 8)
        position += 1
      }
    }
    state = crc
  }

  private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt32 {
    UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2]) << 16
      | UInt32(bytes[position + 3]) << 24
  }

  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
      tables[byte] = crc
    }
    for index in 256..<tables.count {
      let before = tables[index - 256]
      tables[index] = before >> 8 ^ tables[Int(before & 0xff)]
    }
    return tables
  }()
}
