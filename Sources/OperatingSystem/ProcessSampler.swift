internal import Glibc

/// What was read of one process at one moment.
package struct ProcessReading: Equatable, Sendable {
  package var pid: Int32
  package var parent: Int32
  /// What it calls itself, as in ``ProcessStatus/name``.
  package var name: SIMD16<UInt8>
  package var threads: Int32
  /// When it began, in clock ticks after the start of the machine.
  package var start: UInt64
  /// Bytes in memory.
  package var resident: Int
  /// Bytes in memory, those of shared pages divided among the processes that have them; nil where that may not be
  /// read.
  package var proportional: Int?
  /// CPU time of the process itself so far, in seconds; the clock has the steps of the kernel's ticks, 10 ms.
  package var cpuSeconds: Double

  package init(
    pid: Int32, parent: Int32, name: SIMD16<UInt8>, threads: Int32, start: UInt64, resident: Int,
    proportional: Int?, cpuSeconds: Double
  ) {
    self.pid = pid
    self.parent = parent
    self.name = name
    self.threads = threads
    self.start = start
    self.resident = resident
    self.proportional = proportional
    self.cpuSeconds = cpuSeconds
  }
}

/// Reads memory, threads and CPU time of the processes of a run again and again, as cheaply as can be.
///
/// The files of a process stay open between two looks. All is read into one buffer, and nothing else is allocated
/// for a process that was there before.
///
/// To find the shares of memory the kernel goes through all pages of a process. They are read again only if something
/// can have changed them: as long as the processes are the same, none has had a page fault, and none has more or less
/// memory, they are those of the look before.
package struct ProcessSampler: ~Copyable {
  /// The files of a process that was seen, and what was read last.
  private struct Entry {
    var pid: Int32
    var status: Int32
    /// -1 where it could not be opened, or was not yet.
    var rollup: Int32 = -1
    /// Nil where it may not be read.
    var memory: ProcessMemory?
    /// The number of the last look that saw it.
    var look = 0
    /// The name of its program.
    var name = SIMD16<UInt8>()
  }

  private let root: String
  private var entries: [Entry] = []
  private var look = 0
  /// What the processes were at the last look: their pids, faults and memory.
  private var lastState: UInt64 = 0
  /// Where the process before was found: processes are mostly listed in the same order.
  private var hint = 0
  private let buffer: UnsafeMutableRawBufferPointer
  private let ticksPerSecond: Double
  private let pageSize: Int
  /// The files of more processes than this are opened and closed at every look, so that descriptors are left for
  /// the rest of the program.
  private let mostKept: Int

  private static let mostProcesses = 256

  /// - Parameter root: where `proc` is, `/` but in tests.
  package init(root: String = "/") {
    self.root = root
    // A line of `stat` has at most some 400 bytes, `smaps_rollup` less than 1 KiB.
    buffer = .allocate(byteCount: 4096, alignment: 16)
    ticksPerSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    pageSize = max(1, sysconf(Int32(_SC_PAGESIZE)))
    // Without a number no file is kept open, which only costs time.
    let limit = (try? ResourceLimit.openFiles.current().soft) ?? 0
    mostKept = min(Self.mostProcesses, Int(min(limit, 1 << 20)) / 4)
  }

  deinit {
    for entry in entries { Self.close(entry) }
    buffer.deallocate()
  }

  /// Looks at processes.
  ///
  /// - Parameters:
  ///   - pids: those that are gone, or have ended and only wait to be reaped, are passed over.
  ///   - readings: what was read of the others, in their order; what it held before is dropped.
  package mutating func read(_ pids: ArraySlice<Int32>, into readings: inout [ProcessReading]) {
    look += 1
    hint = 0
    readings.removeAll(keepingCapacity: true)
    var state: UInt64 = 0
    for pid in pids {
      guard let (status, isKept) = status(of: pid) else { continue }
      readings.append(
        ProcessReading(
          pid: pid, parent: status.parent, name: status.name, threads: status.threads, start: status.start,
          resident: status.residentPages * pageSize, proportional: nil,
          cpuSeconds: Double(status.cpuTicks) / ticksPerSecond))
      // Of a process whose files are not kept the memory is not either.
      let parts = [UInt64(pid), UInt64(status.residentPages), status.faults, isKept ? 0 : UInt64(look)]
      for part in parts { state = (state ^ part) &* 0x100_0000_01b3 &+ (state >> 47) }
    }
    forget()
    let isUnchanged = state == lastState
    lastState = state
    hint = 0
    for index in readings.indices {
      guard let memory = memory(of: readings[index].pid, isUnchanged: isUnchanged) else { continue }
      readings[index].resident = memory.resident
      readings[index].proportional = memory.proportional
    }
  }

  /// Lets go of the files of processes that the look did not see.
  private mutating func forget() {
    let look = look
    entries.removeAll { entry in
      if entry.look == look { return false }
      Self.close(entry)
      return true
    }
  }

  /// What a process tells of itself, and whether its files are kept; nil where it is gone.
  private mutating func status(of pid: Int32) -> (ProcessStatus, isKept: Bool)? {
    let place = find(pid)
    let descriptor = place.map { entries[$0].status } ?? open(pid, "stat")
    let status = text(of: descriptor).flatMap(ProcessStatus.init(parsing:))
    guard let status, !status.hasEnded else {
      // An entry that no look sees is let go.
      if place == nil, descriptor >= 0 { _ = Glibc.close(descriptor) }
      return nil
    }
    if let place {
      if entries[place].name != status.name {
        // A child of vfork has its parent's memory until it becomes another program.
        if entries[place].rollup >= 0 { _ = Glibc.close(entries[place].rollup) }
        entries[place].rollup = -1
        entries[place].name = status.name
      }
      entries[place].look = look
    } else if entries.count < mostKept {
      entries.append(Entry(pid: pid, status: descriptor, look: look, name: status.name))
    } else {
      _ = Glibc.close(descriptor)
      return (status, false)
    }
    return (status, true)
  }

  /// What a process has in memory; nil where that may not be read.
  private mutating func memory(of pid: Int32, isUnchanged: Bool) -> ProcessMemory? {
    guard let place = find(pid) else {
      var entry = Entry(pid: pid, status: -1)
      defer { Self.close(entry) }
      return memory(of: &entry)
    }
    guard !isUnchanged else { return entries[place].memory }
    var entry = entries[place]
    entry.memory = memory(of: &entry)
    entries[place] = entry
    return entry.memory
  }

  private func memory(of entry: inout Entry) -> ProcessMemory? {
    if let memory = text(of: entry.rollup).flatMap(ProcessMemory.init(parsing:)) { return memory }
    // The file belongs to the memory that the process had when it was opened: an exec gives it another.
    if entry.rollup >= 0 { _ = Glibc.close(entry.rollup) }
    entry.rollup = open(entry.pid, "smaps_rollup")
    return text(of: entry.rollup).flatMap(ProcessMemory.init(parsing:))
  }

  /// Where the files of a process are among those that are open.
  private mutating func find(_ pid: Int32) -> Int? {
    for step in 0..<entries.count {
      let index = (hint + step) % entries.count
      guard entries[index].pid == pid else { continue }
      hint = index + 1
      return index
    }
    return nil
  }

  private func open(_ pid: Int32, _ name: String) -> Int32 {
    Glibc.open(TextFile.join(root, "proc/\(pid)/\(name)"), O_RDONLY | O_CLOEXEC)
  }

  private func text(of descriptor: Int32) -> UnsafeRawBufferPointer? {
    guard descriptor >= 0 else { return nil }
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      return count > 0 ? UnsafeRawBufferPointer(rebasing: buffer[..<count]) : nil
    }
  }

  private static func close(_ entry: Entry) {
    for descriptor in [entry.status, entry.rollup] where descriptor >= 0 { _ = Glibc.close(descriptor) }
  }
}
