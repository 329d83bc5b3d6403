import OperatingSystem

/// The counters of a race, with the lock of all of them: in memory of the process, of which a forked process has a
/// copy of its own, or in memory that all processes of the run share.
final class RaceMemory: Sendable {
  /// Where the counters begin: away from the lock, so that who only waits for it does not slow them down.
  private static let counters = 2 * SharedRegion.line

  /// What all tasks of the run share, whoever has the counters.
  let region: SharedRegion
  /// Where the counters are if not in the region.
  private let own: SharedMemory?
  private let offset: Int
  private let stride: Int

  /// How many bytes so many counters take.
  static func bytes(elements: Int, stride: Int) -> Int { counters + elements * stride }

  /// - Parameters:
  ///   - isShared: whether processes of the run share it; else each has its own.
  ///   - offset: how many bytes of the region are for others, a multiple of its line.
  ///   - stride: bytes from one counter to the next, a multiple of 8.
  init(_ request: RunRequest, isShared: Bool, after offset: Int, elements: Int, stride: Int)
    throws(WorkloadError)
  {
    self.stride = stride
    self.offset = isShared ? offset : 0
    let bytes = Self.bytes(elements: elements, stride: stride)
    region = try SharedRegion(request, bytes: isShared ? offset + bytes : offset)
    do throws(Errno) {
      own = isShared ? nil : try SharedMemory(bytes: bytes, withForkedProcesses: false)
    } catch {
      throw WorkloadError(message: "race: \(bytes) bytes of memory: \(error.reason)")
    }
  }

  /// A counter, valid as long as this object lives.
  func counter(_ element: Int) -> GuardedCounter {
    let base =
      switch own {
      case .some(let memory): memory.base
      case .none:
        UnsafeMutableRawPointer(region.elements(UInt8.self, at: offset, count: region.size - offset))
      }
    return GuardedCounter(
      AtomicWord64(at: base + Self.counters + element * stride), lock: AtomicWord32(at: base), region.reach)
  }
}
