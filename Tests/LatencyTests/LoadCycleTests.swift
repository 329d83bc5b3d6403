import Latency
import OperatingSystem
import Testing

struct LoadCycleTests {
  @Test(arguments: [64, 128, 4096, 64 * 1000])
  func `the chain leads to every place once and back`(bytes: Int) throws {
    let memory = try LargeMemory(bytes: bytes)
    let start = LoadCycle.make(in: memory, bytes: bytes, stride: 64)
    var places: Set<UnsafeMutableRawPointer> = []
    var place = start
    repeat {
      #expect(places.insert(place).inserted)
      place = try #require(UnsafeMutableRawPointer(bitPattern: place.load(as: UInt.self)))
    } while place != start && places.count <= bytes / 64
    #expect(places.count == bytes / 64)
    let base = memory.base
    #expect(places.allSatisfy { ($0 - base) % 64 == 0 && ($0 - base) < bytes })
  }
}
