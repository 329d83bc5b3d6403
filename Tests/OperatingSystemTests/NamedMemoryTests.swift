import Glibc
import OperatingSystem
import Testing

/// Memory that is handed on by its descriptor; here within one process.
@Suite struct NamedMemoryTests {
  @Test func `whoever maps the descriptor sees the same zeroed memory`() throws {
    let memory = try SharedMemory(named: "test", bytes: 10_000)
    let other = try SharedMemory(mapping: try copy(of: memory))
    #expect(other.size == 10_000)
    #expect(bytes(other).allSatisfy { $0 == 0 })
    memory.base.storeBytes(of: 17, toByteOffset: 9_999, as: UInt8.self)
    #expect(other.base.load(fromByteOffset: 9_999, as: UInt8.self) == 17)
  }

  @Test func `its descriptors are closed at exec`() throws {
    let memory = try SharedMemory(named: "test", bytes: 1)
    let other = try SharedMemory(mapping: try copy(of: memory))
    for number in [try number(memory), try number(other)] { #expect(fcntl(number, F_GETFD) == FD_CLOEXEC) }
  }

  @Test func `memory of threads or forks alone has no descriptor`() throws {
    for shared in [true, false] {
      let memory = try SharedMemory(bytes: 4096, withForkedProcesses: shared)
      #expect(memory.descriptor == nil)
    }
  }

  @Test func `what has grown keeps its content, and is zero beyond`() throws {
    var memory = try SharedMemory(named: "test", bytes: 4096)
    memory.base.initializeMemory(as: UInt8.self, repeating: 1, count: 4096)
    try memory.grow(to: 1 << 20)
    #expect(memory.size == 1 << 20)
    #expect(bytes(memory)[..<4096].allSatisfy { $0 == 1 })
    #expect(bytes(memory)[4096...].allSatisfy { $0 == 0 })
  }

  @Test func `another mapping follows when it is told to`() throws {
    var memory = try SharedMemory(named: "test", bytes: 4096)
    var other = try SharedMemory(mapping: try copy(of: memory))
    try memory.grow(to: 3 << 20)
    memory.base.storeBytes(of: 5, toByteOffset: (3 << 20) - 1, as: UInt8.self)
    #expect(other.size == 4096)
    try other.remap()
    #expect(other.size == 3 << 20)
    #expect(other.base.load(fromByteOffset: (3 << 20) - 1, as: UInt8.self) == 5)
  }

  @Test func `a mapping that is up to date stays where it is`() throws {
    var memory = try SharedMemory(named: "test", bytes: 4096)
    let place = memory.base
    try memory.remap()
    try memory.grow(to: 4096)
    #expect(memory.base == place && memory.size == 4096)
  }

  @Test func `memory never shrinks`() throws {
    var memory = try SharedMemory(named: "test", bytes: 8192)
    let error = #expect(throws: Errno.self) { try memory.grow(to: 4096) }
    #expect(error?.code == EINVAL)
    #expect(memory.size == 8192)
    let number = try number(memory)
    #expect(ftruncate(number, 0) == -1)
  }

  @Test func `memory without a descriptor does not grow`() throws {
    var memory = try SharedMemory(bytes: 4096, withForkedProcesses: true)
    let error = #expect(throws: Errno.self) { try memory.grow(to: 8192) }
    #expect(error?.code == EBADF)
  }

  @Test func `a discarded part is zero and nothing beside it changes`() throws {
    for kind in 0..<3 {
      let memory =
        kind == 0
        ? try SharedMemory(named: "test", bytes: 40_000)
        : try SharedMemory(bytes: 40_000, withForkedProcesses: kind == 1)
      memory.base.initializeMemory(as: UInt8.self, repeating: 1, count: 40_000)
      memory.discard(from: 100, bytes: 30_000)
      memory.discard(from: 35_000, bytes: 10)
      memory.discard(from: 40_000, bytes: 0)
      let zeros = bytes(memory).indices.filter { bytes(memory)[$0] == 0 }
      #expect(zeros == Array(100..<30_100) + Array(35_000..<35_010))
    }
  }

  @Test func `discarded pages are given back`() throws {
    let memory = try SharedMemory(named: "test", bytes: 1 << 20)
    memory.base.initializeMemory(as: UInt8.self, repeating: 1, count: 1 << 20)
    memory.discard(from: 0, bytes: 1 << 20)
    var status = stat()
    let number = try number(memory)
    #expect(fstat(number, &status) == 0)
    #expect(status.st_blocks == 0)
  }

  @Test func `what is no memory is refused and closed`() throws {
    var pipe = try Pipe()
    guard let reader = pipe.takeReader() else { return }
    let number = fcntl(pipe.writeNumber, F_DUPFD_CLOEXEC, 3)
    pipe.closeWriter()
    #expect(throws: Errno.self) { _ = try SharedMemory(mapping: number) }
    var byte: UInt8 = 0
    #expect(read(reader.rawValue, &byte, 1) == 0)
    #expect(throws: Errno.self) { _ = try SharedMemory(mapping: -1) }
    #expect(throws: Errno.self) { _ = try SharedMemory(named: "test", bytes: 0) }
  }

  private func copy(of memory: borrowing SharedMemory) throws -> Int32 {
    dup(try number(memory))
  }

  private func number(_ memory: borrowing SharedMemory) throws -> Int32 {
    let descriptor = memory.descriptor
    return try #require(descriptor)
  }

  private func bytes(_ memory: borrowing SharedMemory) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: memory.base, count: memory.size)
  }
}
