package import Executors
package import Jobs
import OperatingSystem

/// Memory bandwidth: a[i] = b[i] + s c[i] over arrays that are larger than the caches (the kernel "triad" of STREAM:
/// John McCalpin, "Memory bandwidth and machine balance in current high performance computers", 1995).
///
/// Each worker has a part of the arrays in memory of its own, which it touches first, so that it lies near to it.
/// All begin together, and the rate is that of all bytes from the first worker's begin to the last one's end. What
/// a cache reads before it writes is not counted.
package struct TriadWorkload: BuiltInWorkload {
  private static let mostRepeats = 1_000_000
  /// Bytes of each array.
  private static let sizes = 8.0...0x1p44
  /// Elements between two offers of the global lock, less than a millisecond.
  private static let slice = 1 << 17

  package let taskCount: Int
  /// Of each array.
  private let elements: Int
  private let repeats: Int
  private let region: SharedRegion
  private let barrier: WorkBarrier

  package static let description = WorkloadDescription(
    kind: "triad",
    summary: "memory bandwidth: a[i] = b[i] + s c[i] over large arrays",
    parameters: [
      ParameterDescription(
        name: "size", summary: "of each of the three arrays, all workers together", kind: .size,
        defaultText: "64MiB"),
      ParameterDescription(
        name: "repeats", summary: "how often the arrays are gone through", kind: .integer(1...mostRepeats),
        defaultText: "20"),
    ],
    sizeParameter: "size",
    parallelPart: "everything: each worker has a part of the arrays",
    bound: { _ in .memory },
    check: { arguments in
      guard let size = arguments.number("size"), !sizes.contains(size) else { return nil }
      return "'size' must be between 8 bytes and 16 TiB"
    },
    metrics: [
      MetricDescription(
        name: "bandwidth_gb_per_s",
        summary: "bytes read and written by all workers a second, without the filling",
        unit: "GB/s", kind: .rate)
    ],
    memory: { arguments, _, _ in
      guard let size = arguments.number("size"), sizes.contains(size) else { return nil }
      return MemoryNeed(bytes: 3 * Int(size), parameter: "size")
    })

  package init(_ request: RunRequest) throws(WorkloadError) {
    let size = try request.arguments.required("size")
    guard Self.sizes.contains(size) else {
      throw WorkloadError(message: "triad: 'size' must be between 8 bytes and 16 TiB")
    }
    elements = Int(size) / 8
    repeats = try request.arguments.requiredCount("repeats", atMost: Self.mostRepeats)
    taskCount = request.workers
    region = try SharedRegion(request, bytes: WorkBarrier.size + taskCount * SharedRegion.line)
    barrier = try WorkBarrier(request, region, at: 0, parties: taskCount)
  }

  package var sharedName: String? { region.name }

  package func beginIteration() {
    region.clear(from: 0, bytes: WorkBarrier.size + taskCount * SharedRegion.line)
  }

  /// Begin and end of a task's work on the arrays, in nanoseconds of the monotonic clock, which all processes share.
  private func moments(ofTask task: Int) -> UnsafeMutablePointer<UInt64> {
    region.elements(UInt64.self, at: WorkBarrier.size + task * SharedRegion.line, count: 2)
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let count = EvenShares(total: UInt64(elements), parts: taskCount).range(task).count
      // A fault must not keep the others waiting.
      let memory: SharedMemory
      do throws(Errno) {
        memory = try SharedMemory(bytes: max(8, 3 * 8 * count), withForkedProcesses: false)
      } catch {
        barrier.wait(context)
        throw error
      }
      let a = memory.base.assumingMemoryBound(to: Double.self)
      let (b, c) = (a + count, a + 2 * count)
      for index in 0..<count {
        a[index] = -1
        b[index] = Self.addend(index)
        c[index] = Self.factor(index)
      }
      barrier.wait(context)
      let moments = moments(ofTask: task)
      moments[0] = SystemClock.nanoseconds()
      for round in 1...repeats {
        for lower in stride(from: 0, to: count, by: Self.slice) {
          Self.triad(
            a + lower, b + lower, c + lower, scale: Double(round), count: min(Self.slice, count - lower))
          context.checkpoint()
        }
      }
      moments[1] = SystemClock.nanoseconds()
      var right = 0
      for index in 0..<count
      where a[index] == Self.addend(index) + Double(repeats) * Self.factor(index) { right += 1 }
      Self.keep(memory)
      return TaskResult(count: UInt64(right))
    }
  }

  /// Pointers do not keep the memory alive: it is used once more at the end.
  private static func keep(_ memory: borrowing SharedMemory) {}

  @inline(__always)
  private static func addend(_ index: Int) -> Double { Double(index & 1023) }

  @inline(__always)
  private static func factor(_ index: Int) -> Double { Double(index & 7) }

  @inline(never)
  private static func triad(
    _ a: UnsafeMutablePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafePointer<Double>, scale: Double,
    count: Int
  ) {
    var index = 0
    while index < count {
      a[index] = b[index] + scale * c[index]
      index &+= 1
    }
  }

  /// How many elements are right.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> UInt64 {
    tasks.reduce(0) { $0 &+ $1.count }
  }

  package func check(_ right: UInt64) -> WorkloadOutcome {
    var outcome = WorkloadOutcome(result: "elements=\(right) repeats=\(repeats)")
    if right != UInt64(elements) { outcome.fault = "\(right) of \(elements) elements are right" }
    let all = (0..<taskCount).map(moments)
    let begin = all.map { $0[0] }.min() ?? 0
    let end = all.map { $0[1] }.max() ?? 0
    if begin > 0, end > begin {
      let bytes = 24 * Double(elements) * Double(repeats)
      // Bytes in a nanosecond are gigabytes in a second.
      outcome.metrics = [WorkloadMetric(name: "bandwidth_gb_per_s", value: bytes / Double(end - begin))]
    }
    return outcome
  }
}
