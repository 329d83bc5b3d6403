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

  @Test func `the waiting of tasks is that of some of them`() throws {
    let machine = try InventedMachine()
    let text = "some avg10=1.50 avg60=0.00 avg300=0.00 total="
    try machine.write(text + "700\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9", to: "proc/pressure/cpu")
    try machine.write(text + "20", to: "proc/pressure/memory")
    let sample = NoiseProbe(root: machine.root).sample()
    #expect(sample == NoiseSample(cpuPressure: 700, memoryPressure: 20))
    #expect(NoiseSample(cpuPressure: 900, memoryPressure: 20).since(sample).cpuPressure == 200)
  }

  @Test func `swapping is looked at where there is swap`() throws {
    let machine = try InventedMachine()
    let events = String(repeating: "nr_free_pages 1234567\n", count: 100)
    try machine.write(events + "pswpin 3\npswpout 4\npgalloc 1", to: "proc/vmstat")
    try machine.write("Filename Type Size Used Priority", to: "proc/swaps")
    #expect(NoiseProbe(root: machine.root).sample().pagesSwapped == nil)
    try machine.write("Filename Type Size Used Priority\n/dev/sda2 partition 8 0 -2", to: "proc/swaps")
    #expect(NoiseProbe(root: machine.root).sample().pagesSwapped == 7)
  }

  @Test func `heat is counted once for each package and each core`() throws {
    let machine = try InventedMachine()
    for (cpu, core) in [(0, 0), (1, 0), (2, 1)] {
      let folder = "sys/devices/system/cpu/cpu\(cpu)"
      try machine.write("0", to: "\(folder)/topology/physical_package_id")
      try machine.write("\(core)", to: "\(folder)/topology/core_id")
      try machine.write("100", to: "\(folder)/thermal_throttle/package_throttle_count")
      try machine.write("\(core + 1)", to: "\(folder)/thermal_throttle/core_throttle_count")
    }
    #expect(NoiseProbe(root: machine.root).sample().thermalThrottles == 103)
  }

  @Test func `the tasks that run are told without the one that asks`() throws {
    let machine = try InventedMachine()
    #expect(MachineReader.otherTasksRunning(root: machine.root) == nil)
    try machine.write("0.50 0.40 0.30 3/200 4711", to: "proc/loadavg")
    #expect(MachineReader.otherTasksRunning(root: machine.root) == 2)
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
