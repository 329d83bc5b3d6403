import OperatingSystem
import Testing

struct NoiseProbeTests {
  @Test func `stolen ticks are a part of all ticks between two samples`() throws {
    let machine = try InventedMachine()
    try machine.write("cpu  100 0 50 800 10 5 5 30 7 0\ncpu0 1 1 1 1 1 1 1 1 0 0", to: "proc/stat")
    let before = NoiseProbe(root: machine.root).sample()
    #expect(before == NoiseSample(stealTicks: 30, totalTicks: 1000, throttledNanoseconds: nil))
    try machine.write("cpu  150 0 60 830 10 5 5 40 7 0", to: "proc/stat")
    let between = NoiseProbe(root: machine.root).sample().since(before)
    #expect(between.stealTicks == 10)
    #expect(between.stealRatio == 0.1)
  }

  @Test func `throttling of our group and those above is added, in version 2`() throws {
    let machine = try InventedMachine()
    try machine.mountUnified(group: "/a/b")
    try machine.write("usage_usec 5\nnr_throttled 1\nthrottled_usec 40", to: "sys/fs/cgroup/a/b/cpu.stat")
    try machine.write("usage_usec 5\nthrottled_usec 2", to: "sys/fs/cgroup/a/cpu.stat")
    try machine.write("usage_usec 5", to: "sys/fs/cgroup/cpu.stat")
    #expect(NoiseProbe(root: machine.root).sample().throttledNanoseconds == 42_000)
  }

  @Test func `throttling is read in version 1`() throws {
    let machine = try InventedMachine()
    try machine.mountVersion1(group: "/job")
    try machine.write("nr_periods 1\nthrottled_time 77", to: "sys/fs/cgroup/cpu,cpuacct/job/cpu.stat")
    #expect(NoiseProbe(root: machine.root).sample().throttledNanoseconds == 77)
  }

  @Test func `a machine that tells nothing gives nothing, not zero`() throws {
    let machine = try InventedMachine()
    let sample = NoiseProbe(root: machine.root).sample()
    #expect(sample == NoiseSample())
    #expect(sample.since(sample).stealRatio == nil)
  }

  @Test func `counters that go back give zero`() {
    let before = NoiseSample(stealTicks: 5, totalTicks: 100)
    #expect(NoiseSample(stealTicks: 4, totalTicks: 150).since(before).stealTicks == 0)
  }
}
