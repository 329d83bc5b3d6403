internal import Expressions
internal import Jobs
internal import OperatingSystem

/// The facts of what may disturb measurements, each judged.
struct HostDisturbances {
  let reading: HostReading
  let details: MachineDetails
  let clock: HostSurvey.Clock
  /// The limits with which this process was started.
  let limits: [HostSurvey.Limit]

  var facts: [HostFact] { clockSpeed + heat + sharing + otherPrograms + memory + kernel + time + ownLimits }

  private func fact(_ name: String, _ value: String?, _ judgement: HostFact.Judgement = .plain) -> HostFact {
    HostFact(HostFacts.disturbances, name, value, judgement)
  }

  /// A fact that is fine unless it disturbs.
  private func judged(
    _ name: String, _ value: String?, disturbs: Bool, _ meaning: String, _ advice: String
  ) -> HostFact {
    fact(name, value, disturbs ? .disturbs(meaning: meaning, advice: advice) : .fine)
  }

  private var clockSpeed: [HostFact] {
    let settings = details.frequencies
    let governors = settings.map { setting in
      (setting.governor ?? "?") + (settings.count > 1 ? " (CPUs \(setting.cpus))" : "")
    }
    let governor = settings.isEmpty ? reading.governor : governors.joined(separator: ", ")
    let slow = settings.isEmpty ? [reading.governor].compactMap(\.self) : settings.compactMap(\.governor)
    let driver = reading.frequencyDriver.map { "\($0)" + (details.pstateStatus.map { ", \($0)" } ?? "") }
    let switchOff =
      reading.frequencyDriver == "intel_pstate" || details.pstateStatus != nil
      ? "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"
      : "echo 0 > /sys/devices/system/cpu/cpufreq/boost"
    return [
      judged(
        "governor", governor, disturbs: slow.contains { $0 != "performance" },
        "the clock follows the load, with a delay", "as root: cpupower frequency-set -g performance"),
      fact("clock driver", driver),
      fact("clock bounds", bounds),
      fact("clock now", now),
      judged(
        "turbo", reading.turbo.map { $0 ? "on" : "off" }, disturbs: reading.turbo == true,
        "the clock falls as more cores work, which lowers speedups", "as root: \(switchOff)"),
      judged(
        "kinds of cores", kinds, disturbs: details.capacities.count > 1,
        "workers on slower cores end later", "bind a study to one kind with affinity"),
    ]
  }

