internal import Glibc

/// What disturbed the machine so far; two of these tell what disturbed it between.
package struct NoiseSample: Equatable, Sendable {
  /// Ticks of all CPUs that the hypervisor gave to others.
  package var stealTicks: UInt64?
  /// Ticks of all CPUs.
  package var totalTicks: UInt64?
  /// Nanoseconds for which the CPU quota of our cgroup, or one above, held processes back.
  package var throttledNanoseconds: UInt64?
  /// Microseconds in which some task of the machine waited for a CPU.
  package var cpuPressure: UInt64?
  /// Microseconds in which some task of the machine waited for memory.
  package var memoryPressure: UInt64?
  /// Pages that were swapped in or out. Nil also where there is no swap.
  package var pagesSwapped: UInt64?
  /// How often a CPU was slowed down because it was hot.
  package var thermalThrottles: UInt64?

  /// A sample of what each of the counters tells; nil where it is not there.
  package init(
    stealTicks: UInt64? = nil, totalTicks: UInt64? = nil, throttledNanoseconds: UInt64? = nil,
    cpuPressure: UInt64? = nil, memoryPressure: UInt64? = nil, pagesSwapped: UInt64? = nil,
    thermalThrottles: UInt64? = nil
  ) {
    self.stealTicks = stealTicks
    self.totalTicks = totalTicks
    self.throttledNanoseconds = throttledNanoseconds
    self.cpuPressure = cpuPressure
    self.memoryPressure = memoryPressure
    self.pagesSwapped = pagesSwapped
    self.thermalThrottles = thermalThrottles
  }

  /// What happened since an earlier sample; nil where one of the two does not tell.
  package func since(_ earlier: NoiseSample) -> NoiseSample {
    NoiseSample(
      stealTicks: Self.difference(stealTicks, earlier.stealTicks),
      totalTicks: Self.difference(totalTicks, earlier.totalTicks),
      throttledNanoseconds: Self.difference(throttledNanoseconds, earlier.throttledNanoseconds),
      cpuPressure: Self.difference(cpuPressure, earlier.cpuPressure),
      memoryPressure: Self.difference(memoryPressure, earlier.memoryPressure),
      pagesSwapped: Self.difference(pagesSwapped, earlier.pagesSwapped),
      thermalThrottles: Self.difference(thermalThrottles, earlier.thermalThrottles))
  }

  /// The part of all ticks that was stolen; nil where the system does not tell or none has passed.
  package var stealRatio: Double? {
    guard let stealTicks, let totalTicks, totalTicks > 0 else { return nil }
    return Double(stealTicks) / Double(totalTicks)
  }

  /// Seconds for which a quota held processes back.
  package var throttledSeconds: Double? { throttledNanoseconds.map { Double($0) * 1e-9 } }

  private static func difference(_ now: UInt64?, _ earlier: UInt64?) -> UInt64? {
    guard let now, let earlier else { return nil }
    // A CPU that goes offline takes its ticks with it.
    return now >= earlier ? now - earlier : 0
  }
}

