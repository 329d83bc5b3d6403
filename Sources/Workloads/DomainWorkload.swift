package import Executors
package import Jobs
import OperatingSystem

/// Domain decomposition: the data are shared out, and all workers do the same with their shares.
///
/// Each point is the image of its number under some iterations of the xorshift generator, and is written into
/// memory that all share. The iterations are linear over the field of two elements, so that the sum of all images,
/// bit by bit, is the image of the sum of all numbers: what must come out is known without doing it again.
package struct DomainWorkload: BuiltInWorkload {
  /// Iterations for each point, about 50 ns.
  private static let rounds: UInt64 = 32
  /// Points between two offers of the global lock, about a millisecond.
  private static let slice = 16_384
  private static let mostPoints = 100_000_000
  /// The word that tells whether an iteration has used the memory.
  private static let dirty = 0
  private static let firstPoint = 4096

  package let taskCount: Int
  private let points: Int
  private let isCyclic: Bool
  private let region: SharedRegion

  package static let description = WorkloadDescription(
    kind: "domain",
    summary: "domain decomposition: each worker does the same with its share of the data",
    parameters: [
      ParameterDescription(
        name: "n", summary: "how many data points", kind: .integer(1...mostPoints), defaultText: "1000000"),
      ParameterDescription(
        name: "partition", summary: "block: each worker has neighbouring points; cyclic: every P-th one",
        kind: .choice(["block", "cyclic"]), defaultText: "block"),
    ],
    sizeParameter: "n",
    parallelPart: "everything: the points are independent, and each worker has a share of them",
    bound: { _ in .cpu },
    memory: { arguments, _, _ in
      arguments.integer("n").map {
        MemoryNeed(bytes: firstPoint + 8 * min(max(0, $0), mostPoints), parameter: "n")
      }
    })

  package init(_ request: RunRequest) throws(WorkloadError) {
    points = try request.arguments.requiredCount("n", atMost: Self.mostPoints)
    isCyclic = request.arguments.text("partition") == "cyclic"
    taskCount = request.workers
    region = try SharedRegion(request, bytes: Self.firstPoint + 8 * points)
  }

  package var sharedName: String? { region.name }

  /// Nothing that an earlier iteration has computed counts for this one.
  package func beginIteration() {
    let dirty = region.word32(at: Self.dirty)
    if dirty.load() != 0 { region.clear(from: Self.firstPoint, bytes: 8 * points) }
    dirty.store(1)
  }

  private var values: UnsafeMutablePointer<UInt64> {
    region.elements(UInt64.self, at: Self.firstPoint, count: points)
  }

  /// The points of a task: from, to, and every how many.
  private func share(ofTask task: Int) -> StrideTo<Int> {
    if isCyclic { return stride(from: task, to: points, by: taskCount) }
    let range = EvenShares(total: UInt64(points), parts: taskCount).range(task)
    return stride(from: range.lowerBound, to: range.upperBound, by: 1)
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let values = values
      var result = TaskResult(count: 0)
      for point in share(ofTask: task) {
        let value = SpinLoop.run(iterations: Self.rounds, from: UInt64(point) + 1)
        values[point] = value
        result.word ^= value
        result.count += 1
        if result.count.isMultiple(of: UInt64(Self.slice)) { context.checkpoint() }
      }
      return result
    }
  }

  /// How many points were done, and the sum of their values, bit by bit.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> TaskResult {
    tasks.reduce(into: TaskResult(count: 0)) { sum, task in
      sum.count &+= task.count
      sum.word ^= task.word
    }
  }

  package func check(_ sum: TaskResult) -> WorkloadOutcome {
    let values = values
    var inMemory: UInt64 = 0
    for point in 0..<points { inMemory ^= values[point] }
    let expected = SpinLoop.state(after: Self.rounds, from: Self.sumOfNumbers(upTo: UInt64(points)))
    var outcome = WorkloadOutcome(result: "points=\(sum.count) checksum=\(sum.word)")
    if sum.count != UInt64(points) {
      outcome.fault = "\(sum.count) points were done instead of \(points)"
    } else if sum.word != expected || inMemory != expected {
      outcome.fault = "the checksum is \(sum.word), in memory \(inMemory), instead of \(expected)"
    } else if let wrong = firstWrongSample() {
      outcome.fault = "point \(wrong + 1) has a wrong value"
    }
    return outcome
  }

  /// Looks at some points one by one.
  private func firstWrongSample() -> Int? {
    let values = values
    return stride(from: 0, to: points, by: max(1, points / 1000)).first { point in
      values[point] != SpinLoop.state(after: Self.rounds, from: UInt64(point) + 1)
    }
  }

  /// 1 + 2 + … + n, bit by bit: of four numbers in a row that begin with a multiple of 4 it is 0.
  private static func sumOfNumbers(upTo last: UInt64) -> UInt64 {
    switch last % 4 {
    case 0: last
    case 1: 1
    case 2: last + 1
    default: 0
    }
  }
}
