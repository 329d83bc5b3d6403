internal import COperatingSystem

/// A set of logical CPUs, by their numbers.
package struct CPUSet: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The numbers, ascending, each once.
  package private(set) var cpus: [Int]

  /// A set of these CPUs, in any order.
  package init(_ cpus: some Sequence<Int>) {
    self.cpus = Array(Set(cpus)).sorted()
  }

  /// Reads a list in the kernel's form: `0-3,8`; also `0-6:2/4` is not accepted.
  ///
  /// - Returns: nil where the text is no such list; the empty text is the empty set.
  package init?(parsing text: some StringProtocol) {
    let trimmed = text.drop { $0.isWhitespace }
    var numbers: [Int] = []
    let list = trimmed.prefix { !$0.isWhitespace }
    guard trimmed.dropFirst(list.count).allSatisfy(\.isWhitespace) else { return nil }
    if list.isEmpty {
      self.init([])
      return
    }
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      let bounds = part.split(separator: "-", omittingEmptySubsequences: false)
      guard bounds.count <= 2, let first = Self.number(bounds[0]) else { return nil }
      guard let last = bounds.count == 2 ? Self.number(bounds[1]) : first, first <= last else { return nil }
      numbers.append(contentsOf: first...last)
    }
    self.init(numbers)
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  /// The number of CPUs.
  package var count: Int { cpus.count }

  /// Whether the set has no CPU.
  package var isEmpty: Bool { cpus.isEmpty }

  /// Whether the CPU is in the set.
  package func contains(_ cpu: Int) -> Bool { cpus.contains(cpu) }

  /// The CPUs of this set that the other one lacks.
  package func subtracting(_ other: CPUSet) -> CPUSet { CPUSet(cpus.filter { !other.contains($0) }) }

  /// The kernel's form, with ranges: `0-3,8`.
  package var description: String {
    var ranges: [ClosedRange<Int>] = []
    for cpu in cpus {
      if let last = ranges.last, last.upperBound + 1 == cpu {
        ranges[ranges.count - 1] = last.lowerBound...cpu
      } else {
        ranges.append(cpu...cpu)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }

  /// The most CPUs that a mask holds.
  static let most = 8192

  /// The set as the kernel's mask: bit i of byte i / 8, a whole number of words.
  var mask: [UInt8] {
    let bytes = ((cpus.last ?? 0) / 64 + 1) * 8
    var mask = [UInt8](repeating: 0, count: bytes)
    for cpu in cpus { mask[cpu / 8] |= 1 << UInt8(cpu % 8) }
    return mask
  }

  init(mask: some Sequence<UInt8>) {
    cpus = mask.enumerated().flatMap { index, byte in
      (0..<8).filter { byte & (1 << UInt8($0)) != 0 }.map { index * 8 + $0 }
    }
  }

  /// The CPUs on which a process, or thread, may run now: 0 is the calling thread.
  package static func allowed(for process: Int32 = 0) throws(Errno) -> CPUSet {
    var mask = [UInt8](repeating: 0, count: most / 8)
    let count = try systemCall("sched_getaffinity") { os_affinity_get(process, &mask, mask.count) }
    return CPUSet(mask: mask.prefix(Int(count)))
  }

  /// Binds the calling thread to these CPUs.
  ///
  /// - Throws: what the kernel says, and `invalid` where it silently took only a part of the set.
  package func bindCallingThread() throws(Errno) {
    let mask = mask
    try systemCall("sched_setaffinity") { os_affinity_set(0, mask, mask.count) }
    guard try CPUSet.allowed() == self else {
      throw Errno(code: Errno.invalid, operation: "sched_setaffinity", path: description)
    }
  }
}
