package import Executors
package import Jobs
import OperatingSystem

/// Prefix sums: element i of the output is the sum of the elements 0 … i of the input.
///
/// One after the other this takes n additions, and that is what the executor `serial` does. Workers need two
/// passes: each adds up its block, then all wait for each other, then each adds up its block again from the sum of
/// all blocks before: 2n additions, also for one worker (Guy Blelloch, "Prefix sums and their applications", 1990).
///
/// The elements are small whole numbers, so that no sum is rounded; that they are of floating point makes an
/// addition wait for the one before, so that adding counts and not memory.
package struct PrefixSumWorkload: BuiltInWorkload {
  private static let mostElements = 1_000_000_000
  /// Elements between two offers of the global lock, about a millisecond.
  private static let slice = 1 << 20
  private static let page = 4096

  package let taskCount: Int
  private let count: Int
  private let isSerial: Bool
  private let region: SharedRegion
  private let barrier: WorkBarrier
  private let places: Places

  /// Where things lie in the region, in bytes.
  private struct Places {
    /// A word that tells whether an iteration has used the memory.
    let dirty = WorkBarrier.size
    /// The sum of each block, on a line of its own.
    let sums = WorkBarrier.size + SharedRegion.line
    let input: Int
    let output: Int
    let size: Int

    init(elements: Int, blocks: Int) {
      input = PrefixSumWorkload.pages(sums + blocks * SharedRegion.line)
      output = input + PrefixSumWorkload.pages(8 * elements)
      size = output + 8 * elements
    }
  }

  package static let description = WorkloadDescription(
    kind: "prefix_sum",
    summary: "prefix sums: n additions in a row, but twice as many where they are shared",
    parameters: [
      ParameterDescription(
        name: "n", summary: "how many numbers", kind: .integer(1...mostElements), defaultText: "4000000")
    ],
    sizeParameter: "n",
    parallelPart: "everything, at twice the work: the sums of blocks, then the sums inside them",
    bound: { _ in .cpu },
    memory: { arguments, workers, _ in
      guard let count = arguments.integer("n"), (1...mostElements).contains(count) else { return nil }
      return MemoryNeed(bytes: Places(elements: count, blocks: workers).size, parameter: "n")
    })

  private static func pages(_ bytes: Int) -> Int { (bytes + page - 1) / page * page }

  package init(_ request: RunRequest) throws(WorkloadError) {
    count = try request.arguments.requiredCount("n", atMost: Self.mostElements)
    taskCount = request.workers
    isSerial = request.executor.kind == .serial
    places = Places(elements: count, blocks: taskCount)
    region = try SharedRegion(request, bytes: places.size)
    barrier = try WorkBarrier(request, region, at: 0, parties: taskCount)
    guard request.shared == nil else { return }
    let input = input
    for index in 0..<count { input[index] = Self.element(index) }
  }

  /// Below 1024: 1,000,000,000 of them are less than 2^53, up to which all whole numbers are exact.
  @inline(__always)
  private static func element(_ index: Int) -> Double {
    Double((UInt64(truncatingIfNeeded: index) &* 0x9e37_79b9_7f4a_7c15) >> 54)
  }

  private var input: UnsafeMutablePointer<Double> {
    region.elements(Double.self, at: places.input, count: count)
  }

  private var output: UnsafeMutablePointer<Double> {
    region.elements(Double.self, at: places.output, count: count)
  }

  package var sharedName: String? { region.name }

  /// Nothing that an earlier iteration has computed counts for this one.
  package func beginIteration() {
    let dirty = region.word32(at: places.dirty)
    if dirty.load() != 0 {
      region.clear(from: places.output, bytes: 8 * count)
      region.clear(from: places.sums, bytes: taskCount * SharedRegion.line)
    }
    dirty.store(1)
    barrier.reset()
  }

  private func sum(ofBlock block: Int) -> UnsafeMutablePointer<Double> {
    region.elements(Double.self, at: places.sums + block * SharedRegion.line, count: 1)
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let block = EvenShares(total: UInt64(count), parts: taskCount).range(task)
      var before = 0.0
      if !isSerial {
        sum(ofBlock: task).pointee = inSlices(block, context, from: 0) { slice, sum in
          Self.add(input + slice.lowerBound, slice.count, to: sum)
        }
        barrier.wait(context)
        for earlier in 0..<task { before += sum(ofBlock: earlier).pointee }
      }
      let last = inSlices(block, context, from: before) { slice, sum in
        Self.sums(input + slice.lowerBound, output + slice.lowerBound, slice.count, from: sum)
      }
      return TaskResult(count: UInt64(block.count), value: last)
    }
  }

  private func inSlices(
    _ range: Range<Int>, _ context: TaskContext, from first: Double, _ body: (Range<Int>, Double) -> Double
  ) -> Double {
    var value = first
    for lower in stride(from: range.lowerBound, to: range.upperBound, by: Self.slice) {
      value = body(lower..<min(lower + Self.slice, range.upperBound), value)
      context.checkpoint()
    }
    return value
  }

  @inline(never)
  private static func add(_ input: UnsafePointer<Double>, _ count: Int, to first: Double) -> Double {
    var sum = first
    var index = 0
    while index < count {
      sum += input[index]
      index &+= 1
    }
    return sum
  }

  @inline(never)
  private static func sums(
    _ input: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>, _ count: Int, from first: Double
  ) -> Double {
    var sum = first
    var index = 0
    while index < count {
      sum += input[index]
      output[index] = sum
      index &+= 1
    }
    return sum
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> TaskResult {
    TaskResult(count: tasks.reduce(0) { $0 &+ $1.count }, value: tasks.last?.value ?? 0)
  }

  package func check(_ end: TaskResult) -> WorkloadOutcome {
    var outcome = WorkloadOutcome(result: "n=\(end.count) last=\(Int64(exactly: end.value) ?? -1)")
    let output = output
    var sum = 0.0
    for index in 0..<count {
      sum += Self.element(index)
      guard output[index] == sum else {
        outcome.fault = "element \(index + 1) is \(output[index]) instead of \(sum)"
        return outcome
      }
    }
    if end.count != UInt64(count) || end.value != sum {
      outcome.fault = "\(end.count) elements with the last one \(end.value) instead of \(count) with \(sum)"
    }
    return outcome
  }
}
