import Jobs
import OperatingSystem
import Testing

@testable import Executors

private let echo = PoolTask<[UInt8], [UInt8]>(registered: "echo") { bytes, _ in bytes }
private let grow = PoolTask<Int, [UInt8]>(registered: "grow") { count, _ in
  [UInt8](repeating: UInt8(count & 0xff) | 1, count: count)
}
private let number = PoolTask<Int, Int>(registered: "number") { number, _ in
  if number % 3 == 0 { throw Complaint(description: "no luck with \(number)") }
  return number
}

/// A value that cannot always cross.
private struct Shy: Portable, Equatable {
  var number: Int

  init(_ number: Int) { self.number = number }

  init(decoding bytes: UnsafeRawBufferPointer) throws {
    number = try Int(decoding: bytes)
    if number % 10 == 4 { throw Complaint(description: "\(number) does not arrive") }
  }

  func encode(into bytes: inout [UInt8]) throws {
    if number % 10 == 3 { throw Complaint(description: "\(number) stays") }
    number.encode(into: &bytes)
  }
}

private let shy = PoolTask<Shy, Shy>(registered: "shy") { value, _ in Shy(value.number + 1) }

private func registry() -> TaskRegistry {
  var registry = TaskRegistry()
  registry.register(echo)
  registry.register(grow)
  registry.register(number)
  registry.register(shy)
  return registry
}

private func bytes(_ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ count) }
}

