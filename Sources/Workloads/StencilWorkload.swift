package import Executors
package import Jobs

/// A stencil: each point of a square grid becomes the mean of its four neighbours, step after step (Jacobi).
///
/// Each worker has neighbouring rows. Before a step it needs the rows of its neighbours beside its own as they are
/// after the step before: all wait for each other after every step.
///
/// The grid begins as x² + y², of which a step makes x² + y² + 1, and its edge rises by 1 a step too. Everything is
/// a whole number, so that nothing is rounded, and a single neighbour that is read too early or too late makes
/// points differ from what is known.
package struct StencilWorkload: BuiltInWorkload {
  private static let mostPoints = 30_000
  private static let mostSteps = 1_000_000
  private static let grids = 4096

  package let taskCount: Int
  private let side: Int
  private let steps: Int
  private let region: SharedRegion
  private let barrier: WorkBarrier

  package static let description = WorkloadDescription(
    kind: "stencil",
    summary:
      "a stencil: the mean of four neighbours for each point of a grid, with a barrier after each step",
    parameters: [
      ParameterDescription(
        name: "n", summary: "points of a side of the grid", kind: .integer(3...mostPoints),
        defaultText: "1000"),
      ParameterDescription(
        name: "steps", summary: "how often each point becomes the mean", kind: .integer(1...mostSteps),
        defaultText: "100"),
    ],
    sizeParameter: "n",
    parallelPart: "each step: the rows are shared, and those at the edges of a share cross to its neighbours",
    bound: { _ in .memory },
    memory: { arguments, _, _ in
      guard let side = arguments.integer("n"), (3...mostPoints).contains(side) else { return nil }
      return MemoryNeed(bytes: grids + 16 * side * side, parameter: "n")
    })

  package init(_ request: RunRequest) throws(WorkloadError) {
    side = try request.arguments.requiredCount("n", atMost: Self.mostPoints)
    steps = try request.arguments.requiredCount("steps", atMost: Self.mostSteps)
    guard side >= 3 else { throw WorkloadError(message: "stencil: 'n' is at least 3") }
    taskCount = request.workers
    region = try SharedRegion(request, bytes: Self.grids + 16 * side * side)
    barrier = try WorkBarrier(request, region, at: 0, parties: taskCount)
  }

  package var sharedName: String? { region.name }

  /// The grid of an even step, or of an odd one.
  private func grid(_ step: Int) -> UnsafeMutablePointer<Double> {
    region.elements(Double.self, at: Self.grids + step % 2 * 8 * side * side, count: side * side)
  }

  /// What a point must be after a step.
  @inline(__always)
  private static func value(_ row: Int, _ column: Int, after step: Int) -> Double {
    Double(row &* row &+ column &* column &+ step)
  }

  package func beginIteration() {
    let first = grid(0)
    for row in 0..<side {
      for column in 0..<side { first[row * side + column] = Self.value(row, column, after: 0) }
    }
    region.clear(from: Self.grids + 8 * side * side, bytes: 8 * side * side)
    barrier.reset()
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let rows = EvenShares(total: UInt64(side - 2), parts: taskCount).range(task)
      let isFirst = task == 0
      let isLast = task == taskCount - 1
      for step in 1...steps {
        let (old, new) = (grid(step - 1), grid(step))
        if isFirst { setEdge(row: 0, of: new, step) }
        for row in rows {
          let place = (row + 1) * side
          new[place] = Self.value(row + 1, 0, after: step)
          new[place + side - 1] = Self.value(row + 1, side - 1, after: step)
          Self.relax(old + place + 1, into: new + place + 1, count: side - 2, width: side)
          context.checkpoint()
        }
        if isLast { setEdge(row: side - 1, of: new, step) }
        if step < steps { barrier.wait(context) }
      }
      return TaskResult(count: UInt64(rows.count) * UInt64(steps))
    }
  }

  private func setEdge(row: Int, of grid: UnsafeMutablePointer<Double>, _ step: Int) {
    for column in 0..<side { grid[row * side + column] = Self.value(row, column, after: step) }
  }

  /// One row without its ends.
  @inline(never)
  private static func relax(
    _ old: UnsafePointer<Double>, into new: UnsafeMutablePointer<Double>, count: Int, width: Int
  ) {
    let (above, below) = (old - width, old + width)
    var index = 0
    while index < count {
      new[index] = 0.25 * ((above[index] + below[index]) + (old[index &- 1] + old[index &+ 1]))
      index &+= 1
    }
  }

  /// How many rows were done in all steps together.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> UInt64 {
    tasks.reduce(0) { $0 &+ $1.count }
  }

  package func check(_ rows: UInt64) -> WorkloadOutcome {
    let last = grid(steps)
    let middle = last[side / 2 * side + side / 2]
    var outcome = WorkloadOutcome(result: "n=\(side) steps=\(steps) middle=\(Int64(exactly: middle) ?? -1)")
    let expected = UInt64(side - 2) * UInt64(steps)
    if rows != expected { outcome.fault = "\(rows) rows were done instead of \(expected)" }
    for row in 0..<side {
      for column in 0..<side {
        let (value, known) = (last[row * side + column], Self.value(row, column, after: steps))
        guard value == known else {
          outcome.fault = "point (\(row), \(column)) is \(value) instead of \(known)"
          return outcome
        }
      }
    }
    return outcome
  }
}
