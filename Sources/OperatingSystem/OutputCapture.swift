internal import Glibc

/// Takes in what a child writes to a pipe, and keeps the end of it.
package struct OutputCapture: ~Copyable {
  /// Receives all bytes, chunk by chunk, also those that are not kept.
  package typealias Sink = (UnsafeRawBufferPointer) -> Void

  /// The bytes read at once.
  private static let chunk = 65536

  /// The pipe's end; does not block. nil once the other end is closed by all.
  private var descriptor: FileDescriptor?
  private var ring: [UInt8] = []
  private var start = 0
  private let limit: Int
  private let sink: Sink?
  /// The bytes that came in, kept or not.
  package private(set) var total = 0

  /// Reads from this end of a pipe.
  ///
  /// - Parameters:
  ///   - limit: the most bytes to keep; the last ones are.
  ///   - sink: receives all bytes.
  package init(reading end: consuming FileDescriptor, keeping limit: Int = 65536, sink: Sink? = nil)
    throws(Errno)
  {
    try end.setNonBlocking()
    descriptor = consume end
    self.limit = limit
    self.sink = sink
  }

  /// The descriptor to wait for; nil once nothing more can come.
  package var rawValue: Int32? { descriptor.borrowed { $0.rawValue } }

  /// Whether bytes were dropped.
  package var isTruncated: Bool { total > limit }

  /// The last bytes, at most the limit.
  package var tail: [UInt8] { Array(ring[start...] + ring[..<start]) }

  /// Takes in what there is now, at most 1 MiB, so that a child that never stops writing does not
  /// keep us from all else.
  ///
  /// - Returns: whether the descriptor may have more, now or later.
  @discardableResult
  package mutating func drain() throws(Errno) -> Bool {
    guard let number = rawValue else { return false }
    var failure: Errno?
    let more = withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 16) { buffer in
      for _ in 0..<16 {
        do throws(Errno) {
          guard let count = try FileDescriptor.read(number, into: buffer) else { return true }
          if count == 0 { return false }
          take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } catch {
          failure = error
          return false
        }
      }
      return true
    }
    if !more { descriptor = nil }
    if let failure { throw failure }
    return more
  }

  /// Takes in the rest after the child's death: until all have closed the pipe, or the moment of the
  /// monotonic clock, since a daemon may hold it open for ever. Then closes it.
  package mutating func finish(until deadline: UInt64) throws(Errno) {
    while let number = rawValue {
      guard try drain() else { break }
      var poller = Poller()
      poller.add(number)
      if try poller.wait(until: deadline).isEmpty { break }
      if SystemClock.nanoseconds() >= deadline { break }
    }
    descriptor = nil
  }

  private mutating func take(_ bytes: UnsafeRawBufferPointer) {
    total += bytes.count
    sink?(bytes)
    var rest = bytes.suffix(limit)
    let room = min(limit - ring.count, rest.count)
    if room > 0 {
      ring.append(contentsOf: rest.prefix(room))
      rest = rest.dropFirst(room)
    }
    // The ring is full: the oldest bytes, from `start` on, give way.
    while !rest.isEmpty {
      let count = min(rest.count, limit - start)
      ring.withUnsafeMutableBytes { ring in
        UnsafeMutableRawBufferPointer(rebasing: ring[start..<start + count])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
      }
      rest = rest.dropFirst(count)
      start = start + count == limit ? 0 : start + count
    }
  }
}
