import Jobs
import OperatingSystem

/// The machine that swrun runs on, as data.
enum ThisMachine {
  /// What placement and warnings need.
  static func machine(_ reading: HostReading) -> Machine {
    Machine(
      cpus: reading.cpus.map { cpu in
        Machine.CPU(id: cpu.id, socket: cpu.package ?? 0, core: cpu.core ?? cpu.id, node: cpu.node ?? 0)
      }, allowed: reading.allowed?.cpus ?? reading.cpus.map(\.id), quota: reading.quota,
      memory: reading.memoryBytes.map { Int($0) })
  }

  /// What stands in `host.json` and what `swrun host` prints.
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
      JSON.Member("physical_cores", .integer(machine.physicalCores)),
      JSON.Member("sockets", .integer(Set(machine.cpus.map(\.socket)).count)),
      JSON.Member("numa_nodes", .integer(Set(machine.cpus.map(\.node)).count)),
      JSON.Member("smt", reading.smt.map(JSON.boolean) ?? .null),
      JSON.Member("isolated_cpus", .optional(reading.isolated?.description)),
      JSON.Member("topology", .array(reading.cpus.map(topology))),
      JSON.Member("caches", .array(reading.caches.map(cache))),
      JSON.Member("memory_bytes", .optional(machine.memory)),
      JSON.Member("memory_limit_bytes", .optional(reading.memoryLimitBytes.map { Int($0) })),
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
    ])
  }
}
