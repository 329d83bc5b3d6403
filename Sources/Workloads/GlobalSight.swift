package import OperatingSystem

/// What a task has seen of the global, in memory that all processes of a run share; each task writes its own.
package struct GlobalSight {
  /// Bytes that it takes.
  static let bytes = 64

  /// What a task has seen.
  package struct Record: Sendable, Equatable {
    /// 0: the task has not told.
    package var worker: Int
    /// Whether it was its worker's first one.
    package var isFirst: Bool
    package var address: UInt64
    /// The pages behind the global before and after the task's write; nil where the kernel does not tell.
    package var before: MemoryPage?
    package var after: MemoryPage?

    package init(worker: Int, isFirst: Bool, address: UInt64, before: MemoryPage?, after: MemoryPage?) {
      self.worker = worker
      self.isFirst = isFirst
      self.address = address
      self.before = before
      self.after = after
    }
  }

  private let words: UnsafeMutablePointer<UInt64>

  init(_ region: SharedRegion, at offset: Int) {
    words = region.elements(UInt64.self, at: offset, count: Self.bytes / 8)
  }

  func store(worker: Int, isFirst: Bool, before: MemoryPage?, after: MemoryPage?) {
    words[1] = isFirst ? 1 : 0
    words[2] = UInt64(UInt(bitPattern: GlobalWord.address))
    (words[3], words[4]) = Self.encoded(before)
    (words[5], words[6]) = Self.encoded(after)
    words[0] = UInt64(worker)
  }

  var record: Record {
    Record(
      worker: Int(words[0]), isFirst: words[1] == 1, address: words[2], before: Self.page(words[3], words[4]),
      after: Self.page(words[5], words[6]))
  }

  private static func encoded(_ page: MemoryPage?) -> (frame: UInt64, flags: UInt64) {
    guard let page else { return (0, 0) }
    return (page.frame ?? 0, page.isExclusive ? 3 : 1)
  }

  private static func page(_ frame: UInt64, _ flags: UInt64) -> MemoryPage? {
    flags == 0 ? nil : MemoryPage(frame: frame == 0 ? nil : frame, isExclusive: flags == 3)
  }
}

/// What all tasks together have seen; nil is what the kernel does not tell.
struct GlobalCounts {
  let addresses: Int?
  /// Before the first write of each worker.
  let pagesBefore: Int?
  /// After the last write.
  let pages: Int?
  /// Workers whose process has its page alone after their writes.
  let exclusive: Int?

  init(_ tasks: [GlobalSight.Record]) {
    addresses = Set(tasks.map(\.address)).count
    pagesBefore = Self.count(tasks.filter(\.isFirst).map { $0.before?.frame })
    // The kernel may move a page between two tasks of a worker: its last look counts.
    let last = Dictionary(tasks.map { ($0.worker, $0.after?.frame) }) { $1 }
    pages = Self.count(Array(last.values))
    let alone = tasks.map { $0.after?.isExclusive }
    let workers = Set(zip(tasks, alone).filter { $0.1 == true }.map(\.0.worker))
    exclusive = alone.contains(nil) ? nil : workers.count
  }

  private static func count(_ frames: [UInt64?]) -> Int? {
    let known = frames.compactMap { $0 }
    return known.count == frames.count && !known.isEmpty ? Set(known).count : nil
  }
}
