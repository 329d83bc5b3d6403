import Foundation
import TestPrograms
import Testing

@testable import Curl

@Suite(.enabled(if: FileServer.canRun, "there is no python3 to serve files"))
struct DownloadTests {
  private func library() throws -> CurlLibrary {
    let library = try CurlLibrary()
    try library.start()
    return library
  }

  @Test func `a file arrives whole`() throws {
    let server = try FileServer()
    let pieces = Pieces()
    let download = try library().fetch(server.address + "/file-001", timeout: 10) { pieces.add($0) }
    #expect(download == Download(code: 0, status: 200, bytes: 4096))
    #expect(download.isComplete)
    #expect(pieces.bytes == Array(String(repeating: "001\n", count: 1024).utf8))
  }

  @Test func `a status of 404 is a failed transfer without content`() throws {
    let server = try FileServer()
    let download = try library().fetch(server.address + "/file-013", timeout: 10) { _ in }
    #expect(!download.isComplete)
    #expect(download.status == 404)
    #expect(download.bytes == 0)
  }

  @Test func `a transfer that takes too long is given up`() throws {
    let server = try FileServer()
    // The server waits 50 ms before each answer.
    let download = try library().fetch(server.address + "/file-001", timeout: 0.005) { _ in }
    #expect(try library().reason(ofCode: download.code).lowercased().contains("timeout"))
  }

  @Test func `a port where nobody listens is a failed transfer`() throws {
    let download = try library().fetch("http://127.0.0.1:1/file", timeout: 10) { _ in }
    #expect(!download.isComplete)
    #expect(download.status == 0)
  }

  @Test(arguments: ["file:///etc/hostname", "ftp://127.0.0.1/file", "no address at all", ""])
  func `what is neither HTTP nor HTTPS is not fetched`(_ address: String) throws {
    let download = try library().fetch(address, timeout: 10) { _ in }
    #expect(!download.isComplete)
    #expect(download.bytes == 0)
  }

  @Test func `an error of the receiver ends the transfer and is thrown`() throws {
    struct Full: Error {}
    let server = try FileServer()
    #expect(throws: Full.self) {
      _ = try library().fetch(server.address + "/file-001", timeout: 10) { _ in throw Full() }
    }
  }
}

/// What arrived so far.
private final class Pieces {
  private(set) var bytes: [UInt8] = []

  func add(_ piece: UnsafeRawBufferPointer) { bytes += piece }
}
