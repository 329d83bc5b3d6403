internal import Glibc

/// What disturbed the machine so far; two of these tell what disturbed it between.
package struct NoiseSample: Equatable, Sendable {
  /// Ticks of all CPUs that the hypervisor gave to others.
  package var stealTicks: UInt64?
  /// Ticks of all CPUs.
  package var totalTicks: UInt64?
  /// Nanoseconds for which the CPU quota of our cgroup, or one above, held processes back.
  package var throttledNanoseconds: UInt64?

  /// A sample of what each of the counters tells; nil where it is not there.
  package init(stealTicks: UInt64? = nil, totalTicks: UInt64? = nil, throttledNanoseconds: UInt64? = nil) {
    self.stealTicks = stealTicks
    self.totalTicks = totalTicks
    self.throttledNanoseconds = throttledNanoseconds
  }

  /// What happened since an earlier sample; nil where one of the two does not tell.
  package func since(_ earlier: NoiseSample) -> NoiseSample {
    NoiseSample(
      stealTicks: Self.difference(stealTicks, earlier.stealTicks),
      totalTicks: Self.difference(totalTicks, earlier.totalTicks),
      throttledNanoseconds: Self.difference(throttledNanoseconds, earlier.throttledNanoseconds))
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

/// Reads noise samples from files that it keeps open, since it does so around every run.
package struct NoiseProbe: ~Copyable {
  private let statistics: Int32
  private let throttles: [Int32]

  /// Opens what the machine has below a root folder, which is `/` but in tests.
  package init(root: String = "/") {
    statistics = Glibc.open(TextFile.join(root, "proc/stat"), O_RDONLY | O_CLOEXEC)
    let paths = ControlGroupPaths(root: root)
    // A group's own counter does not tell that a group above was held back.
    let folders = (paths.controllers["cpu"] ?? paths.unified)?.folders ?? []
    throttles = folders.compactMap { folder in
      let number = Glibc.open(folder + "/cpu.stat", O_RDONLY | O_CLOEXEC)
      if number < 0 { return nil }
      if Self.throttled(Self.text(number)) != nil { return number }
      Glibc.close(number)
      return nil
    }
  }

  deinit {
    if statistics >= 0 { Glibc.close(statistics) }
    for number in throttles { Glibc.close(number) }
  }

  /// The counters now.
  package borrowing func sample() -> NoiseSample {
    let (steal, total) = Self.ticks(Self.text(statistics))
    var throttled: UInt64?
    for number in throttles {
      if let value = Self.throttled(Self.text(number)) { throttled = (throttled ?? 0) + value }
    }
    return NoiseSample(stealTicks: steal, totalTicks: total, throttledNanoseconds: throttled)
  }

  /// The beginning of a file; empty where it cannot be read.
  private static func text(_ number: Int32) -> [UInt8] {
    guard number >= 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
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
}
