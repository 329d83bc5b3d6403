import OperatingSystem
import Testing

@Suite struct MemoryPageTests {
  @Test func `memory that was touched has a page, which is this process's alone`() throws {
    let memory = try SharedMemory(bytes: 65536, withForkedProcesses: false)
    memory.base.storeBytes(of: 1, as: UInt8.self)
    let page = try #require(try MemoryPage.of(memory.base))
    #expect(page.isExclusive)
    keep(memory)
  }

  @Test func `memory that was never touched has none`() throws {
    let memory = try SharedMemory(bytes: 1 << 22, withForkedProcesses: true)
    #expect(try MemoryPage.of(memory.base + 1 << 21) == nil)
    keep(memory)
  }

  @Test func `a page is the same behind two mappings, and counts half in each`() throws {
    let bytes = 1 << 16
    let file = try File.inMemory(named: "test", bytes: bytes)
    try [UInt8](repeating: 7, count: bytes).withUnsafeBytes { try file.writeAll($0) }
    let first = try MappedBytes(path: file.openPath)
    let second = try MappedBytes(path: file.openPath)
    #expect(first.size == bytes && first.bytes.elementsEqual(second.bytes))
    let (one, other) = (try #require(first.bytes.baseAddress), try #require(second.bytes.baseAddress))
    #expect(try MemoryPage.of(one)?.frame == MemoryPage.of(other)?.frame)
    #expect(try ProportionalSize.ofMapping(at: one) == bytes / 2)
    #expect(try ProportionalSize.ofMapping(at: other) == bytes / 2)
    #expect(try ProportionalSize.ofMapping(at: one + 4096) == nil)
    keep(first)
    keep(second)
  }

  @Test func `a file without a name is found by its open path`() throws {
    let file = try File.temporary()
    try file.extend(to: 10)
    try file.writeAll("0123456789")
    let mapped = try MappedBytes(path: file.openPath)
    #expect(String(decoding: mapped.bytes, as: UTF8.self) == "0123456789")
  }

  @Test func `nothing cannot be mapped`() throws {
    let file = try File.temporary()
    #expect(throws: Errno.self) { _ = try MappedBytes(path: file.openPath) }
    #expect(throws: Errno.self) { _ = try MappedBytes(path: "/nonexistent") }
    #expect(throws: Errno.self) { try GlobalWord.share(path: file.openPath) }
  }

  @Test func `the global has a page of its own`() {
    #expect(Int(bitPattern: GlobalWord.address) % GlobalWord.bytes == 0)
    #expect(GlobalWord.bytes >= 4096)
  }

  private func keep(_ memory: borrowing SharedMemory) {}
  private func keep(_ memory: borrowing MappedBytes) {}
}
