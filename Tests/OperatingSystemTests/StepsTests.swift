import Foundation
import OperatingSystem
import TestPrograms
import Testing

struct StepsTests {
  @Test func `twice as many steps take longer`() {
    func nanoseconds(_ count: Int) -> UInt64 {
      (0..<9).map { _ in
        let start = SystemClock.nanoseconds()
        Steps.additions(count)
        return SystemClock.nanoseconds() - start
      }.min() ?? 0
    }
    #expect(nanoseconds(64 << 14) > nanoseconds(64 << 10) * 4)
  }

  @Test func `loads follow the addresses`() {
    let words = UnsafeMutablePointer<UInt>.allocate(capacity: 3)
    defer { words.deallocate() }
    for index in 0..<3 { words[index] = UInt(bitPattern: words + (index + 1) % 3) }
    let end = Steps.loads(from: UnsafeMutableRawPointer(words), Steps.block)
    #expect(end == UnsafeMutableRawPointer(words + Steps.block % 3))
  }

  @Test func `large memory lies at a multiple of 2 MiB and can be written to its end`() throws {
    let memory = try LargeMemory(bytes: (2 << 20) + 100)
    #expect(UInt(bitPattern: memory.base) % (2 << 20) == 0)
    memory.base.storeBytes(of: 7, toByteOffset: memory.size - 1, as: UInt8.self)
    #expect((memory.base + memory.size - 1).load(as: UInt8.self) == 7)
  }

  @Test func `threads, branches, words, locks and system calls come to their end`() throws {
    try Steps.threads(3)
    Steps.branches(on: [0, 1, 1, 0])
    withUnsafeBytes(of: (UInt64(1), UInt64(2))) { Steps.words($0) }
    Steps.locks(100)
    Steps.systemCalls(100)
  }

  @Test func `a file in memory is refused, since no disk would be measured`() throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: "/dev/shm", isDirectory: &isDirectory) else { return }
    #expect(throws: DirectFile.Failure.memory("tmpfs")) { _ = try DirectFile(in: "/dev/shm").size }
  }

  @Test func `a file past the page cache holds what was appended and leaves no name`() throws {
    let folder = try TemporaryFolder()
    do {
      var file = try DirectFile(in: folder.path)
      try file.append { 1 }
      try file.sync()
      #expect(file.size == DirectFile.piece)
      try file.read(at: 4096, bytes: 4096)
      #expect(throws: Errno.self) { try file.read(at: DirectFile.piece, bytes: 4096) }
    } catch let failure as DirectFile.Failure {
      // The disk of temporary files may be memory.
      #expect(!failure.description.isEmpty)
    }
    #expect(try folder.names() == [])
  }

  @Test func `a folder that is not there is named`() {
    #expect(throws: DirectFile.Failure.self) { _ = try DirectFile(in: "/nonexistent-folder").size }
  }

  @Test func `a look at the clock costs something`() throws {
    #expect(SystemClock.cost() > 0)
    #expect(try #require(SystemClock.resolution()) > 0)
  }
}
