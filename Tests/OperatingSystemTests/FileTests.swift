import Foundation
import OperatingSystem
import TestPrograms
import Testing

struct FileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The code of the error that the body throws.
  private func code(_ body: () throws -> Void) -> Int32? {
    do {
      try body()
      return nil
    } catch {
      return (error as? OperatingSystem.Errno)?.code
    }
  }

  @Test func `a file is replaced as a whole and no other name stays behind`() throws {
    let directory = try Directory(folder.path)
    try directory.replace("data.csv", with: Array("old".utf8))
    try directory.replace("data.csv", with: Array("new".utf8))
    #expect(try folder.read("data.csv") == "new")
    #expect(try directory.names() == ["data.csv"])
  }

  @Test func `a new file is never one that exists`() throws {
    try folder.write("x", to: "data")
    let directory = try Directory(folder.path)
    #expect(code { _ = try directory.file("data", .createNew) } == Errno.exists)
  }

  @Test func `links are not followed in a folder`() throws {
    try folder.write("secret", to: "target")
    let directory = try Directory(folder.path)
    try directory.link("link", to: "target")
    #expect(code { _ = try directory.file("link", .append) } == Errno.loop)
    #expect(try directory.linkTarget("link") == "target")
    #expect(try directory.linkTarget("target") == nil)
  }

  @Test func `a link can be pointed elsewhere`() throws {
    let directory = try Directory(folder.path)
    try directory.replaceLink("latest", to: "a")
    try directory.replaceLink("latest", to: "b")
    #expect(try directory.linkTarget("latest") == "b")
    #expect(try directory.names() == ["latest"])
  }

  @Test func `a named pipe, a device and a folder are refused at once`() throws {
    let pipe = folder.path(of: "pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(code { _ = try File.read(pipe, atMost: 10) } == File.notRegular)
    #expect(code { _ = try File.read("/dev/zero", atMost: 10) } == File.notRegular)
    #expect(code { _ = try File.read(folder.path, atMost: 10) } == Errno.isDirectory)
  }

  @Test func `more than the cap is refused`() throws {
    let path = try folder.write(String(repeating: "x", count: 100), to: "data")
    #expect(try File.read(path, atMost: 100).count == 100)
    #expect(code { _ = try File.read(path, atMost: 99) } == Errno.tooLarge)
  }

  @Test func `a file is appended to, cut and brought to the disk`() throws {
    try folder.write("one\n", to: "data")
    let file = try Directory(folder.path).file("data", .append)
    try file.writeAll("two\n")
    try file.syncData()
    #expect(try file.status().size == 8)
    try file.truncate(to: 4)
    try file.sync()
    try file.close()
    #expect(try folder.read("data") == "one\n")
  }

  @Test func `folders are made with those above them`() throws {
    let path = folder.path(of: "a/b/c")
    let made = try Directory.make(path)
    #expect(try made.status().kind == .directory)
    _ = try Directory.make(path)
    #expect(try made.freeBytes() > 0)
    try folder.write("x", to: "file")
    #expect(code { _ = try Directory.make(folder.path(of: "file/below")) } == Errno.notDirectory)
  }

  @Test func `what is not there has no status`() throws {
    #expect(try Directory(folder.path).status("nothing") == nil)
  }

  @Test func `an error says what was done to what`() {
    let error = OperatingSystem.Errno(code: Errno.noEntry, operation: "open", path: "x")
    #expect(error.description == "open 'x': no such file or directory")
    #expect(error.name == "ENOENT")
  }
}
