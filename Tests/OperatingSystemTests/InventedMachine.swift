import TestPrograms

/// A folder that looks like the `/proc` and `/sys` of a machine that we do not have.
struct InventedMachine {
  let folder: TemporaryFolder

  /// A machine that tells nothing.
  init() throws { folder = try TemporaryFolder() }

  var root: String { folder.path }

  func write(_ text: String, to path: String) throws {
    try folder.write(text + "\n", to: path)
  }

  /// Two sockets of four cores with two threads each. CPU i and i + 8 share a core; CPU 11 is offline.
  static func twoSockets() throws -> InventedMachine {
    let machine = try InventedMachine()
    try machine.write("0-10,12-15", to: "sys/devices/system/cpu/online")
    for cpu in 0..<16 where cpu != 11 {
      let topology = "sys/devices/system/cpu/cpu\(cpu)/topology"
      let core = cpu % 8
      try machine.write("\(core / 4)", to: "\(topology)/physical_package_id")
      try machine.write("\(core % 4)", to: "\(topology)/core_id")
      try machine.write(core == 3 ? "3" : "\(core),\(core + 8)", to: "\(topology)/core_cpus_list")
    }
    try machine.write("0-3,8-10", to: "sys/devices/system/node/node0/cpulist")
    try machine.write("4-7,12-15", to: "sys/devices/system/node/node1/cpulist")
    try machine.write("", to: "sys/devices/system/node/possible")
    return machine
  }

  /// Mounts version 2 at `/sys/fs/cgroup` and puts this process into a group of it.
  func mountUnified(group: String) throws {
    try write("30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw", to: "proc/self/mountinfo")
    try write("0::\(group)", to: "proc/self/cgroup")
  }

  /// Mounts the controllers `cpu,cpuacct` and `memory` of version 1.
  func mountVersion1(group: String) throws {
    let mounts = [
      "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
      "33 31 0:30 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
    ]
    try write(mounts.joined(separator: "\n"), to: "proc/self/mountinfo")
    try write("4:memory:\(group)\n2:cpu,cpuacct:\(group)", to: "proc/self/cgroup")
  }
}
