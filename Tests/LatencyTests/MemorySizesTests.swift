import Latency
import Testing

struct MemorySizesTests {
  private static let plenty = 64 << 30

  @Test func `each load goes around in what fits into its cache and not into the one before`() {
    let sizes = MemorySizes(
      .init(first: 48 << 10, second: 1 << 20, third: 32 << 20, line: 64), available: Self.plenty)
    #expect(sizes.first == .bytes(24 << 10))
    #expect(sizes.second == .bytes(512 << 10))
    #expect(sizes.third == .bytes(2 << 20))
    #expect(sizes.memory == .bytes(256 << 20))
    #expect(sizes.stride == 64)
    #expect(sizes.note == nil)
  }

  @Test func `small caches need less memory`() {
    let sizes = MemorySizes(.init(first: 32 << 10, second: 512 << 10), available: Self.plenty)
    #expect(sizes.memory == .bytes(64 << 20))
    #expect(sizes.third == .missing("no L3 cache is told"))
  }

  @Test func `never more than an eighth of the available memory, and that is said where it is too little`() {
    let sizes = MemorySizes(
      .init(first: 32 << 10, second: 1 << 20, third: 32 << 20), available: 512 << 20)
    #expect(sizes.memory == .bytes(64 << 20))
    #expect(sizes.note?.contains("less than 4 times the last cache") == true)
  }

  @Test func `too little memory is no measurement`() {
    let sizes = MemorySizes(.init(first: 32 << 10), available: 100 << 20)
    guard case .missing(let reason) = sizes.memory else {
      Issue.record("\(sizes.memory)")
      return
    }
    #expect(reason.contains("too little"))
  }

  @Test func `caches that are not told are not guessed`() {
    let sizes = MemorySizes(.init(), available: nil)
    #expect(sizes.first == .missing("this machine does not tell the size of its L1 cache"))
    #expect(sizes.second == .missing("this machine does not tell the size of its L2 cache"))
    #expect(sizes.memory == .bytes(64 << 20))
    #expect(sizes.note?.contains("not told") == true)
  }

  @Test func `a cache hardly larger than the one before is left out`() {
    let sizes = MemorySizes(.init(first: 128 << 10, second: 256 << 10), available: Self.plenty)
    #expect(sizes.second == .missing("it is hardly larger than the cache before it"))
  }

  @Test func `long lines are stepped over`() {
    #expect(MemorySizes(.init(first: 64 << 10, line: 128), available: Self.plenty).stride == 128)
    #expect(MemorySizes(.init(first: 64 << 10, line: 32), available: Self.plenty).stride == 64)
  }
}