  private var bounds: String? {
    let parts = details.frequencies.compactMap { setting -> String? in
      guard let low = setting.minimum, let high = setting.maximum else { return nil }
      return "\(HostSizes.frequency(low)) to \(HostSizes.frequency(high))"
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private var now: String? {
    let ranges = details.frequencies.compactMap(\.current)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return nil
    }
    let (least, most) = (HostSizes.frequency(low), HostSizes.frequency(high))
    return least == most ? least : "\(least) to \(most)"
  }

  private var kinds: String? {
    guard !details.capacities.isEmpty else { return nil }
    guard details.capacities.count > 1 else { return "one" }
    return details.capacities.map { "CPUs \($0.cpus): \(HostSizes.percent(Double($0.capacity) / 1024))" }
      .joined(separator: ", ")
  }

  private var heat: [HostFact] {
    let throttles = [details.coreThrottles, details.packageThrottles].compactMap(\.self)
    let count = throttles.max()
    let hottest = details.temperatures.max { $0.celsius < $1.celsius }
    return [
      judged(
        "slowed down for heat", count.map { $0 == 0 ? "never" : "\($0) times since the start" },
        disturbs: count ?? 0 > 0, "the clock falls while a study runs",
        "cool the machine, or bound the clock: cpupower frequency-set -u 2GHz"),
      fact(
        "temperature",
        hottest.map { "\(NumberFormat.shortest(($0.celsius * 10).rounded() / 10)) °C (\($0.zone))" }),
      judged(
        "power", details.isOnBattery.map { $0 ? "battery" : "mains" }, disturbs: details.isOnBattery == true,
        "the clock is lowered to save energy", "plug it in"),
    ]
  }

  private var sharing: [HostFact] {
    let isNarrow =
      reading.allowed.flatMap { allowed in details.online.map { $0.count > allowed.count } } ?? false
    let tightest = details.groups.filter { $0.quota != nil }.min { ($0.quota ?? 0) < ($1.quota ?? 0) }
    let usable = reading.allowed?.count ?? reading.cpus.count
    let isTight = tightest?.quota.map { $0 < Double(usable) } ?? false
    let held = details.groups.compactMap(\.throttledPeriods).max() ?? 0
    var quota = tightest.map { "\(HostSizes.cpus($0.quota ?? 0)) by \($0.path)" }
    if quota == nil, !details.groups.isEmpty { quota = "none" }
    if held > 0 { quota = (quota ?? "none") + ", held back in \(held) periods so far" }
    return [
      judged(
        "SMT", reading.smt.map { $0 ? "on" : "off" } ?? details.smtControl, disturbs: reading.smt == true,
        "beyond the physical cores two workers share a core",
        "as root: echo off > /sys/devices/system/cpu/smt/control"),
      judged(
        "affinity",
        reading.allowed.map { allowed in
          "\(allowed.count)" + (details.online.map { " of \($0.count)" } ?? "") + " CPUs"
        },
        disturbs: isNarrow, "more workers than these CPUs take turns",
        "start swrun without taskset, or widen the cpuset"),
      judged(
        "CPU quota", quota, disturbs: isTight || held > 0,
        "runs beyond it are throttled, and left out of the statistics",
        "raise cpu.max of that cgroup, or use fewer workers"),
      judged(
        "virtual machine", reading.isVirtual.map { $0 ? "yes" : "no" }, disturbs: reading.isVirtual == true,
        "others may take CPU time, which steal_ratio tells of a run", "use a machine of your own"),
      judged(
        "stolen CPU time", details.ticks.map { "\(HostSizes.percent($0.steal)) since the start" },
        disturbs: details.ticks.map { $0.steal > 0.005 } ?? false,
        "the host of this virtual machine lets others run", "use another host, or repeat more often"),
    ]
  }
}

extension HostDisturbances {
  private var otherPrograms: [HostFact] {
    let load = details.load
    let averages = load?.averages.map { NumberFormat.fixed($0, decimals: 2) }.joined(separator: " ")
    let running = (load?.runnable ?? 1) - 1
    let interrupts = details.ticks.map {
      "\(HostSizes.percent($0.interrupts)) hard, \(HostSizes.percent($0.softInterrupts)) soft since the start"
    }
    return [
      judged(
        "load of 1, 5, 15 min", averages, disturbs: load.map { ($0.averages.first ?? 0) > 1 } ?? false,
        "other programs ran, or still run", "wait until it has fallen"),
      judged(
        "others that run now", load.map { _ in String(running) }, disturbs: running > 0,
        "they take CPU time from the workers", "end them: top shows them"),
      judged(
        "interrupts", interrupts,
        disturbs: details.ticks.map { $0.interrupts + $0.softInterrupts > 0.05 } ?? false,
        "they interrupt workers", "bind them to other CPUs: /proc/irq/*/smp_affinity"),
      judged(
        "isolated CPUs", reading.isolated.map { $0.isEmpty ? "none" : $0.description },
        disturbs: false, "", ""),
      judged(
        "CPUs without a tick", details.tickless.map { $0.isEmpty ? "none" : $0.description },
        disturbs: false, "", ""),
    ] + pressures
  }

  private var pressures: [HostFact] {
    [("cpu", 5.0), ("memory", 0.5), ("io", 0.5)].map { kind, limit in
      let value = details.pressure[kind]
      return judged(
        "waiting for \(kind)", value.map { "\(NumberFormat.shortest($0)) % of the last 10 s" },
        disturbs: value.map { $0 > limit } ?? false, "some program waited for it", "wait until it has ended")
    }
  }

