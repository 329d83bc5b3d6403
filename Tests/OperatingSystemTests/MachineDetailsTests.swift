import OperatingSystem
import Testing

struct MachineDetailsTests {
  /// The machine is there until it has been read.
  private static func details(_ machine: InventedMachine) -> MachineDetails {
    withExtendedLifetime(machine) { MachineReader.details(root: machine.root) }
  }

  @Test func `a machine that tells nothing leaves all empty`() throws {
    #expect(Self.details(try InventedMachine()) == MachineDetails())
  }

  @Test func `nodes with their memory and distances are read`() throws {
    let details = Self.details(try InventedServers.large())
    #expect(details.nodes.map(\.id) == [0, 1])
    #expect(details.nodes.map { $0.cpus?.description } == ["0-31,64-95", "32-63,96-127"])
    #expect(details.nodes.map(\.memoryBytes) == [1_048_576, 1_048_576])
    #expect(details.nodes.map(\.freeBytes) == [524_288, 524_288])
    #expect(details.nodes.last?.distances == [21, 10])
    #expect(details.numaBalancing == 1)
  }

  @Test func `caches of all CPUs are gathered by kind`() throws {
    let caches = Self.details(try InventedServers.large()).caches
    #expect(caches.map(\.level) == [1, 3])
    #expect(caches.map(\.bytes) == [49_152, 100_663_296])
    #expect(caches.map(\.lineBytes) == [64, 64])
    #expect(caches.map(\.sharedBy.count) == [64, 2])
    #expect(caches.first?.sharedBy.first?.description == "0,64")
  }

  @Test func `CPUs whose clock is set alike are one entry, with the range of their clocks`() throws {
    let details = Self.details(try InventedServers.large())
    let clock = try #require(details.frequencies.first)
    #expect(details.frequencies.count == 1)
    #expect(clock.cpus.description == "0-127")
    #expect(clock.governor == "powersave")
    #expect(clock.driver == "intel_pstate")
    #expect(clock.minimum == 800_000)
    #expect(clock.maximum == 3_500_000)
    #expect(clock.current == 1_000_000...1_000_127)
    #expect(details.pstateStatus == "active")
  }

  @Test func `throttling for heat is counted over all CPUs, and a missing counter is not zero`() throws {
    let details = Self.details(try InventedServers.large())
    #expect(details.coreThrottles == 3)
    #expect(details.packageThrottles == nil)
    #expect(details.isOnBattery == false)
  }

  @Test func `no isolated and no tickless CPUs are not the same as an untold list`() throws {
    let large = try InventedServers.large()
    #expect(Self.details(large).tickless?.isEmpty == true)
    #expect(MachineReader.read(root: large.root, allowed: CPUSet([0])).isolated == CPUSet(8...15))
    #expect(Self.details(try InventedMachine()).tickless == nil)
  }

  @Test func `cores of two speeds are told apart`() throws {
    let details = Self.details(try InventedServers.bigLittle())
    #expect(details.capacities.map(\.capacity) == [1024, 446])
    #expect(details.capacities.map(\.cpus.description) == ["4-7", "0-3"])
    #expect(details.frequencies.isEmpty)
    #expect(details.temperatures.map(\.zone) == ["cpu-thermal"])
    #expect(details.temperatures.map(\.celsius) == [48.5])
    #expect(details.isOnBattery == nil)
  }

  @Test func `without sys the CPUs are those for which ticks are counted, without a place`() throws {
    let machine = try InventedServers.withoutSys()
    let host = MachineReader.read(root: machine.root, allowed: CPUSet([0]))
    #expect(host.cpus.map(\.id) == [0, 3])
    #expect(host.cpus.allSatisfy { $0.package == nil && $0.core == nil && $0.node == nil })
    let details = Self.details(machine)
    #expect(details.online == CPUSet([0, 3]))
    #expect(details.present == nil)
    #expect(details.container == "podman")
  }

  @Test func `load, steal and interrupts are read`() throws {
    let details = Self.details(try InventedServers.withoutSys())
    #expect(details.load?.averages == [0.5, 0.4, 0.3])
    #expect(details.load?.runnable == 3)
    #expect(details.load?.total == 200)
    #expect(details.ticks?.steal == 0.01)
    #expect(details.ticks?.interrupts == 0.005)
    #expect(details.ticks?.softInterrupts == 0.005)
  }

  @Test func `every group from ours to the top is read, with what it sets, in version 2`() throws {
    let machine = try InventedMachine()
    try machine.mountUnified(group: "/user.slice/job")
    try machine.write("max 100000", to: "sys/fs/cgroup/user.slice/job/cpu.max")
    try machine.write("nr_periods 30\nnr_throttled 12", to: "sys/fs/cgroup/user.slice/cpu.stat")
    try machine.write("150000 100000", to: "sys/fs/cgroup/user.slice/cpu.max")
    try machine.write("0-3", to: "sys/fs/cgroup/user.slice/job/cpuset.cpus.effective")
    try machine.write("1048576", to: "sys/fs/cgroup/user.slice/memory.max")
    let groups = Self.details(machine).groups
    #expect(groups.map(\.path) == ["/user.slice/job", "/user.slice", "/"])
    #expect(groups.map(\.quota) == [nil, 1.5, nil])
    #expect(groups.map(\.memoryLimitBytes) == [nil, 1_048_576, nil])
    #expect(groups.first?.cpus == CPUSet(0...3))
    #expect(groups.map(\.throttledPeriods) == [nil, 12, nil])
  }

  @Test func `groups of version 1 are read by controller`() throws {
    let machine = try InventedMachine()
    try machine.mountVersion1(group: "/batch")
    try machine.write("50000", to: "sys/fs/cgroup/cpu,cpuacct/batch/cpu.cfs_quota_us")
    try machine.write("100000", to: "sys/fs/cgroup/cpu,cpuacct/batch/cpu.cfs_period_us")
    let groups = Self.details(machine).groups
    #expect(groups.filter { $0.controller == "cpu" }.map(\.quota) == [0.5, nil])
    #expect(groups.filter { $0.controller == "memory" }.map(\.path) == ["/batch", "/"])
  }

  @Test func `pressure, swapping and the kernel's settings are read`() throws {
    let machine = try InventedMachine()
    try machine.write("some avg10=0.59 avg60=2.37 avg300=4.06 total=5175", to: "proc/pressure/cpu")
    try machine.write("pswpin 3\npswpout 4\nother 5", to: "proc/vmstat")
    try machine.write("SwapTotal: 10 kB", to: "proc/meminfo")
    try machine.write("2", to: "proc/sys/kernel/perf_event_paranoid")
    try machine.write("Mitigation: PTI", to: "sys/devices/system/cpu/vulnerabilities/meltdown")
    try machine.write(
      "tsc hpet", to: "sys/devices/system/clocksource/clocksource0/available_clocksource")
    try machine.write("flags : fpu constant_tsc", to: "proc/cpuinfo")
    let details = Self.details(machine)
    #expect(details.pressure == ["cpu": 0.59])
    #expect(details.pagesSwappedIn == 3)
    #expect(details.pagesSwappedOut == 4)
    #expect(details.swapTotalBytes == 10_240)
    #expect(details.perfEventParanoid == 2)
    #expect(details.vulnerabilities.map(\.name) == ["meltdown"])
    #expect(details.vulnerabilities.map(\.state) == ["Mitigation: PTI"])
    #expect(details.clockSources == ["tsc", "hpet"])
    #expect(details.hasSteadyCounter == false)
  }
}