/// Payloads on their way between the owner and its workers.
@Suite(.timeLimit(.minutes(2))) struct TaskDeskTests {
  @Test func `payloads of any size cross`() throws {
    let workers = try InlineWorkers(registry(), workers: 2)
    let inside = TaskSlot.inlineSize
    for count in [0, 1, inside - 1, inside, inside + 1, 4096, 65_536, 524_288, 524_289, 1 << 20, 5_000_000] {
      let future = try workers.submission.submit(echo, bytes(count))
      #expect(try future.result() == bytes(count))
    }
  }

  @Test func `many payloads wait for room`() throws {
    let workers = try InlineWorkers(registry(), workers: 3)
    let counts = (0..<200).map { $0 * 977 % 90_000 }
    let futures = try counts.map { try workers.submission.submit(echo, bytes($0)) }
    for (count, future) in zip(counts, futures) { #expect(try future.result() == bytes(count)) }
  }

  @Test func `an input that is larger than the box waits until the others are taken`() throws {
    let workers = try InlineWorkers(registry())
    let futures = try [1000, 3_000_000, 1000].map { try workers.submission.submit(echo, bytes($0)) }
    #expect(try futures[2].result() == bytes(1000))
    #expect(try futures[1].result() == bytes(3_000_000))
    #expect(futures[0].isDone)
  }

  @Test func `a cancelled input gives its room back`() throws {
    let workers = try InlineWorkers(registry())
    let futures = try (0..<3).map { _ in try workers.submission.submit(echo, bytes(500_000)) }
    // The third has no room: two fill the box.
    #expect(futures[2].phaseIsWaiting && !futures[1].phaseIsWaiting)
    #expect(futures[0].cancel())
    #expect(futures[1].cancel())
    #expect(try futures[2].result() == bytes(500_000))
  }

  @Test func `room in an outbox comes back in the order in which results are taken in`() throws {
    let workers = try InlineWorkers(registry())
    let released = workers.memory.outbox(0).released
    let futures = try [300_000, 10, 200_000, 400_000].map { try workers.submission.submit(grow, $0) }
    for end in [300_000, 300_000, 500_000, 900_000] as [UInt64] {
      let before = released.load()
      workers.step()
      #expect(released.load() == before && workers.memory.outbox(0).head.load() == end)
      workers.desk.takeInQuietly()
      #expect(released.load() == end)
    }
    #expect(try futures.map { try $0.result().count } == [300_000, 10, 200_000, 400_000])
  }

  @Test func `a worker that takes another's place leaves its results alone`() throws {
    let workers = try InlineWorkers(registry())
    let counts = [300_000, 200_001, 100_002, 50_003]
    let futures = try counts.map { try workers.submission.submit(grow, $0) }
    workers.step()
    workers.step()
    try workers.replace(0)
    workers.step()
    try workers.replace(0)
    workers.step()
    for (count, future) in zip(counts, futures) {
      #expect(try future.result() == [UInt8](repeating: UInt8(count & 0xff) | 1, count: count))
    }
    // And goes on with what is given back.
    for _ in 0..<20 { #expect(try workers.submission.submit(grow, 400_000).result().count == 400_000) }
  }

  @Test func `a worker that takes the place of one whose outbox has grown knows its size`() throws {
    let workers = try InlineWorkers(registry())
    #expect(try workers.submission.submit(grow, 7_000_000).result().count == 7_000_000)
    let kept = try workers.submission.submit(grow, 6_000_000)
    workers.step()
    try workers.replace(0)
    let next = try workers.submission.submit(grow, 5_000_000)
    #expect(try next.result().count == 5_000_000)
    #expect(try kept.result() == [UInt8](repeating: UInt8(6_000_000 & 0xff) | 1, count: 6_000_000))
  }

  @Test func `an error keeps its type and text`() throws {
    let workers = try InlineWorkers(registry())
    let future = try workers.submission.submit(number, 3)
    #expect(try future.error() == .failed(task: 1, type: "Complaint", message: "no luck with 3"))
    #expect(try workers.submission.submit(number, 4).result() == 4)
  }

  @Test func `a value that cannot cross fails its own task at its own stage`() throws {
    let workers = try InlineWorkers(registry())
    let futures = try [1, 2, 3, 4, 5, 43].map { try workers.submission.submit(shy, Shy($0)) }
    #expect(futures[2].isDone && !futures[0].isDone)
    #expect(try futures[0].result() == Shy(2))
    let error = { (task: Int, stage: TransferStage, message: String) in
      TaskError.notTransferred(task: task, stage: stage, message: message)
    }
    #expect(try futures[1].error() == error(2, .encodingResult, "3 stays"))
    #expect(try futures[2].error() == error(3, .encodingInput, "3 stays"))
    #expect(try futures[3].error() == error(4, .decodingInput, "4 does not arrive"))
    #expect(try futures[4].result() == Shy(6))
    #expect(try futures[5].error() == error(6, .encodingInput, "43 stays"))
  }

  @Test func `a result that its reader cannot decode is an error`() throws {
    let workers = try InlineWorkers(registry())
    let mistaken = PoolTask<[UInt8], Int>(registered: "echo") { _, _ in 0 }
    let future = try workers.submission.submit(mistaken, [1, 2, 3])
    let expected = TaskError.notTransferred(
      task: 1, stage: .decodingResult, message: "3 bytes are no number of 8 bytes")
    #expect(try future.error() == expected)
  }

  @Test func `payloads above the limit are refused, and the next ones are not`() throws {
    let workers = try InlineWorkers(registry(), largest: 1000)
    let input = try workers.submission.submit(echo, bytes(1001))
    let message = "its 1001 bytes are more than the limit of 1000"
    #expect(try input.error() == .notTransferred(task: 1, stage: .encodingInput, message: message))
    let result = try workers.submission.submit(grow, 1_000_001)
    #expect(try result.error() == .tooLarge(task: 2, bytes: 1_000_001, limit: 1000))
    #expect(try workers.submission.submit(echo, bytes(1000)).result() == bytes(1000))
  }

  @Test func `a task that the worker does not know says so`() throws {
    let workers = try InlineWorkers(TaskRegistry())
    let future = try workers.submission.submit(number, 1)
    let message = "the worker program knows no task 'number': register it there"
    guard case .failed(task: 1, type: _, message: message) = try future.error() else {
      Issue.record("\(String(describing: try future.error()))")
      return
    }
  }

  @Test func `bundles cross with their errors`() throws {
    let workers = try InlineWorkers(registry(), workers: 2)
    let results = try OrderedResults(workers.submission, number, Array(1...20), chunk: .tasks(7), workers: 2)
    for number in 1...20 {
      if number % 3 == 0 {
        let expected = TaskError.failed(task: number, type: "Complaint", message: "no luck with \(number)")
        #expect(taskError { try results.next() } == expected)
      } else {
        #expect(try results.next() == number)
      }
    }
    #expect(try results.next() == nil)
  }

  @Test func `an input of a bundle that cannot cross fails alone`() throws {
    let workers = try InlineWorkers(registry())
    let results = try OrderedResults(
      workers.submission, shy, [1, 3, 6, 13].map { Shy($0) }, chunk: .tasks(4), workers: 1)
    #expect(try results.next() == Shy(2))
    for (task, number) in [(2, 3), (4, 13)] {
      let expected = TaskError.notTransferred(task: task, stage: .encodingInput, message: "\(number) stays")
      #expect(taskError { try results.next() } == expected)
      if task == 2 { #expect(try results.next() == Shy(7)) }
    }
    #expect(try results.next() == nil)
  }
}

/// Callbacks, unread results, and the end, where workers are processes.
@Suite(.timeLimit(.minutes(2))) struct TaskDeskStateTests {
  @Test func `a result is unread until it is read, or nobody can read it any more`() throws {
    let workers = try InlineWorkers(registry())
    var futures = try [1000, 20, 3000].map { try workers.submission.submit(grow, $0) }
    while workers.step() {}
    workers.desk.takeIn()
    #expect(workers.desk.unread == 4000)
    _ = try futures[0].result()
    _ = try futures[0].result()
    #expect(workers.desk.unread == 3000)
    futures.removeLast()
    #expect(workers.desk.unread == 0)
    _ = try workers.submission.submit(grow, 5000)
    while workers.step() {}
    workers.desk.takeIn()
    #expect(workers.desk.unread == 0)
  }

  @Test func `a callback of an input that cannot cross may submit others while the backlog is shown`() throws
  {
    let workers = try InlineWorkers(registry(), window: 1)
    let first = try workers.submission.submit(number, 1)
    let failing = try workers.submission.submit(shy, Shy(3))
    let rest = try [7, 8].map { try workers.submission.submit(number, $0) }
    let more = Notes<Future<Int>>()
    failing.whenDone { _ in
      do { more.all.append(try workers.submission.submit(number, 10)) } catch { Issue.record("\(error)") }
    }
    #expect(try first.result() == 1)
    #expect(try rest.map { try $0.result() } == [7, 8])
    #expect(try more.all.map { try $0.result() } == [10])
    #expect(workers.desk.unsettled == 0)
  }

  @Test func `a callback of an input that cannot cross may cancel all`() throws {
    let workers = try InlineWorkers(registry(), window: 1)
    let first = try workers.submission.submit(number, 1)
    let failing = try workers.submission.submit(shy, Shy(3))
    let rest = try [7, 8].map { try workers.submission.submit(number, $0) }
    failing.whenDone { _ in workers.desk.cancelAll() }
    #expect(try first.result() == 1)
    #expect(try rest.allSatisfy { try $0.error() != nil && $0.isCancelled })
    #expect(workers.desk.unsettled == 0)
  }

  @Test func `a callback that waits while the pool breaks has its error`() throws {
    let workers = try InlineWorkers(registry())
    let futures = try (1...4).map { try workers.submission.submit(number, $0) }
    let notes = Notes<TaskError?>()
    futures[0].whenDone { _ in notes.all.append(taskError { try futures[3].result() }) }
    futures[3].whenDone { _ in notes.all.append(taskError { try futures[1].result() }) }
    // Done, and not taken in when the pool breaks.
    workers.step()
    let cause = PoolError.workerDied(worker: 1, end: .killed(signal: 9), task: 2)
    workers.desk.fail(cause)
    #expect(notes.all == [.poolBroken(task: 4, cause: cause), .poolBroken(task: 2, cause: cause)])
    #expect(try futures[0].result() == 1)
    #expect(
      try futures[1].error()?.description
        == "task 2 has no result: worker 1 was killed by SIGKILL while running it")
    #expect(throws: PoolError.alreadyBroken) { try workers.submission.submit(number, 1) }
  }

  @Test func `a death that is noticed while somebody waits is the error of all`() throws {
    let workers = try InlineWorkers(registry(), window: 2)
    let futures = try (1...5).map { try workers.submission.submit(number, $0) }
    #expect(try futures[0].result() == 1)
    let cause = PoolError.workerDied(worker: 1, end: .exited(code: 0), task: nil)
    workers.death = cause
    #expect(taskError { try futures[4].result() } == .poolBroken(task: 5, cause: cause))
    for (index, future) in futures.enumerated().dropFirst() {
      #expect(try future.error(within: 0) == .poolBroken(task: index + 1, cause: cause))
    }
    #expect(workers.desk.unsettled == 0)
  }

  @Test func `a run takes results in, and callbacks run after it`() throws {
    let workers = try InlineWorkers(registry())
    let future = try workers.submission.submit(grow, 1000)
    let notes = Notes<Int>()
    future.whenDone { notes.all.append($0.number) }
    workers.step()
    workers.desk.takeInQuietly()
    #expect(workers.memory.outbox(0).released.load() == 1000)
    #expect(notes.all.isEmpty && future.isSettled)
    workers.desk.takeIn()
    #expect(notes.all == [1])
  }

  @Test func `what a worker has written wildly is an error of its task alone`() throws {
    let workers = try InlineWorkers(registry())
    let future = try workers.submission.submit(grow, 1000)
    workers.step()
    let slot = workers.desk.board.slot(0)
    slot.pointee.place = .max - 1
    slot.pointee.end = 0
    let expected = TaskError.notTransferred(
      task: 1, stage: .decodingResult, message: "what the worker has written is damaged")
    #expect(try future.error() == expected)
    #expect(try workers.submission.submit(number, 1).result() == 1)
  }

  @Test func `names are limited in number and length`() throws {
    let workers = try InlineWorkers(registry())
    let long = PoolTask<Int, Int>(registered: String(repeating: "x", count: 128)) { number, _ in number }
    let error = #expect(throws: PoolError.self) { try workers.submission.submit(long, 1) }
    #expect(
      error?.description.hasSuffix("a pool knows at most 256 tasks, with names of at most 127 bytes") == true)
    for index in 0..<256 {
      _ = try workers.submission.submit(
        PoolTask<Int, Int>(registered: "task \(index)") { number, _ in number }, 1)
    }
    #expect(throws: PoolError.self) { try workers.submission.submit(number, 1) }
    let capturing = #expect(throws: PoolError.self) { try workers.submission.submit(twice, 1) }
    #expect(
      capturing?.description.hasPrefix("task 'twice' cannot cross to the workers: it captures state") == true)
  }
}

extension SubmittedTask {
  fileprivate var phaseIsWaiting: Bool {
    if case .waiting = phase { return true }
    return false
  }
}
