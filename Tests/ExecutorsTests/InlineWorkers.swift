import Foundation
import OperatingSystem
import Testing

@testable import Executors

/// A pool's memory, its desk and its boxes, and worker processes that are none: their steps are taken in the
/// test's own thread, one task after the other, when the test asks for one or the desk sleeps.
final class InlineWorkers {
  let memory: PoolMemory
  let carrier: PayloadCarrier
  let desk: TaskDesk
  let submission: TaskSubmission
  private let registry: TaskRegistry
  private var servers: [CodeServer] = []
  private var turn = 0
  /// What sleeping throws, once there is something.
  var death: PoolError?

  init(
    _ registry: TaskRegistry, workers: Int = 1, window: Int = 64, largest: Int = 1 << 30
  ) throws {
    self.registry = registry
    var configuration = PoolConfiguration(workers: workers)
    configuration.window = window
    configuration.largestPayload = largest
    memory = try PoolMemory(configuration, .handed)
    carrier = try PayloadCarrier(memory)
    desk = TaskDesk(memory, carrier: carrier)
    submission = TaskSubmission(desk, .registered)
    for worker in 0..<workers { servers.append(try server(worker)) }
    desk.sleep = { [unowned self] (_) throws(PoolError) in
      if let death { throw death }
      // Nothing to do while somebody waits would be a wait without end.
      if !step() { throw .cannotStart(reason: "the desk sleeps, and nothing is left to do") }
    }
  }

  private func server(_ worker: Int) throws -> CodeServer {
    CodeServer(
      memory: memory, worker: worker, registry: registry,
      inbox: try PayloadBox(handed: dup(try #require(carrier.inboxDescriptor))),
      outbox: try PayloadBox(
        handed: dup(try #require(carrier.outboxDescriptor(worker))), after: memory.outbox(worker)))
  }

  /// Another worker takes the place of one, as after its share of tasks.
  func replace(_ worker: Int) throws { servers[worker] = try server(worker) }

  /// Lets the next worker do the next task.
  ///
  /// - Returns: false where there is none.
  @discardableResult
  func step() -> Bool {
    let board = desk.board
    guard let index = board.claim() else { return false }
    if board.state(index).compareExchange(expected: SlotState.pending, desired: SlotState.running) {
      board.slot(index).pointee.worker = UInt32(turn + 1)
      servers[turn].perform(index, board, TaskContext(worker: turn + 1))
      board.state(index).store(SlotState.done)
      turn = (turn + 1) % servers.count
    }
    _ = board.complete(index)
    return true
  }
}
