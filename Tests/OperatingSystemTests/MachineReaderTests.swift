import OperatingSystem
import Testing

struct MachineReaderTests {
  @Test func `sockets, cores, nodes and siblings are read, and offline CPUs left out`() throws {
    let machine = try InventedMachine.twoSockets()
    let host = MachineReader.read(root: machine.root, allowed: CPUSet(0..<16))
    #expect(host.cpus.map(\.id) == Array(0...10) + Array(12...15))
    #expect(
      host.cpus.first { $0.id == 13 } == .init(id: 13, package: 1, core: 1, node: 1, siblings: [5, 13]))
    #expect(host.cpus.first { $0.id == 3 } == .init(id: 3, package: 0, core: 3, node: 0, siblings: [3]))
  }

  @Test func `the CPUs that are allowed are not those that are online`() throws {
    let machine = try InventedMachine.twoSockets()
    let host = MachineReader.read(root: machine.root, allowed: CPUSet([0, 8]))
    #expect(host.allowed == CPUSet([0, 8]))
    #expect(host.cpus.count == 15)
  }

  @Test func `a machine that tells nothing leaves all empty`() throws {
    let machine = try InventedMachine()
    let host = MachineReader.read(root: machine.root, allowed: CPUSet([0]))
    var expected = HostReading()
    expected.allowed = CPUSet([0])
    #expect(host == expected)
  }

  @Test func `the tightest quota of all groups above counts, in version 2`() throws {
    let machine = try InventedMachine()
    try machine.mountUnified(group: "/user.slice/job/step")
    try machine.write("max 100000", to: "sys/fs/cgroup/user.slice/job/step/cpu.max")
    try machine.write("150000 100000", to: "sys/fs/cgroup/user.slice/job/cpu.max")
    try machine.write("400000 100000", to: "sys/fs/cgroup/user.slice/cpu.max")
    try machine.write("1073741824", to: "sys/fs/cgroup/user.slice/memory.max")
    try machine.write("max", to: "sys/fs/cgroup/user.slice/job/memory.max")
    let host = MachineReader.read(root: machine.root, allowed: CPUSet([0]))
    #expect(host.quota == 1.5)
    #expect(host.memoryLimitBytes == 1_073_741_824)
  }

  @Test func `the tightest quota of all groups above counts, in version 1`() throws {
    let machine = try InventedMachine()
    try machine.mountVersion1(group: "/batch/job")
    let folder = "sys/fs/cgroup/cpu,cpuacct/batch"
    try machine.write("50000", to: "\(folder)/cpu.cfs_quota_us")
    try machine.write("100000", to: "\(folder)/cpu.cfs_period_us")
    try machine.write("-1", to: "\(folder)/job/cpu.cfs_quota_us")
    try machine.write("100000", to: "\(folder)/job/cpu.cfs_period_us")
    try machine.write("9223372036854771712", to: "sys/fs/cgroup/memory/batch/job/memory.limit_in_bytes")
    let host = MachineReader.read(root: machine.root, allowed: CPUSet([0]))
    #expect(host.quota == 0.5)
    #expect(host.memoryLimitBytes == nil)
  }

  @Test func `a mount that shows only a part of the hierarchy is understood`() throws {
    let machine = try InventedMachine()
    try machine.write(
      "30 23 0:26 /docker/abc /sys/fs/c\\040g rw - cgroup2 none rw", to: "proc/self/mountinfo")
    try machine.write("0::/docker/abc/job", to: "proc/self/cgroup")
    try machine.write("200000 100000", to: "sys/fs/c g/job/cpu.max")
    #expect(MachineReader.read(root: machine.root, allowed: CPUSet([0])).quota == 2)
  }

  @Test func `no quota is nil`() throws {
    let machine = try InventedMachine()
    try machine.mountUnified(group: "/")
    #expect(MachineReader.read(root: machine.root, allowed: CPUSet([0])).quota == nil)
  }

  @Test func `what disturbs measurements is read`() throws {
    let machine = try InventedMachine.twoSockets()
    let cpu = "sys/devices/system/cpu"
    try machine.write("performance", to: "\(cpu)/cpu0/cpufreq/scaling_governor")
    try machine.write("intel_pstate", to: "\(cpu)/cpu0/cpufreq/scaling_driver")
    try machine.write("1", to: "\(cpu)/intel_pstate/no_turbo")
    try machine.write("1", to: "\(cpu)/smt/active")
    try machine.write("0.50 0.40 0.30 1/200 4711", to: "proc/loadavg")
    try machine.write("MemTotal:  1000 kB\nSwapTotal: 10 kB\nSwapFree: 4 kB", to: "proc/meminfo")
    try machine.write("always [madvise] never", to: "sys/kernel/mm/transparent_hugepage/enabled")
    try machine.write("model name\t: Imagined CPU\nflags\t\t: fpu hypervisor", to: "proc/cpuinfo")
    let host = MachineReader.read(root: machine.root, allowed: CPUSet([0]))
    #expect(host.governor == "performance")
    #expect(host.frequencyDriver == "intel_pstate")
    #expect(host.turbo == false)
    #expect(host.smt == true)
    #expect(host.loadAverage == 0.5)
    #expect(host.memoryBytes == 1_024_000)
    #expect(host.swapUsedBytes == 6144)
    #expect(host.transparentHugePages == "madvise")
    #expect(host.modelName == "Imagined CPU")
    #expect(host.isVirtual == true)
  }

  @Test func `caches are read with their sizes and who shares them`() throws {
    let machine = try InventedMachine.twoSockets()
    let cache = "sys/devices/system/cpu/cpu0/cache/index3"
    try machine.write("3", to: "\(cache)/level")
    try machine.write("Unified", to: "\(cache)/type")
    try machine.write("32768K", to: "\(cache)/size")
    try machine.write("0-3,8-10", to: "\(cache)/shared_cpu_list")
    let caches = MachineReader.read(root: machine.root, allowed: CPUSet([0])).caches
    #expect(caches.map(\.bytes) == [33_554_432])
    #expect(caches.first?.sharedBy.count == 7)
  }

  @Test func `this machine has at least the CPUs on which we may run`() throws {
    let host = MachineReader.read()
    let online = CPUSet(host.cpus.map(\.id))
    #expect(try #require(host.allowed).subtracting(online).isEmpty)
    #expect(try #require(host.memoryBytes) > 0)
  }
}
