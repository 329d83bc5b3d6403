package import Executors
import Jobs
package import OperatingSystem

/// Memory that all tasks of a run share, whatever the executor: made in the process of the run, which hands out the
/// work, and there for threads and forked processes; workers that start afresh map it by its name.
///
/// The bytes begin as zeros. A closure that crosses to workers captures the region, and asks it for pointers when it
/// runs. Who may write what is for the workload to say.
package final class SharedRegion: Sendable {
  /// Bytes of a cache line, and of those that are fetched with it: what different workers write lies so far apart.
  package static let line = 128

  private let memory: SharedMemory
  /// Who may sleep on a word of the region.
  package let reach: FutexReach

  /// Makes the memory, or maps that of the process of the run.
  ///
  /// - Parameters:
  ///   - request: makes the memory where its ``RunRequest/shared`` is nil.
  ///   - bytes: above 0; a page costs nothing until it is touched.
  package init(_ request: RunRequest, bytes: Int) throws(WorkloadError) {
    do throws(Errno) {
      if let path = request.shared {
        memory = try SharedMemory(mappingFile: path)
      } else {
        memory = try SharedMemory(named: "swrun \(request.kind)", bytes: bytes)
      }
    } catch {
      let hint = error.code == Errno.tooLarge ? "; the limit of files' sizes holds for this memory too" : ""
      throw WorkloadError(message: "\(request.kind): \(bytes) bytes of shared memory: \(error.reason)\(hint)")
    }
    guard memory.size >= bytes else {
      throw WorkloadError(
        message: "\(request.kind): the shared memory has \(memory.size) bytes instead of \(bytes)")
    }
    switch request.executor.kind {
    case .serial, .threads, .threadsGIL: reach = .threads
    default: reach = .processes
    }
  }

  /// What ``BuiltInWorkload/sharedName`` of its workload is.
  package var name: String? { memory.path }

  /// How many bytes there are.
  package var size: Int { memory.size }

  /// So many elements at an offset in bytes, which must be aligned for them.
  package func elements<Element: BitwiseCopyable>(
    _ type: Element.Type, at offset: Int, count: Int
  ) -> UnsafeMutablePointer<Element> {
    precondition(
      offset >= 0 && count >= 0 && count <= (size - offset) / MemoryLayout<Element>.stride,
      "elements outside of the shared memory")
    return (memory.base + offset).assumingMemoryBound(to: Element.self)
  }

  /// The word of 32 bits at an offset in bytes.
  package func word32(at offset: Int) -> AtomicWord32 {
    AtomicWord32(at: UnsafeMutableRawPointer(elements(UInt32.self, at: offset, count: 1)))
  }

  /// The word of 64 bits at an offset in bytes.
  package func word64(at offset: Int) -> AtomicWord64 {
    AtomicWord64(at: UnsafeMutableRawPointer(elements(UInt64.self, at: offset, count: 1)))
  }

  /// Fills a part with zeros; its pages stay where they are.
  package func clear(from offset: Int, bytes: Int) {
    UnsafeMutableRawPointer(elements(UInt8.self, at: offset, count: bytes))
      .initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  /// Waits until a word of the region has another value than this one, for others to compute under a global lock.
  ///
  /// It looks for some microseconds, and then sleeps. Whoever changes the word calls ``wake(_:)`` after it. Without
  /// an end of its own: workers that wait for one that has died are ended by the process of the run.
  package func wait(_ word: AtomicWord32, while value: UInt32, _ context: TaskContext) -> UInt32 {
    var now = word.load()
    guard now == value else { return now }
    return context.waiting {
      for _ in 0..<Self.looks {
        now = word.load()
        if now != value { return now }
        Processor.relax()
      }
      return word.wait(while: value, reach)
    }
  }

  /// Wakes all that ``wait(_:while:_:)`` for the word.
  package func wake(_ word: AtomicWord32) { word.wakeAll(reach) }

  /// About 20 µs.
  private static let looks = 20
}