  private var memory: [HostFact] {
    let used = reading.swapUsedBytes
    let isUsed = used.map { $0 > 0 } ?? false
    let balancing = details.numaBalancing
    return [
      judged(
        "swap in use", used.map { $0 == 0 ? "none" : Quantity.printedSize(Double($0)) }, disturbs: isUsed,
        "memory that comes back from the disk takes milliseconds",
        "end what needs the memory, then as root: swapoff -a && swapon -a"),
      judged(
        "NUMA", HostTopology.nodes(details).map { $0 == 1 ? "1 node" : "\($0) nodes" },
        disturbs: details.nodes.count > 1, "memory of another node is farther away",
        "bind a study to one node with affinity"),
      judged(
        "NUMA balancing", balancing.map { $0 == 0 ? "off" : "on" },
        disturbs: balancing ?? 0 != 0 && details.nodes.count > 1,
        "the kernel moves memory between nodes during runs", "as root: sysctl kernel.numa_balancing=0"),
      judged(
        "large pages", reading.transparentHugePages, disturbs: reading.transparentHugePages == "always",
        "memory comes in large pages by luck, and times vary with it",
        "as root: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"),
      judged(
        "random addresses", reading.addressRandomisation.map { $0 == 0 ? "off" : "on" },
        disturbs: reading.addressRandomisation == 0,
        "every run has the same layout of memory, lucky or not",
        "as root: sysctl kernel.randomize_va_space=2"),
    ]
  }

  private var kernel: [HostFact] {
    let all = details.vulnerabilities
    let mitigated = all.filter { $0.state.hasPrefix("Mitigation") }.count
    let open = all.filter { $0.state.hasPrefix("Vulnerable") }.count
    return [
      fact(
        "weaknesses of the CPU",
        all.isEmpty ? nil : "\(mitigated) mitigated, which costs system calls time; \(open) open"),
      fact(
        "hardware counters",
        details.perfEventParanoid.map { level in
          "perf_event_paranoid \(level): "
            + (level <= 0 ? "for all" : level <= 2 ? "for one's own programs" : "not without root")
        }),
    ]
  }

  private var time: [HostFact] {
    let isSlow = reading.clockSource.map { ["hpet", "acpi_pm", "jiffies"].contains($0) } ?? false
    let better = details.clockSources.first { ["tsc", "kvm-clock", "arch_sys_counter"].contains($0) }
    let path = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
    let cost = "\(NumberFormat.significant(clock.cost, digits: 2)) ns, resolution \(clock.resolution) ns"
    return [
      judged(
        "clock source", reading.clockSource, disturbs: isSlow, "it is slow to read",
        better.map { "as root: echo \($0) > \(path)" }
          ?? "look in the kernel's log why nothing better is there"),
      judged(
        "a look at the clock", cost, disturbs: clock.cost > 500 || clock.resolution > 1000,
        "short tasks are timed wrongly", "measure work of at least a millisecond"),
      judged(
        "counter of the CPU", details.hasSteadyCounter.map { $0 ? "steady" : "not steady" },
        disturbs: details.hasSteadyCounter == false, "time passes differently as the clock changes",
        "use a clock source that does not depend on it"),
    ]
  }

  private var ownLimits: [HostFact] {
    let flags: [ResourceLimit: String] = [
      .cpuTime: "-t", .addressSpace: "-v", .fileSize: "-f", .openFiles: "-n", .stack: "-s", .core: "-c",
    ]
    return limits.map { limit in
      let ends = [ResourceLimit.cpuTime, .addressSpace, .fileSize].contains(limit.resource)
      let value = limit.soft.map { soft in
        limit.resource == .openFiles
          ? String(soft) : limit.resource == .cpuTime ? "\(soft) s" : Quantity.printedSize(Double(soft))
      }
      return judged(
        "limit \(limit.resource.rawValue)", value ?? "none", disturbs: ends && limit.soft != nil,
        "it ends runs that need more", "start swrun after: ulimit \(flags[limit.resource] ?? "") unlimited")
    }
  }
}