/// Reads noise samples from files that it keeps open, since it does so around every run: four of a few microseconds
/// each on most machines. A file that is not there costs nothing.
package struct NoiseProbe: ~Copyable {
  private let statistics: Int32
  private let throttles: [Int32]
  private let cpuPressure: Int32
  private let memoryPressure: Int32
  /// Not open on a machine without swap.
  private let memoryEvents: Int32
  /// One for each package and core, as far as ``mostThermals`` go.
  private let thermals: [Int32]

  /// Many cores share their cooling: more counters than these would cost time and tell nothing new.
  private static let mostThermals = 32

  /// Opens what the machine has below a root folder, which is `/` but in tests.
  package init(root: String = "/") {
    statistics = Self.open(root, "proc/stat")
    let paths = ControlGroupPaths(root: root)
    // A group's own counter does not tell that a group above was held back.
    let folders = (paths.controllers["cpu"] ?? paths.unified)?.folders ?? []
    throttles = folders.compactMap { folder in
      let number = Self.open(folder, "cpu.stat")
      if number < 0 { return nil }
      if Self.throttled(Self.text(number)) != nil { return number }
      Glibc.close(number)
      return nil
    }
    cpuPressure = Self.open(root, "proc/pressure/cpu")
    memoryPressure = Self.open(root, "proc/pressure/memory")
    // The first line of the list is its heading.
    let swaps = TextFile.read(root, "proc/swaps")?.split(separator: "\n").count ?? 0
    memoryEvents = swaps > 1 ? Self.open(root, "proc/vmstat") : -1
    thermals = Self.thermalCounters(root)
  }

  deinit {
    for number in [statistics, cpuPressure, memoryPressure, memoryEvents] + throttles + thermals
    where number >= 0 {
      Glibc.close(number)
    }
  }

  /// The counters now.
  package borrowing func sample() -> NoiseSample {
    let (steal, total) = Self.ticks(Self.text(statistics))
    var sample = NoiseSample(stealTicks: steal, totalTicks: total)
    for number in throttles {
      guard let value = Self.throttled(Self.text(number)) else { continue }
      sample.throttledNanoseconds = (sample.throttledNanoseconds ?? 0) + value
    }
    sample.cpuPressure = Self.pressure(Self.text(cpuPressure))
    sample.memoryPressure = Self.pressure(Self.text(memoryPressure))
    // The events of swapping come after some kilobytes of others.
    if memoryEvents >= 0 { sample.pagesSwapped = Self.swapped(Self.text(memoryEvents, atMost: 16384)) }
    for number in thermals {
      let text = Self.text(number)
      guard let value = Self.numbers(text[...]).first else { continue }
      sample.thermalThrottles = (sample.thermalThrottles ?? 0) + value
    }
    return sample
  }

  private static func open(_ root: String, _ path: String) -> Int32 {
    Glibc.open(TextFile.join(root, path), O_RDONLY | O_CLOEXEC)
  }

  /// The counters of slowing down for heat: of CPUs that share a package or a core, those of the first.
  private static func thermalCounters(_ root: String) -> [Int32] {
    let folder = "sys/devices/system/cpu"
    var seen: Set<String> = []
    var numbers: [Int32] = []
    var cpu = 0
    while numbers.count < mostThermals, TextFile.read(root, "\(folder)/cpu\(cpu)/topology/core_id") != nil {
      let (own, topology) = ("\(folder)/cpu\(cpu)/thermal_throttle", "\(folder)/cpu\(cpu)/topology")
      let package = TextFile.line(root, "\(topology)/physical_package_id") ?? ""
      let core = TextFile.line(root, "\(topology)/core_id") ?? ""
      for (name, key) in [("package", package), ("core", "\(package) \(core)")] {
        guard numbers.count < mostThermals, seen.insert("\(name) \(key)").inserted else { continue }
        let number = open(root, "\(own)/\(name)_throttle_count")
        if number >= 0 { numbers.append(number) }
      }
      // Where the first CPU has no counters no other has.
      if cpu == 0, numbers.isEmpty { break }
      cpu += 1
    }
    return numbers
  }

  /// The beginning of a file; empty where it cannot be read.
  private static func text(_ number: Int32, atMost limit: Int = 512) -> [UInt8] {
    guard number >= 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = max(0, pread(number, buffer.baseAddress, buffer.count, 0))
    }
  }

  /// The whole numbers of a line.
  private static func numbers(_ line: ArraySlice<UInt8>) -> [UInt64] {
    var result: [UInt64] = []
    var current: UInt64?
    for byte in line {
      if (48...57).contains(byte) {
        current = (current ?? 0) &* 10 &+ UInt64(byte - 48)
      } else {
        if let number = current { result.append(number) }
        current = nil
        if byte == UInt8(ascii: "\n") { break }
      }
    }
    if let current { result.append(current) }
    return result
  }

  /// Stolen and all ticks, of the first line of `/proc/stat`: user, nice, system, idle, iowait, irq,
  /// softirq, steal; the guest ticks that follow are counted in user already.
  private static func ticks(_ text: [UInt8]) -> (steal: UInt64?, total: UInt64?) {
    guard text.starts(with: Array("cpu ".utf8)) else { return (nil, nil) }
    let fields = numbers(text[...])
    guard fields.count >= 8 else { return (nil, nil) }
    return (fields[7], fields[..<8].reduce(0, +))
  }

  /// Nanoseconds of being held back, from `cpu.stat` of version 1 or 2.
  private static func throttled(_ text: [UInt8]) -> UInt64? {
    for line in text.split(separator: UInt8(ascii: "\n")) {
      if line.starts(with: Array("throttled_usec ".utf8)) { return numbers(line).last.map { $0 * 1000 } }
      if line.starts(with: Array("throttled_time ".utf8)) { return numbers(line).last }
    }
    return nil
  }

  /// Microseconds of waiting, from the first line of a file of `/proc/pressure`:
  /// `some avg10=0.59 avg60=2.37 avg300=4.06 total=5175445564`.
  private static func pressure(_ text: [UInt8]) -> UInt64? {
    guard text.starts(with: Array("some ".utf8)), let line = text.split(separator: UInt8(ascii: "\n")).first
    else { return nil }
    return numbers(line).last
  }

  /// Pages swapped in and out, from `/proc/vmstat`.
  private static func swapped(_ text: [UInt8]) -> UInt64? {
    var sum: UInt64?
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard line.starts(with: Array("pswpin ".utf8)) || line.starts(with: Array("pswpout ".utf8)) else {
        continue
      }
      if let value = numbers(line).last { sum = (sum ?? 0) + value }
    }
    return sum
  }
}
