import Jobs
import OperatingSystem
import Testing

@testable import Scheduler

/// What taints a run.
struct NoiseMeterTests {
  private func row(_ noise: NoiseSample, _ meter: NoiseMeter = NoiseMeter()) -> Measurement {
    var row = Measurement()
    meter.apply(noise, to: &row)
    return row
  }

  /// What is said of a run of two workers in one second whose threads waited so many seconds together.
  private func delayed(_ delay: Double, threads: Int?, cpus: Int = 2, wall: Double = 1) -> [String] {
    var row = Measurement()
    (row.workers, row.wall, row.outerWall, row.runDelay) = (2, wall, wall, delay)
    NoiseMeter(threads: threads, cpus: cpus).apply(NoiseSample(cpuPressure: 1_000_000), to: &row)
    return row.tainted
  }

  /// What is said of a command in one second during which tasks waited for CPUs so many seconds.
  private func pressed(_ seconds: Double, threads: Int?, wall: Double = 1, isBound: Bool = false) -> [String]
  {
    var row = Measurement()
    (row.workers, row.wall, row.outerWall) = (2, wall, wall)
    NoiseMeter(threads: threads, cpus: 2, isBound: isBound)
      .apply(NoiseSample(cpuPressure: UInt64(seconds * 1e6)), to: &row)
    return row.tainted
  }

  @Test func `workers that waited for CPUs though there were enough were disturbed`() {
    #expect(delayed(0.05, threads: 2) == ["run-delay"])
    #expect(delayed(0.039, threads: 2) == [])
    // 10 ms of two workers of 50 ms each.
    #expect(delayed(0.01, threads: 2, wall: 0.05) == ["run-delay"])
  }

  @Test func `the short waits of starting disturb nothing`() {
    #expect(delayed(0.009, threads: 2, wall: 0.05) == [])
  }

  @Test func `the own oversubscription of a run is no disturbance`() {
    #expect(delayed(1, threads: 3) == [])
    #expect(delayed(1, threads: nil) == [])
    #expect(pressed(0.5, threads: 3) == [])
  }

  @Test func `where tasks waited for CPUs a command with few threads was disturbed`() {
    #expect(pressed(0.06, threads: 2) == ["cpu-pressure"])
    #expect(pressed(0.04, threads: 2) == [])
    #expect(pressed(0.009, threads: 2, wall: 0.01) == [])
  }

  @Test func `nobody knows whom tasks made wait where threads were not counted or the run is bound`() {
    #expect(pressed(0.5, threads: nil) == [])
    #expect(pressed(0.5, threads: 1, isBound: true) == [])
  }

  @Test func `waiting for memory, swapping and heat disturb`() {
    #expect(row(NoiseSample(memoryPressure: 1)).tainted == ["memory-pressure"])
    #expect(row(NoiseSample(pagesSwapped: 1)).tainted == ["swap"])
    #expect(row(NoiseSample(thermalThrottles: 1)).tainted == ["thermal"])
    #expect(row(NoiseSample(memoryPressure: 0, pagesSwapped: 0, thermalThrottles: 0)).tainted == [])
  }

  @Test func `the limit of steal can be set`() {
    let noise = NoiseSample(stealTicks: 10, totalTicks: 1000)
    #expect(row(noise, NoiseMeter(stealLimit: 0.02)).tainted == [])
    #expect(row(noise, NoiseMeter(stealLimit: 0.005)).tainted == ["steal"])
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
