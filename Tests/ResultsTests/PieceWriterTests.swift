import Foundation
import Results
import Testing

@Suite struct PieceWriterTests {
  private struct Stop: Error {}
  private let temporary: TemporaryFolder
  private let folder: ResultFolder

  init() throws {
    temporary = try TemporaryFolder()
    folder = try temporary.results()
  }

  @Test func `pieces make one file and nothing is left beside it`() throws {
    try folder.replaceFile("trace.json", Array("old".utf8))
    try folder.replaceFile("trace.json") { writer in
      for byte in 0..<UInt8(100) { try writer.append { $0 += [UInt8](repeating: byte, count: 10_000) } }
    }
    let whole = try #require(try folder.readFile("trace.json"))
    #expect(whole == (0..<UInt8(100)).flatMap { [UInt8](repeating: $0, count: 10_000) })
    #expect(try names(in: folder.path) == ["trace.json"])
  }

  @Test func `what fails in between leaves the old file`() throws {
    try folder.replaceFile("trace.json", Array("old".utf8))
    #expect(throws: Stop.self) {
      try folder.replaceFile("trace.json") { writer in
        try writer.append { $0 += [UInt8](repeating: 1, count: 1_000_000) }
        throw Stop()
      }
    }
    #expect(try folder.readFile("trace.json") == Array("old".utf8))
    #expect(try names(in: folder.path) == ["trace.json"])
  }

  @Test func `a link in place of the file is refused and its target unchanged`() throws {
    try write("precious".utf8, to: temporary.path + "/precious")
    try FileManager.default.createSymbolicLink(
      atPath: folder.pathOf("trace.json"), withDestinationPath: "../../precious")
    #expect(throws: ResultsError.self) { try folder.replaceFile("trace.json") { _ in } }
    #expect(try bytes(temporary.path + "/precious") == Array("precious".utf8))
  }
}
