import OperatingSystem

/// What an array consists of.
enum ArrayWords {
  /// A word, which depends on all bits of its place.
  @inline(__always)
  static func word(_ index: Int, seed: UInt64) -> UInt64 {
    let mixed = (UInt64(truncatingIfNeeded: index) ^ seed) &* 0x9e37_79b9_7f4a_7c15
    return mixed ^ mixed >> 32
  }

  /// Depends on each word and on their order.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    add(bytes.bindMemory(to: UInt64.self), to: 0)
  }

  /// The checksum of words that follow those whose checksum is given.
  @inline(never)
  static func add(_ words: UnsafeBufferPointer<UInt64>, to sum: UInt64) -> UInt64 {
    var sum = sum
    for word in words { sum = (sum &+ word) &* 0x100_0000_01b3 }
    return sum
  }

  /// Fills with words from an index on.
  @inline(never)
  static func fill(_ words: UnsafeMutableBufferPointer<UInt64>, from first: Int, seed: UInt64) {
    for index in words.indices { words[index] = word(first &+ index, seed: seed) }
  }
}

/// Holds an array for workers, which find it by a name. Nothing of it stays when the process ends.
final class ArrayOwner: Sendable {
  /// What workers open or connect to.
  let name: String
  let checksum: UInt64
  /// Keeps memory and files there: their names lead through this process.
  private let file: File?
  private let feeder: ServerProcess?

  /// Words that are written at a time.
  private static let block = 1 << 17
  /// How long a worker may take nothing of what it is sent, in milliseconds.
  private static let patience: Int32 = 30_000

  init(_ transfer: ArrayWorkload.Transfer, words: Int, seed: UInt64) throws(WorkloadError) {
    do {
      switch transfer {
      case .copy:
        let memory = try SharedMemory(bytes: 8 * words, withForkedProcesses: false)
        let place = memory.base.assumingMemoryBound(to: UInt64.self)
        let array = UnsafeMutableBufferPointer(start: place, count: words)
        ArrayWords.fill(array, from: 0, seed: seed)
        checksum = ArrayWords.add(UnsafeBufferPointer(array), to: 0)
        // The child has the memory as it is now; here it goes with this initialiser.
        let feeder = try ServerProcess { Self.feed($0, UnsafeRawBufferPointer(array)) }
        self.feeder = feeder
        name = feeder.name
        file = nil
        Self.keep(memory)
      case .shared, .mapped:
        let file =
          transfer == .shared
          ? try File.inMemory(named: "swrun array", bytes: 8 * words) : try File.temporary()
        try file.extend(to: 8 * words)
        checksum = try Self.write(words, seed: seed, to: file)
        name = file.openPath
        self.file = consume file
        feeder = nil
      }
    } catch {
      throw WorkloadError(message: "array: \(8 * words) bytes cannot be made: \(error)")
    }
  }

  /// Lets memory live until here.
  private static func keep(_ memory: borrowing SharedMemory) {}

  /// Ends what was started for the workers.
  func stop() { feeder?.stop() }

  /// Writes instead of mapping, so that no page counts as used by this process.
  private static func write(_ words: Int, seed: UInt64, to file: borrowing File) throws(Errno) -> UInt64 {
    var checksum: UInt64 = 0
    let block = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: min(words, Self.block))
    defer { block.deallocate() }
    for first in stride(from: 0, to: words, by: block.count) {
      let part = UnsafeMutableBufferPointer(rebasing: block[..<min(block.count, words - first)])
      ArrayWords.fill(part, from: first, seed: seed)
      checksum = ArrayWords.add(UnsafeBufferPointer(part), to: checksum)
      try file.writeAll(UnsafeRawBufferPointer(part))
    }
    return checksum
  }

  /// Sends the array to whoever connects, one after the other.
  private static func feed(_ listener: borrowing LocalListener, _ array: UnsafeRawBufferPointer) -> Int32 {
    while true {
      // Where nobody can be welcomed any more, a worker's connection is refused, and its task says so.
      guard let client = try? listener.accept() else { return 1 }
      // A worker that has gone or does not read is no reason to leave the others without theirs: it tells itself.
      guard (try? client.limitSending(milliseconds: patience)) != nil else { continue }
      _ = try? client.send(array)
    }
  }
}

/// An array as a worker has it, until it lets go of it.
final class ReceivedArray {
  private enum Place: ~Copyable {
    case own(SharedMemory)
    case mapped(MappedBytes)
  }

  private let place: Place
  /// Where it begins.
  let base: UnsafeRawPointer
  let bytes: UnsafeRawBufferPointer

  /// Gets the array; it can be read once this returns.
  ///
  /// - Parameter name: that of its ``ArrayOwner``.
  init(_ name: String, _ transfer: ArrayWorkload.Transfer, words: Int) throws(WorkloadError) {
    do throws(Errno) {
      switch transfer {
      case .copy:
        // A mapping that the kernel never joins with its neighbours, so that its size can be told.
        let memory = try SharedMemory(bytes: 8 * words, withForkedProcesses: true)
        let buffer = UnsafeMutableRawBufferPointer(start: memory.base, count: 8 * words)
        guard try LocalSocket(connectingTo: name).receiveAll(into: buffer) else {
          throw Errno(code: Errno.brokenPipe, operation: "receive")
        }
        base = UnsafeRawPointer(memory.base)
        bytes = UnsafeRawBufferPointer(buffer)
        place = .own(memory)
      case .shared, .mapped:
        let memory = try MappedBytes(path: name)
        guard let base = memory.bytes.baseAddress, memory.size == 8 * words else {
          throw Errno(code: Errno.invalid, operation: "mmap", path: name)
        }
        self.base = base
        bytes = memory.bytes
        place = .mapped(memory)
      }
    } catch {
      throw WorkloadError(message: "array: \(8 * words) bytes could not be got by '\(transfer)': \(error)")
    }
  }
}
