package import Executors
package import Jobs
import OperatingSystem

/// Large data to workers: each gets the same array, in one of three ways, and computes its checksum.
///
/// `copy` sends it through a socket into memory of the worker's own, `shared` maps memory that has a name, `mapped` a
/// file. There is a task for each worker, and all have their array at the same time, when they look at what memory it
/// takes.
package struct ArrayWorkload: BuiltInWorkload {
  /// How the array comes to a worker.
  package enum Transfer: String, Sendable, CaseIterable {
    case copy, shared, mapped
  }

  private static let mostBytes = 1 << 40
  private static let source = WorkBarrier.size
  private static let sights = source + SharedRegion.line

  package let taskCount: Int
  private let transfer: Transfer
  private let words: Int
  private let expected: UInt64
  private let region: SharedRegion
  private let barrier: WorkBarrier
  /// What holds the array; nil in workers that start afresh, which find its name in the shared memory.
  private let owner: ArrayOwner?

  package static let description = WorkloadDescription(
    kind: "array",
    summary: "large data to workers: an array copied through a socket, in shared memory, or in a mapped file",
    parameters: [
      ParameterDescription(
        name: "size", summary: "bytes of the array, a multiple of 8", kind: .size, defaultText: "80MB"),
      ParameterDescription(
        name: "transfer", summary: "copy through a socket; shared memory by name; mapped file",
        kind: .choice(Transfer.allCases.map(\.rawValue)), defaultText: "shared"),
    ],
    sizeParameter: "size",
    parallelPart: "everything: each worker gets the whole array and reads it",
    bound: { _ in .memory },
    check: { arguments in arguments.number("size").flatMap(fault(ofSize:)) },
    metrics: [
      MetricDescription(
        name: "transfer_s", summary: "time until the last worker could read its array", unit: "s", kind: .cost
      ),
      MetricDescription(
        name: "read_s", summary: "time in which the slowest worker read it once, first accesses included",
        unit: "s",
        kind: .cost),
      MetricDescription(
        name: "pss_bytes", summary: "memory of the array in all workers, what they share counted once",
        unit: "B",
        kind: .count),
    ],
    memory: { arguments, workers, _ in
      guard let size = arguments.number("size"), size <= Double(mostBytes) else { return nil }
      let copies = arguments.text("transfer") == Transfer.copy.rawValue ? workers + 1 : 1
      let (bytes, isTooMuch) = Int(size).multipliedReportingOverflow(by: copies)
      return MemoryNeed(bytes: isTooMuch ? .max : bytes, parameter: "size")
    },
    runsAsCopies: false)

  private static func fault(ofSize size: Double) -> String? {
    guard size >= 8, size <= Double(mostBytes) else { return "'size' must be 8 bytes to 1 TiB" }
    guard size.truncatingRemainder(dividingBy: 8) == 0 else {
      return "'size' must be a multiple of 8 bytes, as the array consists of such words"
    }
    return nil
  }

  package init(_ request: RunRequest) throws(WorkloadError) {
    let size = try request.arguments.required("size")
    if let fault = Self.fault(ofSize: size) { throw WorkloadError(message: "array: \(fault)") }
    guard let transfer = request.arguments.text("transfer").flatMap(Transfer.init) else {
      throw WorkloadError(message: "array: 'transfer' must be copy, shared or mapped")
    }
    self.transfer = transfer
    words = Int(size) / 8
    taskCount = request.workers
    region = try SharedRegion(request, bytes: Self.sights + taskCount * SharedRegion.line)
    barrier = try WorkBarrier(request, region, at: 0, parties: taskCount)
    guard request.shared == nil else {
      owner = nil
      expected = 0
      return
    }
    let owner = try ArrayOwner(transfer, words: words, seed: request.seed)
    self.owner = owner
    expected = owner.checksum
    region.setText(owner.name, at: Self.source)
  }

  package var sharedName: String? { region.name }

  package func beginIteration() {
    barrier.reset()
    region.clear(from: Self.sights, bytes: taskCount * SharedRegion.line)
  }

  package func finish() { owner?.stop() }

  package func makeTask() -> TaskBody {
    { [self] task, context in
      let start = SystemClock.nanoseconds()
      let array: ReceivedArray
      do {
        array = try context.waiting {
          try ReceivedArray(region.text(at: Self.source), transfer, words: words)
        }
      } catch {
        // The others wait for this worker at both barriers.
        barrier.wait(context)
        barrier.wait(context)
        throw error
      }
      let there = SystemClock.nanoseconds()
      let checksum = ArrayWords.checksum(array.bytes)
      let done = SystemClock.nanoseconds()
      // All have the array now, so that shared pages are counted as often as they are used.
      barrier.wait(context)
      let memory = Result { try ProportionalSize.ofMapping(at: array.base) }
      barrier.wait(context)
      let sight = sight(task)
      sight[0] = there - start
      sight[1] = done - there
      sight[2] = try memory.get().map { UInt64($0) + 1 } ?? 0
      return TaskResult(count: UInt64(array.bytes.count), word: checksum)
    }
  }

  /// What a task tells beside its result: nanoseconds of the transfer and of reading, and 1 more than the bytes that
  /// its array takes, 0 where the kernel does not tell.
  private func sight(_ task: Int) -> UnsafeMutablePointer<UInt64> {
    region.elements(UInt64.self, at: Self.sights + task * SharedRegion.line, count: 3)
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    Array(tasks)
  }

  package func check(_ results: [TaskResult]) -> WorkloadOutcome {
    let digits = String(expected, radix: 16)
    var outcome = WorkloadOutcome(
      result: "bytes=\(words * 8) checksum=x\(String(repeating: "0", count: 16 - digits.count))\(digits)")
    if results.count != taskCount {
      outcome.fault = "\(results.count) workers have an array instead of \(taskCount)"
    } else if let wrong = results.firstIndex(where: { $0.count != UInt64(words * 8) }) {
      outcome.fault =
        "the array of task \(wrong + 1) has \(results[wrong].count) bytes instead of \(words * 8)"
    } else if let wrong = results.firstIndex(where: { $0.word != expected }) {
      outcome.fault = "the array of task \(wrong + 1) has another checksum than the one that was sent"
    }
    let sights = (0..<taskCount).map { task in (0..<3).map { sight(task)[$0] } }
    let longest = (0..<2).map { index in Double(sights.map { $0[index] }.max() ?? 0) * 1e-9 }
    outcome.metrics = [
      WorkloadMetric(name: "transfer_s", value: longest[0]),
      WorkloadMetric(name: "read_s", value: longest[1]),
    ]
    if sights.allSatisfy({ $0[2] > 0 }) {
      let bytes = sights.reduce(0) { $0 + Double($1[2] - 1) }
      outcome.metrics.append(WorkloadMetric(name: "pss_bytes", value: bytes))
    }
    return outcome
  }
}
