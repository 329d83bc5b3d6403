import OperatingSystem

/// How far a worker's outbox was given back.
struct OutboxWords {
  /// The end of the last block that the owner has taken, counted in bytes since the pool's start.
  let released: AtomicWord64
  /// Changes when that changes; the worker sleeps on it.
  let signal: AtomicWord32
  /// 1 while the worker waits for room.
  let waits: AtomicWord32
  /// Up to where the worker has put blocks in, and where the ring began: the worker that takes its place goes on
  /// there, since the owner may still have to take blocks of the first.
  let head: AtomicWord64
  let lap: AtomicWord64

  init(_ place: UnsafeMutableRawPointer) {
    released = AtomicWord64(at: place)
    signal = AtomicWord32(at: place + 8)
    waits = AtomicWord32(at: place + 12)
    head = AtomicWord64(at: place + 16)
    lap = AtomicWord64(at: place + 24)
  }
}

/// Memory for payloads that do not fit into a slot: one side puts contiguous blocks into it, the other takes
/// them out in the same order.
///
/// It is a ring whose pages are used again and again. A block that is larger than the ring makes it grow, once
/// it is empty.
struct PayloadBox: ~Copyable {
  private var memory: SharedMemory
  private let firstCapacity: Int
  /// The ends of what was put in, and the place at which the ring began when it was last at its start, both
  /// counted in bytes since the beginning.
  private(set) var head: UInt64 = 0
  private(set) var lap: UInt64 = 0
  /// Whether pages beyond the first capacity are in use.
  private var holdsMore = false

  /// Bytes of the ring as long as no larger block needs more.
  static let capacity = 1 << 20

  /// A new box.
  init() throws(Errno) {
    memory = try SharedMemory(named: "swrun-payload", bytes: Self.capacity)
    firstCapacity = Self.capacity
  }

  /// The box of another process, or one that was inherited.
  ///
  /// - Parameter words: where it is an outbox, how far another worker has filled it.
  init(handed descriptor: Int32, after words: OutboxWords? = nil) throws(Errno) {
    memory = try SharedMemory(mapping: descriptor)
    firstCapacity = min(memory.size, Self.capacity)
    holdsMore = memory.size > firstCapacity
    if let words { (head, lap) = (words.head.load(), words.lap.load()) }
  }

  /// What other processes map it by.
  var descriptor: Int32? { memory.descriptor }

  // MARK: - The side that puts in

  /// Makes room for a block; nil as long as what was put in before leaves none.
  ///
  /// - Parameters:
  ///   - taken: up to where the other side has taken blocks out.
  /// - Returns: where the block begins in the memory.
  mutating func reserve(_ bytes: Int, taken: UInt64) throws(Errno) -> Int? {
    if taken == head {
      lap = head
      if bytes > memory.size / 2 {
        // Room for some more of the size, so that one can be put in while another is taken out.
        try memory.grow(to: (bytes * (bytes > 16 << 20 ? 2 : 4) + 4095) / 4096 * 4096)
      } else if holdsMore, bytes <= firstCapacity {
        memory.discard(from: firstCapacity, bytes: memory.size - firstCapacity)
        holdsMore = false
      }
    }
    var place = Int(head - lap)
    var start = head
    if place + bytes > memory.size {
      // The rest of the ring stays empty: a block lies in one piece.
      start = lap + UInt64(memory.size)
      place = 0
    }
    guard start + UInt64(bytes) - taken <= UInt64(memory.size) else { return nil }
    if place == 0 { lap = start }
    if place + bytes > firstCapacity { holdsMore = true }
    head = start + UInt64(bytes)
    return place
  }

  /// Fills a block that was reserved.
  mutating func fill(_ place: Int, _ bytes: [UInt8]) {
    UnsafeMutableRawBufferPointer(start: memory.base + place, count: bytes.count).copyBytes(from: bytes)
  }

  // MARK: - The side that takes out

  /// The bytes of a block; nil where the memory is not as large as that, which only a process that has gone
  /// wild can bring about.
  mutating func block(_ place: UInt64, _ length: UInt64) throws(Errno) -> UnsafeRawBufferPointer? {
    let (end, overflows) = place.addingReportingOverflow(length)
    if overflows { return nil }
    if end > UInt64(memory.size) { try memory.remap() }
    guard end <= UInt64(memory.size) else { return nil }
    return UnsafeRawBufferPointer(start: memory.base + Int(place), count: Int(length))
  }
}
