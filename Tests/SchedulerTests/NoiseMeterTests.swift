import Jobs
import OperatingSystem
import Testing

@testable import Scheduler

/// What taints a run.
struct NoiseMeterTests {
  private func row(_ noise: NoiseSample) -> Measurement {
    var row = Measurement()
    NoiseMeter.apply(noise, to: &row)
    return row
  }

  @Test func `a quiet run is not tainted`() {
    let row = row(NoiseSample(stealTicks: 0, totalTicks: 1000, throttledNanoseconds: 0))
    #expect(row.tainted == [])
    #expect(row.stealRatio == 0)
    #expect(row.throttled == 0)
  }

  @Test func `steal above the limit taints`() {
    let row = row(NoiseSample(stealTicks: 10, totalTicks: 1000))
    #expect(row.tainted == ["steal"])
    #expect(row.stealRatio == 0.01)
  }

  @Test func `a short run is not tainted by a tick or two`() {
    #expect(row(NoiseSample(stealTicks: 2, totalTicks: 4)).tainted == [])
    #expect(row(NoiseSample(stealTicks: 3, totalTicks: 4)).tainted == ["steal"])
  }

  @Test func `steal at the limit does not taint`() {
    #expect(row(NoiseSample(stealTicks: 5, totalTicks: 1000)).tainted == [])
  }

  @Test func `any throttling taints`() {
    let row = row(NoiseSample(stealTicks: 50, totalTicks: 100, throttledNanoseconds: 1_500_000_000))
    #expect(row.tainted == ["steal", "throttled"])
    #expect(row.throttled == 1.5)
  }

  @Test func `what the machine does not tell stays empty`() {
    let row = row(NoiseSample())
    #expect(row.stealRatio == nil)
    #expect(row.throttled == nil)
    #expect(row.tainted == [])
  }
}
