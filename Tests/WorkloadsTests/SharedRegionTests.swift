import Jobs
import Testing
import Workloads

@Suite struct SharedRegionTests {
  @Test func `who maps a region by its name sees the same bytes`() throws {
    let first = try SharedRegion(request("test", arguments()), bytes: 5000)
    first.elements(Double.self, at: 800, count: 3)[2] = 1.5
    var other = request("test", arguments(), .spawn)
    other.shared = first.name
    let second = try SharedRegion(other, bytes: 5000)
    #expect(second.elements(Double.self, at: 816, count: 1).pointee == 1.5)
    second.elements(UInt32.self, at: 64, count: 1).pointee = 7
    #expect(first.elements(UInt32.self, at: 64, count: 1).pointee == 7)
    #expect(second.size == 5000)
  }

  @Test func `memory that is smaller than what is asked for is refused`() throws {
    let first = try SharedRegion(request("test", arguments()), bytes: 5000)
    var other = request("test", arguments())
    other.shared = first.name
    let error = #expect(throws: WorkloadError.self) { _ = try SharedRegion(other, bytes: 5001) }
    #expect(error?.message == "test: the shared memory has 5000 bytes instead of 5001")
  }

  @Test func `memory that is not there is refused`() {
    var other = request("test", arguments())
    other.shared = "/proc/self/fd/99999"
    let error = #expect(throws: WorkloadError.self) { _ = try SharedRegion(other, bytes: 1) }
    #expect(error?.message.hasPrefix("test: 1 bytes of shared memory: ") == true)
  }

  @Test func `a part is cleared, and the rest stays`() throws {
    let region = try SharedRegion(request("test", arguments()), bytes: 64)
    let bytes = region.elements(UInt8.self, at: 0, count: 64)
    for index in 0..<64 { bytes[index] = 1 }
    region.clear(from: 8, bytes: 16)
    #expect((0..<64).filter { bytes[$0] == 0 } == Array(8..<24))
  }
}
