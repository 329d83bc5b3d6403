/// Machines that we do not have.
enum InventedServers {
  /// Two sockets of 32 cores with two threads each, a node a socket: CPU i and i + 64 share a core.
  static func large() throws -> InventedMachine {
    let machine = try InventedMachine()
    let folder = "sys/devices/system/cpu"
    for name in ["present", "online"] { try machine.write("0-127", to: "\(folder)/\(name)") }
    try machine.write("", to: "\(folder)/offline")
    try machine.write("8-15", to: "\(folder)/isolated")
    try machine.write("(null)", to: "\(folder)/nohz_full")
    try machine.write("1", to: "\(folder)/smt/active")
    try machine.write("on", to: "\(folder)/smt/control")
    for cpu in 0..<128 {
      let (core, socket) = (cpu % 64, cpu % 64 / 32)
      let topology = "\(folder)/cpu\(cpu)/topology"
      try machine.write("\(socket)", to: "\(topology)/physical_package_id")
      try machine.write("\(core % 32)", to: "\(topology)/core_id")
      try machine.write("\(core),\(core + 64)", to: "\(topology)/core_cpus_list")
      try cache(machine, cpu, 0, 1, "Data", "48K", "\(core),\(core + 64)")
      try cache(machine, cpu, 3, 3, "Unified", "98304K", socket == 0 ? "0-31,64-95" : "32-63,96-127")
      let clock = "\(folder)/cpu\(cpu)/cpufreq"
      try machine.write("powersave", to: "\(clock)/scaling_governor")
      try machine.write("intel_pstate", to: "\(clock)/scaling_driver")
      try machine.write("800000", to: "\(clock)/scaling_min_freq")
      try machine.write("3500000", to: "\(clock)/scaling_max_freq")
      try machine.write("\(1_000_000 + cpu)", to: "\(clock)/scaling_cur_freq")
      try machine.write("\(cpu == 5 ? 3 : 0)", to: "\(folder)/cpu\(cpu)/thermal_throttle/core_throttle_count")
    }
    for node in 0...1 {
      let place = "sys/devices/system/node/node\(node)"
      try machine.write(node == 0 ? "0-31,64-95" : "32-63,96-127", to: "\(place)/cpulist")
      try machine.write(
        "Node \(node) MemTotal:  1024 kB\nNode \(node) MemFree: 512 kB", to: "\(place)/meminfo")
      try machine.write(node == 0 ? "10 21" : "21 10", to: "\(place)/distance")
    }
    try machine.write("active", to: "\(folder)/intel_pstate/status")
    try machine.write("1", to: "proc/sys/kernel/numa_balancing")
    try machine.write("Mains", to: "sys/class/power_supply/AC/type")
    try machine.write("1", to: "sys/class/power_supply/AC/online")
    return machine
  }

  /// Four slow and four fast cores, which tell neither clock nor sockets.
  static func bigLittle() throws -> InventedMachine {
    let machine = try InventedMachine()
    let folder = "sys/devices/system/cpu"
    for name in ["present", "online"] { try machine.write("0-7", to: "\(folder)/\(name)") }
    for cpu in 0..<8 {
      try machine.write(cpu < 4 ? "446" : "1024", to: "\(folder)/cpu\(cpu)/cpu_capacity")
      try machine.write("\(cpu)", to: "\(folder)/cpu\(cpu)/topology/core_id")
      try machine.write("\(cpu)", to: "\(folder)/cpu\(cpu)/topology/core_cpus_list")
    }
    try machine.write("cpu-thermal", to: "sys/class/thermal/thermal_zone0/type")
    try machine.write("48500", to: "sys/class/thermal/thermal_zone0/temp")
    return machine
  }

  /// A container that shows `/proc` and no `/sys`.
  static func withoutSys() throws -> InventedMachine {
    let machine = try InventedMachine()
    try machine.write(
      "cpu  900 0 0 80 0 5 5 10 0 0\ncpu0 450 0 0 40 0 2 2 5 0 0\ncpu3 450 0 0 40 0 3 3 5 0 0\nintr 1",
      to: "proc/stat")
    try machine.write("0.50 0.40 0.30 3/200 4711", to: "proc/loadavg")
    try machine.write("podman", to: "run/.containerenv")
    return machine
  }

  private static func cache(
    _ machine: InventedMachine, _ cpu: Int, _ index: Int, _ level: Int, _ type: String, _ size: String,
    _ shared: String
  ) throws {
    let folder = "sys/devices/system/cpu/cpu\(cpu)/cache/index\(index)"
    try machine.write("\(level)", to: "\(folder)/level")
    try machine.write(type, to: "\(folder)/type")
    try machine.write(size, to: "\(folder)/size")
    try machine.write("64", to: "\(folder)/coherency_line_size")
    try machine.write(shared, to: "\(folder)/shared_cpu_list")
  }
}
