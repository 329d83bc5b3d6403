import Results
import Testing

@Suite struct CRC32Tests {
  @Test func `the published check value comes out`() {
    #expect(CRC32.checksum("123456789".utf8) == 0xcbf4_3926)
  }

  @Test func `nothing has the checksum zero`() {
    #expect(CRC32.checksum([UInt8]()) == 0)
  }

  @Test func `known texts have the checksums that zlib gives them`() {
    #expect(CRC32.checksum("a".utf8) == 0xe8b7_be43)
    #expect(CRC32.checksum("The quick brown fox jumps over the lazy dog".utf8) == 0x414f_a339)
  }

  @Test func `bytes fed in pieces give the same as at once`() {
    let bytes = (0..<100).map { UInt8(truncatingIfNeeded: $0 * 37) }
    for cut in 0...100 {
      var crc = CRC32()
      bytes[..<cut].withUnsafeBufferPointer { crc.update($0) }
      bytes[cut...].withUnsafeBufferPointer { crc.update($0) }
      #expect(crc.value == CRC32.checksum(bytes))
    }
  }
}
