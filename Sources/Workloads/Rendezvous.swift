import Executors
import Jobs
import OperatingSystem

/// Keeps the first task of each worker waiting until every worker has one, so that none does all the work of a few
/// short tasks while others still start, and lets them go on at the same moment.
struct Rendezvous: Sendable {
  /// How long a worker waits for the others at most, in nanoseconds: the point of the wait is lost after it, but the
  /// work is not.
  private static let patience: UInt64 = 2_000_000_000
  /// How often it looks whether all are awake, about half a millisecond together.
  private static let looks = 500

  private let region: SharedRegion
  private let offset: Int
  private let workers: Int
  /// How many workers get a task.
  private let parties: Int

  /// Bytes of the region that it needs for so many workers, whole lines.
  static func size(workers: Int) -> Int {
    (SharedRegion.line + 4 * (workers + 1) + SharedRegion.line - 1) / SharedRegion.line * SharedRegion.line
  }

  /// - Parameter offset: of its bytes in the region, a multiple of 4.
  init(_ request: RunRequest, _ region: SharedRegion, at offset: Int, tasks: Int) {
    self.region = region
    self.offset = offset
    workers = request.workers
    var claims = tasks
    if case .tasks(let chunk) = request.executor.chunk { claims = (tasks - 1) / max(1, chunk) + 1 }
    parties = min(request.workers, claims)
  }

  /// As it was before anybody came; nobody waits.
  func reset() { region.clear(from: offset, bytes: Self.size(workers: workers)) }

  /// Waits for the first tasks of the other workers.
  ///
  /// - Returns: whether this is the first task of its worker.
  func arrive(_ context: TaskContext) -> Bool {
    let mark = region.word32(at: offset + SharedRegion.line + 4 * context.worker)
    guard mark.load() == 0 else { return false }
    mark.store(1)
    let arrived = region.word32(at: offset)
    let ready = region.word32(at: offset + 4)
    arrived.add(1)
    region.wake(arrived)
    context.waiting {
      let end = SystemClock.nanoseconds() + Self.patience
      while true {
        let count = arrived.load()
        let now = SystemClock.nanoseconds()
        guard count < UInt32(parties), now < end else { break }
        _ = arrived.wait(while: count, region.reach, nanoseconds: end - now)
      }
      // Whoever slept wakes up later than the last one, who did not: that long a short race may not even take.
      ready.add(1)
      for _ in 0..<Self.looks where ready.load() < UInt32(parties) { Processor.relax() }
    }
    return true
  }
}

extension SharedRegion {
  /// The most bytes of a text in the region.
  static let mostText = 120

  /// Keeps a text at an offset for workers that start afresh, in a line of its own.
  func setText(_ text: String, at offset: Int) {
    let bytes = Array(text.utf8.prefix(Self.mostText))
    elements(UInt64.self, at: offset, count: 1).pointee = UInt64(bytes.count)
    elements(UInt8.self, at: offset + 8, count: bytes.count).update(from: bytes, count: bytes.count)
  }

  /// The text at an offset.
  func text(at offset: Int) -> String {
    let count = Int(min(elements(UInt64.self, at: offset, count: 1).pointee, UInt64(Self.mostText)))
    let bytes = UnsafeBufferPointer(start: elements(UInt8.self, at: offset + 8, count: count), count: count)
    return String(decoding: bytes, as: UTF8.self)
  }
}
