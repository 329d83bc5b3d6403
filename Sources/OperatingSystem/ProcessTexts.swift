/// What `/proc/PID/stat` tells of a process.
package struct ProcessStatus: Equatable, Sendable {
  /// What the process calls itself, at most 15 bytes, filled up with zeros: its program unless it says otherwise.
  package var name: SIMD16<UInt8>
  /// `R`, `S`, …; `Z` for a zombie.
  package var state: UInt8
  package var parent: Int32
  package var threads: Int32
  /// Page faults of all its threads so far, with and without I/O: what it maps anew comes with one.
  package var faults: UInt64
  /// CPU time of the process itself, in user mode and in the kernel, in clock ticks.
  package var cpuTicks: UInt64
  /// When it began, in clock ticks after the start of the machine: tells it from an earlier one with the same pid.
  package var start: UInt64
  /// Resident pages, as the kernel counts them without looking: with several threads it may be some pages behind.
  package var residentPages: Int

  /// Whether it has ended and only waits to be reaped.
  package var hasEnded: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }

  /// Reads the text of the file; nil where it is none. Takes no memory.
  package init?(parsing bytes: UnsafeRawBufferPointer) {
    // The second field is the program's name in parentheses and may hold anything, also ")".
    guard let open = bytes.firstIndex(of: UInt8(ascii: "(")),
      let close = bytes.lastIndex(of: UInt8(ascii: ")")), open < close, close + 4 <= bytes.count
    else { return nil }
    name = SIMD16()
    for (place, index) in (open + 1..<close).prefix(15).enumerated() { name[place] = bytes[index] }
    state = bytes[close + 2]
    var fields = ProcessNumbers(bytes: bytes, position: close + 3)
    guard let parent = fields.next(), let minor = fields.sum(skipping: 5, of: 1),
      let major = fields.sum(skipping: 1, of: 1), let ticks = fields.sum(skipping: 1, of: 2),
      let threads = fields.sum(skipping: 4, of: 1), let start = fields.sum(skipping: 1, of: 1),
      let pages = fields.sum(skipping: 1, of: 1)
    else { return nil }
    self.parent = Int32(truncatingIfNeeded: parent)
    self.threads = Int32(truncatingIfNeeded: threads)
    faults = minor &+ major
    cpuTicks = ticks
    self.start = start
    residentPages = Int(truncatingIfNeeded: pages)
  }

  /// A name as ``name`` has it.
  package static func name(_ text: String) -> SIMD16<UInt8> {
    var name = SIMD16<UInt8>()
    for (index, byte) in text.utf8.prefix(15).enumerated() { name[index] = byte }
    return name
  }
}

/// What `/proc/PID/smaps_rollup` tells of the memory of a process, in bytes.
package struct ProcessMemory: Equatable, Sendable {
  /// Resident pages.
  package var resident: Int
  /// Resident pages, each divided by the number of processes that have it mapped: the sum over processes counts
  /// shared memory once.
  package var proportional: Int

  /// Reads the text of the file; nil where it does not tell both. Takes no memory.
  package init?(parsing bytes: UnsafeRawBufferPointer) {
    var resident: UInt64?
    var proportional: UInt64?
    var start = 0
    while start < bytes.count, resident == nil || proportional == nil {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      // "Rss:" and "Pss:" alone differ in their first letter; "Pss_Dirty:" has no colon here.
      if end - start > 4, bytes[start + 1] == UInt8(ascii: "s"), bytes[start + 2] == UInt8(ascii: "s"),
        bytes[start + 3] == UInt8(ascii: ":")
      {
        var fields = ProcessNumbers(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[..<end]), position: start + 4)
        switch bytes[start] {
        case UInt8(ascii: "R"): resident = fields.next()
        case UInt8(ascii: "P"): proportional = fields.next()
        default: break
        }
      }
      start = end + 1
    }
    guard let resident, let proportional else { return nil }
    self.resident = Int(truncatingIfNeeded: resident &* 1024)
    self.proportional = Int(truncatingIfNeeded: proportional &* 1024)
  }
}

/// Whole numbers between spaces, from left to right.
private struct ProcessNumbers {
  let bytes: UnsafeRawBufferPointer
  var position: Int

  /// The next number; a minus is passed over, since no number that is wanted has one. Nil where none follows.
  mutating func next() -> UInt64? {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") || bytes[position] == UInt8(ascii: "-")
    {
      position += 1
    }
    var number: UInt64 = 0
    var digits = 0
    while position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
      number = number &* 10 &+ UInt64(bytes[position] - UInt8(ascii: "0"))
      digits += 1
      position += 1
    }
    return digits > 0 ? number : nil
  }

  /// The sum of the next numbers, after some that are passed over.
  mutating func sum(skipping: Int, of count: Int) -> UInt64? {
    for _ in 0..<skipping where next() == nil { return nil }
    var sum: UInt64 = 0
    for _ in 0..<count {
      guard let number = next() else { return nil }
      sum &+= number
    }
    return sum
  }
}
