internal import Jobs
internal import OperatingSystem

/// The members of `host.json` and of `swrun host --format json` that only describe the machine; null where it
/// does not tell.
enum MachineDetailsJSON {
  static func members(_ details: MachineDetails) -> [JSON.Member] {
    cpus(details) + clock(details) + activity(details) + memory(details) + system(details)
  }

  private static func cpus(_ details: MachineDetails) -> [JSON.Member] {
    [
      JSON.Member("cpus_present_list", .optional(details.present?.description)),
      JSON.Member("cpus_online_list", .optional(details.online?.description)),
      JSON.Member("cpus_offline_list", .optional(details.offline?.description)),
      JSON.Member("tickless_cpus", .optional(details.tickless?.description)),
      JSON.Member("smt_control", .optional(details.smtControl)),
      JSON.Member(
        "core_kinds",
        .array(
          details.capacities.map {
            .object([
              JSON.Member("cpus", .text($0.cpus.description)), JSON.Member("capacity", .integer($0.capacity)),
            ])
          })),
      JSON.Member("cgroups", .array(details.groups.map(group))),
      JSON.Member("cache_kinds", .array(details.caches.map(cache))),
      JSON.Member("nodes", .array(details.nodes.map(node))),
      JSON.Member("numa_balancing", .optional(details.numaBalancing)),
    ]
  }

  private static func clock(_ details: MachineDetails) -> [JSON.Member] {
    [
      JSON.Member("frequencies", .array(details.frequencies.map(frequency))),
      JSON.Member("pstate_status", .optional(details.pstateStatus)),
      JSON.Member("core_throttle_count", .optional(details.coreThrottles)),
      JSON.Member("package_throttle_count", .optional(details.packageThrottles)),
      JSON.Member(
        "temperatures",
        .array(
          details.temperatures.map {
            .object([
              JSON.Member("zone", .text($0.zone)), JSON.Member("celsius", .number($0.celsius)),
            ])
          })),
      JSON.Member("on_battery", details.isOnBattery.map(JSON.boolean) ?? .null),
    ]
  }

  private static func activity(_ details: MachineDetails) -> [JSON.Member] {
    [
      JSON.Member("load_averages", details.load.map { .array($0.averages.map(JSON.number)) } ?? .null),
      JSON.Member("runnable", .optional(details.load?.runnable)),
      JSON.Member("processes", .optional(details.load?.total)),
      JSON.Member("steal_ratio_since_boot", .optional(details.ticks?.steal)),
      JSON.Member("irq_ratio_since_boot", .optional(details.ticks?.interrupts)),
      JSON.Member("softirq_ratio_since_boot", .optional(details.ticks?.softInterrupts)),
      JSON.Member(
        "pressure_avg10_percent",
        .object(["cpu", "memory", "io"].map { JSON.Member($0, .optional(details.pressure[$0])) })),
    ]
  }

  private static func memory(_ details: MachineDetails) -> [JSON.Member] {
    [
      JSON.Member("swap_total_bytes", .optional(details.swapTotalBytes.map { Int($0) })),
      JSON.Member("pages_swapped_in", .optional(details.pagesSwappedIn)),
      JSON.Member("pages_swapped_out", .optional(details.pagesSwappedOut)),
      JSON.Member("swappiness", .optional(details.swappiness)),
      JSON.Member("huge_page_defragmentation", .optional(details.hugePageDefragmentation)),
    ]
  }

  private static func system(_ details: MachineDetails) -> [JSON.Member] {
    [
      JSON.Member("clock_sources", .array(details.clockSources.map(JSON.text))),
      JSON.Member("steady_counter", details.hasSteadyCounter.map(JSON.boolean) ?? .null),
      JSON.Member("vendor", .optional(details.vendor)),
      JSON.Member("product", .optional(details.product)),
      JSON.Member("container", .optional(details.container)),
      JSON.Member("perf_event_paranoid", .optional(details.perfEventParanoid)),
      JSON.Member(
        "vulnerabilities",
        .object(details.vulnerabilities.map { JSON.Member($0.name, .text($0.state)) })),
      JSON.Member("kernel_arguments", .optional(details.kernelArguments)),
    ]
  }

  private static func group(_ group: MachineDetails.Group) -> JSON {
    .object([
      JSON.Member("version", .integer(group.version)),
      JSON.Member("controller", .optional(group.controller)),
      JSON.Member("path", .text(group.path)),
      JSON.Member("cpu_quota", .optional(group.quota)),
      JSON.Member("memory_limit_bytes", .optional(group.memoryLimitBytes.map { Int($0) })),
      JSON.Member("cpus", .optional(group.cpus?.description)),
      JSON.Member("periods", .optional(group.periods)),
      JSON.Member("throttled_periods", .optional(group.throttledPeriods)),
    ])
  }

  private static func cache(_ cache: MachineDetails.Caches) -> JSON {
    .object([
      JSON.Member("level", .integer(cache.level)), JSON.Member("type", .text(cache.type)),
      JSON.Member("bytes", .integer(cache.bytes)), JSON.Member("line_bytes", .optional(cache.lineBytes)),
      JSON.Member("shared_by", .array(cache.sharedBy.map { .text($0.description) })),
    ])
  }

  private static func node(_ node: MachineDetails.Node) -> JSON {
    .object([
      JSON.Member("node", .integer(node.id)), JSON.Member("cpus", .optional(node.cpus?.description)),
      JSON.Member("memory_bytes", .optional(node.memoryBytes.map { Int($0) })),
      JSON.Member("free_bytes", .optional(node.freeBytes.map { Int($0) })),
      JSON.Member("distances", .array(node.distances.map(JSON.integer))),
    ])
  }

  private static func frequency(_ setting: MachineDetails.Frequency) -> JSON {
    .object([
      JSON.Member("cpus", .text(setting.cpus.description)),
      JSON.Member("governor", .optional(setting.governor)),
      JSON.Member("driver", .optional(setting.driver)),
      JSON.Member("min_khz", .optional(setting.minimum)), JSON.Member("max_khz", .optional(setting.maximum)),
      JSON.Member("hardware_min_khz", .optional(setting.hardwareMinimum)),
      JSON.Member("hardware_max_khz", .optional(setting.hardwareMaximum)),
      JSON.Member("lowest_now_khz", .optional(setting.current?.lowerBound)),
      JSON.Member("highest_now_khz", .optional(setting.current?.upperBound)),
    ])
  }
}
