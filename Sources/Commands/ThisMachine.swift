import Jobs
import OperatingSystem
import Reporting

/// The machine that swrun runs on, as data.
enum ThisMachine {
  /// What placement and warnings need.
  static func machine(_ reading: HostReading) -> Machine {
    Machine(
      cpus: reading.cpus.map { cpu in
        Machine.CPU(id: cpu.id, socket: cpu.package ?? 0, core: cpu.core ?? cpu.id, node: cpu.node ?? 0)
      }, allowed: reading.allowed?.cpus ?? reading.cpus.map(\.id), quota: reading.quota,
      memory: reading.memoryBytes.map { Int($0) }, memoryLimit: reading.memoryLimitBytes.map { Int($0) },
      availableMemory: reading.memoryAvailableBytes.map { Int($0) })
  }

  /// What disturbs on this machine now.
  static func survey(_ reading: HostReading) throws(Errno) -> HostSurvey {
    HostSurvey(
      reading: reading, details: MachineReader.details(), machine: machine(reading),
      clock: HostSurvey.Clock(cost: SystemClock.cost(), resolution: SystemClock.resolution() ?? 0),
      limits: try HostLimits.survey())
  }

  /// What stands in `host.json`, and what `swrun host` prints, of what plans need.
  static func json(_ reading: HostReading, _ machine: Machine) -> [JSON.Member] {
    [
      JSON.Member("hostname", .optional(reading.hostName)),
      JSON.Member("kernel", .optional(reading.kernel)),
      JSON.Member("boot_id", .optional(reading.bootID)),
      JSON.Member("cpu_model", .optional(reading.modelName)),
      JSON.Member("virtual", reading.isVirtual.map(JSON.boolean) ?? .null),
      JSON.Member("cpus_online", .integer(reading.cpus.count)),
      JSON.Member("cpus_allowed", .optional(reading.allowed?.description)),
      JSON.Member("cpu_quota", .optional(reading.quota)),
      JSON.Member("usable_cpus", .integer(machine.usableCPUs)),
      JSON.Member("physical_cores", tells(reading, \.core) ? .integer(machine.physicalCores) : .null),
      JSON.Member(
        "sockets", tells(reading, \.package) ? .integer(Set(machine.cpus.map(\.socket)).count) : .null),
      JSON.Member(
        "numa_nodes", tells(reading, \.node) ? .integer(Set(machine.cpus.map(\.node)).count) : .null),
      JSON.Member("smt", reading.smt.map(JSON.boolean) ?? .null),
      JSON.Member("isolated_cpus", .optional(reading.isolated?.description)),
      JSON.Member("topology", .array(reading.cpus.map(topology))),
      JSON.Member("caches", .array(reading.caches.map(cache))),
      JSON.Member("memory_bytes", .optional(machine.memory)),
      JSON.Member("memory_limit_bytes", .optional(reading.memoryLimitBytes.map { Int($0) })),
      JSON.Member("memory_available_bytes", .optional(reading.memoryAvailableBytes.map { Int($0) })),
      JSON.Member("swap_used_bytes", .optional(reading.swapUsedBytes.map { Int($0) })),
      JSON.Member("governor", .optional(reading.governor)),
      JSON.Member("frequency_driver", .optional(reading.frequencyDriver)),
      JSON.Member("turbo", reading.turbo.map(JSON.boolean) ?? .null),
      JSON.Member("clock_source", .optional(reading.clockSource)),
      JSON.Member("transparent_huge_pages", .optional(reading.transparentHugePages)),
      JSON.Member("address_randomisation", .optional(reading.addressRandomisation)),
      JSON.Member("load_average", .optional(reading.loadAverage)),
    ]
  }

  /// Whether every CPU tells this of its place.
  private static func tells(_ reading: HostReading, _ place: KeyPath<HostReading.CPU, Int?>) -> Bool {
    !reading.cpus.isEmpty && reading.cpus.allSatisfy { $0[keyPath: place] != nil }
  }

  private static func topology(_ cpu: HostReading.CPU) -> JSON {
    .object([
      JSON.Member("cpu", .integer(cpu.id)), JSON.Member("socket", .optional(cpu.package)),
      JSON.Member("core", .optional(cpu.core)), JSON.Member("node", .optional(cpu.node)),
    ])
  }

  private static func cache(_ cache: HostReading.Cache) -> JSON {
    .object([
      JSON.Member("level", .integer(cache.level)), JSON.Member("type", .text(cache.type)),
      JSON.Member("bytes", .integer(cache.bytes)), JSON.Member("cpus", .text(cache.sharedBy.description)),
      JSON.Member("line_bytes", .optional(cache.lineBytes)),
    ])
  }
}
