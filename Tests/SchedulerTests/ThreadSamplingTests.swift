import Testing

@testable import Scheduler

struct ThreadSamplingTests {
  /// Milliseconds after the start of looks that each take `cost` nanoseconds.
  private func moments(_ count: Int, cost: UInt64) -> [UInt64] {
    var sampling = ThreadSampling(from: 1_000_000_000)
    return (0..<count).map { _ in
      let moment = sampling.next
      sampling.take(1, cost: cost, at: moment)
      return (moment - 1_000_000_000) / 1_000_000
    }
  }

  @Test func `a run is looked at after 5 ms, then ever more rarely, at last every half second`() {
    #expect(moments(10, cost: 4_000) == [5, 15, 35, 75, 155, 315, 635, 1135, 1635, 2135])
  }

  @Test func `looks that cost much become rarer still`() {
    // 2 ms each may be had every 4 s.
    #expect(moments(12, cost: 2_000_000).suffix(3) == [5115, 9115, 13115])
  }

  @Test func `the most threads are kept, and a look without any is none`() {
    var sampling = ThreadSampling(from: 0)
    #expect(sampling.peak == nil)
    sampling.take(nil, cost: 0, at: 10)
    #expect(sampling.peak == nil)
    for threads in [3, 9, nil, 2] { sampling.take(threads, cost: 0, at: 20) }
    #expect(sampling.peak == 9)
  }
}
