import Foundation
import Jobs
import OperatingSystem
import Testing

@testable import Executors

/// The same box as another process maps it.
private func otherSide(of box: borrowing PayloadBox) throws(Errno) -> PayloadBox {
  try PayloadBox(handed: dup(box.descriptor ?? -1))
}

/// Places in a box of 1 048 576 bytes, computed by hand.
@Suite struct PayloadBoxTests {
  private let size = PayloadBox.capacity

  @Test func `blocks lie one after the other`() throws {
    var box = try PayloadBox()
    #expect(try box.reserve(100, taken: 0) == 0)
    #expect(try box.reserve(200, taken: 0) == 100)
    #expect(try box.reserve(7, taken: 100) == 300)
    #expect(box.head == 307)
  }

  @Test func `an empty box begins at its start`() throws {
    var box = try PayloadBox()
    _ = try box.reserve(1000, taken: 0)
    #expect(try box.reserve(10, taken: 1000) == 0)
    #expect(box.head == 1010)
  }

  @Test func `a full box has no room until blocks are taken`() throws {
    var box = try PayloadBox()
    #expect(try box.reserve(400_000, taken: 0) == 0)
    #expect(try box.reserve(400_000, taken: 0) == 400_000)
    #expect(try box.reserve(400_000, taken: 0) == nil)
    #expect(try box.reserve(400_000, taken: 399_999) == nil)
    // The 248 576 bytes at the end stay empty: a block lies in one piece.
    #expect(try box.reserve(400_000, taken: 400_000) == 0)
    #expect(box.head == UInt64(size) + 400_000)
    #expect(try box.reserve(1, taken: 400_000) == nil)
    #expect(try box.reserve(400_000, taken: 800_000) == 400_000)
    #expect(try box.reserve(400_000, taken: 800_000) == nil)
    #expect(try box.reserve(400_000, taken: UInt64(size) + 400_000) == 0)
  }

  @Test func `a block that fits exactly does not leave a gap`() throws {
    var box = try PayloadBox()
    #expect(try box.reserve(size / 2, taken: 0) == 0)
    #expect(try box.reserve(size / 2, taken: 0) == size / 2)
    #expect(try box.reserve(1, taken: 0) == nil)
    #expect(try box.reserve(size / 2, taken: UInt64(size / 2)) == 0)
    #expect(box.head == UInt64(size / 2 * 3))
  }

  @Test func `an empty box grows for a block of more than its half`() throws {
    var box = try PayloadBox()
    // 4 * 600 000 bytes, to whole pages: 2 400 256.
    #expect(try box.reserve(600_000, taken: 0) == 0)
    #expect(try box.reserve(600_000, taken: 0) == 600_000)
    #expect(try box.reserve(600_000, taken: 0) == 1_200_000)
    #expect(try box.reserve(600_000, taken: 0) == 1_800_000)
    #expect(try box.reserve(257, taken: 0) == nil)
    #expect(try box.reserve(256, taken: 0) == 2_400_000)
  }

  @Test func `a block that is larger than a box waits until it is empty`() throws {
    var box = try PayloadBox()
    _ = try box.reserve(10, taken: 0)
    _ = try box.reserve(20, taken: 0)
    #expect(try box.reserve(5 << 20, taken: 10) == nil)
    #expect(try box.reserve(5 << 20, taken: 30) == 0)
    #expect(try box.reserve(10 << 20, taken: 30) == 5 << 20)
  }

  @Test func `a very large block makes room for one more of its size`() throws {
    var box = try PayloadBox()
    #expect(try box.reserve(20 << 20, taken: 0) == 0)
    #expect(try box.reserve(20 << 20, taken: 0) == 20 << 20)
    #expect(try box.reserve(1, taken: 0) == nil)
  }

  @Test func `the other side sees what was put in, also after the box has grown`() throws {
    var box = try PayloadBox()
    var other = try otherSide(of: box)
    for count in [1, 1000, 600_000, 30_000_000, 5] {
      let bytes = [UInt8](repeating: UInt8(count & 0xff) | 1, count: count)
      let place = try #require(try box.reserve(count, taken: box.head))
      box.fill(place, bytes)
      let seen = try #require(try other.block(UInt64(place), UInt64(count)))
      #expect(Array(seen) == bytes)
    }
  }

  @Test func `memory beyond the first size is given back once small blocks are enough`() throws {
    var box = try PayloadBox()
    var other = try otherSide(of: box)
    let place = try #require(try box.reserve(3 << 20, taken: 0))
    box.fill(place, [UInt8](repeating: 7, count: 3 << 20))
    let last = UInt64((3 << 20) - 1)
    #expect(try other.block(last, 1)?.first == 7)
    _ = try box.reserve(10, taken: box.head)
    #expect(try other.block(last, 1)?.first == 0)
    #expect(try other.block(0, 1)?.first == 7)
  }

  @Test func `places outside of the memory have no bytes`() throws {
    var box = try PayloadBox()
    let end = UInt64(size)
    #expect(try box.block(end, 0) != nil)
    #expect(try box.block(end, 1) == nil)
    #expect(try box.block(0, end + 1) == nil)
    #expect(try box.block(.max, 8) == nil)
    #expect(try box.block(8, .max) == nil)
    #expect(try box.block(.max, .max) == nil)
    #expect(try box.block(UInt64(Int.max), 1) == nil)
  }

  @Test func `what is no memory is an error`() {
    #expect(throws: Errno.self) { _ = try PayloadBox(handed: -1).head }
  }

  /// Blocks of random sizes, put in and taken out at random: none overwrites another that is still there.
  @Test(arguments: [UInt64(1), 2, 3, 4]) func `blocks do not overlap`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var box = try PayloadBox()
    var other = try otherSide(of: box)
    var live: [(place: Int, bytes: [UInt8], end: UInt64)] = []
    var taken: UInt64 = 0
    for step in 0..<3000 {
      if random.next() % 3 > 0 || live.isEmpty {
        let scale = [100, 5000, 200_000, 700_000][Int(random.next() % 100) < 97 ? Int(random.next() % 3) : 3]
        let bytes = [UInt8](
          repeating: UInt8(truncatingIfNeeded: step), count: 1 + Int(random.next() % UInt64(scale)))
        guard let place = try box.reserve(bytes.count, taken: taken) else {
          #expect(!live.isEmpty)
          continue
        }
        box.fill(place, bytes)
        live.append((place, bytes, box.head))
      } else {
        let (place, bytes, end) = live.removeFirst()
        let seen = try #require(try other.block(UInt64(place), UInt64(bytes.count)))
        #expect(seen.elementsEqual(bytes))
        taken = end
      }
    }
  }
}
