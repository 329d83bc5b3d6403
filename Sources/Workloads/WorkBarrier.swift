import Executors
import Jobs
import OperatingSystem

/// A barrier of all tasks of a run: none goes on before each has come.
///
/// There are as many tasks as workers, and each worker takes one at a time. One that waits here takes no other, so
/// that there is a worker for each task, and the wait ends.
struct WorkBarrier: Sendable {
  /// Bytes of the region that it needs.
  static let size = 2 * SharedRegion.line

  private let region: SharedRegion
  private let offset: Int
  private let parties: Int

  /// - Parameters:
  ///   - offset: of its bytes in the region.
  ///   - parties: how many tasks there are.
  init(_ request: RunRequest, _ region: SharedRegion, at offset: Int, parties: Int) throws(WorkloadError) {
    if case .tasks(let count) = request.executor.chunk, count > 1, parties > 1 {
      throw WorkloadError(
        message:
          "\(request.kind): its tasks wait for each other, so that a worker can take only one at a time: "
          + "leave out the executor's 'chunk', or write 'chunk: 1'")
    }
    self.region = region
    self.offset = offset
    self.parties = parties
  }

  /// As it was before anybody came; nobody waits.
  func reset() {
    region.clear(from: offset, bytes: Self.size)
  }

  /// Waits until all tasks have come. What each has written before is seen by all after it.
  func wait(_ context: TaskContext) {
    guard parties > 1 else { return }
    let come = region.word32(at: offset)
    let turn = region.word32(at: offset + SharedRegion.line)
    let now = turn.load()
    if come.add(1) == UInt32(parties) - 1 {
      // Nobody comes again before the turn has changed.
      come.store(0)
      turn.add(1)
      region.wake(turn)
    } else {
      _ = region.wait(turn, while: now, context)
    }
  }
}
