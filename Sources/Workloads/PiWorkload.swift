package import Executors
package import Jobs

/// π by Monte Carlo: the share of random points of the unit square that lie in the quarter circle.
///
/// The points come in blocks of fixed size, and block b draws from the random stream after b jumps, so
/// that the same points are drawn whatever the number of workers.
package struct PiWorkload: BuiltInWorkload {
  /// Points in a block; the last may have fewer.
  package static let blockSize = 65_536

  private static let mostPoints = 100_000_000_000

  private let points: Int
  private let seed: UInt64

  package static let description = WorkloadDescription(
    kind: "pi",
    summary: "pi by Monte Carlo, the same estimate for any number of workers",
    parameters: [
      ParameterDescription(
        name: "points", summary: "random points in the square", kind: .integer(1...mostPoints),
        defaultText: "2000000")
    ],
    sizeParameter: "points",
    parallelPart: "everything: blocks of 65,536 points, each with its own random numbers",
    bound: { _ in .cpu })

  package init(_ arguments: WorkloadArguments, seed: UInt64) throws(WorkloadError) {
    points = try arguments.requiredCount("points", atMost: Self.mostPoints)
    self.seed = seed
  }

  package var taskCount: Int { (points - 1) / Self.blockSize + 1 }

  /// The streams are laid out before the workers start: a jump takes 1/500 of a block's time, and a worker
  /// would have to jump over the blocks of all others.
  package func makeTask() -> TaskBody {
    var generator = Xoshiro256(seed: seed)
    var streams: [Xoshiro256] = []
    streams.reserveCapacity(taskCount)
    for _ in 0..<taskCount {
      streams.append(generator)
      generator.jump()
    }
    let points = points
    return { [streams] task, _ in
      let count = min(Self.blockSize, points - task * Self.blockSize)
      return TaskResult(
        count: Self.pointsInside(of: count, from: streams[task]), word: UInt64(count))
    }
  }

  /// How many of the points lie inside the quarter circle.
  @inline(never)
  private static func pointsInside(of count: Int, from stream: Xoshiro256) -> UInt64 {
    var generator = stream
    var inside: UInt64 = 0
    var left = count
    while left > 0 {
      let x = coordinate(generator.next())
      let y = coordinate(generator.next())
      inside &+= x * x + y * y < 1 ? 1 : 0
      left &-= 1
    }
    return inside
  }

  /// The upper 53 bits as a number in 0 ..< 1.
  @inline(__always)
  private static func coordinate(_ random: UInt64) -> Double {
    // Converting a signed number takes one instruction; after the shift the two are the same.
    Double(Int64(bitPattern: random >> 11)) * 0x1p-53
  }

  /// The points inside, and as the word all that were drawn.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> TaskResult {
    tasks.reduce(into: TaskResult(count: 0, word: 0)) { sum, task in
      sum.count &+= task.count
      sum.word &+= task.word
    }
  }

  package func check(_ sum: TaskResult) -> WorkloadOutcome {
    let inside = sum.count
    let estimate = 4 * Double(inside) / Double(points)
    // The number of points inside is binomial with p = pi/4.
    let p = Double.pi / 4
    let error = 4 * (p * (1 - p) / Double(points)).squareRoot()
    var outcome = WorkloadOutcome(result: "pi=\(estimate) inside=\(inside) points=\(points)")
    if abs(estimate - .pi) > 5 * error {
      outcome.fault = "the estimate \(estimate) is more than five standard errors (\(error)) from pi"
    }
    // A block that is missing hides within the error where there are many.
    if sum.word != UInt64(points) { outcome.fault = "\(sum.word) points were drawn instead of \(points)" }
    return outcome
  }
}
