package import Executors
package import Jobs
import OperatingSystem

/// Memory of a program and its children: each worker makes square matrices that live at the same time, multiplies
/// each by a vector, and gives them back, for size after size.
///
/// A matrix is the outer product u vᵀ of two vectors, so that its product with w is known: u (v · w). All are whole
/// numbers, so that nothing is rounded.
package struct OuterWorkload: BuiltInWorkload {
  private static let sizesRange = 1...100_000
  private static let mostSizes = 1000
  private static let mostTimes = 1_000_000
  private static let mostArrays = 1000
  /// Of all products of a worker.
  private static let mostRows = 1e13

  package let taskCount: Int
  private let sizes: [Int]
  private let times: Int
  private let arrays: Int
  /// In nanoseconds.
  private let pause: UInt64

  package static let description = WorkloadDescription(
    kind: "outer",
    summary:
      "memory over time: each worker makes outer products n × n, multiplies them by a vector, frees them",
    parameters: [
      ParameterDescription(
        name: "sizes", summary: "n of the matrices, one size after the other", kind: .integers(sizesRange),
        defaultText: "[100, 500, 1500]"),
      ParameterDescription(
        name: "times", summary: "how often each matrix is multiplied by a vector",
        kind: .integer(1...mostTimes), defaultText: "10"),
      ParameterDescription(
        name: "arrays", summary: "how many matrices of a worker live at the same time",
        kind: .integer(1...mostArrays), defaultText: "2"),
      ParameterDescription(
        name: "pause", summary: "between two sizes, when all memory was given back", kind: .duration,
        defaultText: "1s"),
    ],
    sizeParameter: "sizes",
    parallelPart: "everything: each worker does the whole for itself",
    bound: { _ in .memory },
    check: { arguments in
      guard let sizes = arguments.list("sizes"), let pause = arguments.number("pause") else { return nil }
      if sizes.isEmpty { return "'sizes' is empty: write at least one" }
      if sizes.count > mostSizes { return "\(sizes.count) sizes are more than \(mostSizes)" }
      let rows = sizes.reduce(0, +) * (arguments.number("arrays") ?? 1) * (arguments.number("times") ?? 1)
      if rows > mostRows { return "'sizes', 'arrays' and 'times' together are more than any machine will do" }
      return Nanoseconds.of(pause * Double(sizes.count)) == nil
        ? "the pauses are longer than \(Nanoseconds.mostSecondsText) together" : nil
    },
    memory: { arguments, workers, _ in
      guard let largest = arguments.list("sizes")?.max(), let arrays = arguments.number("arrays"),
        let bytes = Int(exactly: (8 * largest * largest * arrays * Double(workers)).rounded())
      else { return nil }
      return MemoryNeed(bytes: bytes, parameter: "sizes")
    },
    growsWithWorkers: true)

  package init(_ request: RunRequest) throws(WorkloadError) {
    let arguments = request.arguments
    if let fault = Self.description.check(arguments) { throw WorkloadError(message: "outer: \(fault)") }
    sizes = (arguments.list("sizes") ?? []).compactMap { Int(exactly: $0) }
    guard sizes.count == arguments.list("sizes")?.count, sizes.allSatisfy(Self.sizesRange.contains) else {
      throw WorkloadError(message: "outer: 'sizes' must be whole numbers between 1 and 100000")
    }
    times = try arguments.requiredCount("times", atMost: Self.mostTimes)
    arrays = try arguments.requiredCount("arrays", atMost: Self.mostArrays)
    guard let pause = Nanoseconds.of(try arguments.required("pause")) else {
      throw WorkloadError(message: "outer: 'pause' is longer than \(Nanoseconds.mostSecondsText)")
    }
    self.pause = pause
    taskCount = request.sizedFor
  }

  package func makeTask() -> TaskBody {
    { _, context in
      var right: UInt64 = 0
      for (index, size) in sizes.enumerated() {
        if index > 0 { _ = Nanoseconds.sleep(pause, context) }
        right += try rightRows(ofSize: size, context)
      }
      return TaskResult(count: right)
    }
  }

  /// Does all that is to be done with matrices of one size.
  ///
  /// - Returns: how many elements of the products are right.
  private func rightRows(ofSize size: Int, _ context: TaskContext) throws -> UInt64 {
    // Mapped for itself, so that all of it goes back to the system at once.
    let memory = try SharedMemory(bytes: 8 * arrays * size * size, withForkedProcesses: false)
    let first = memory.base.assumingMemoryBound(to: Double.self)
    let u = (0..<size).map { Double($0 % 7 + 1) }
    let v = (0..<size).map { Double($0 % 5 + 1) }
    let w = (0..<size).map { Double($0 % 3 + 1) }
    for array in 0..<arrays {
      for row in 0..<size {
        Self.fill(first + (array * size + row) * size, u[row], v)
        context.checkpoint()
      }
    }
    let product = zip(v, w).reduce(0) { $0 + $1.0 * $1.1 }
    var right: UInt64 = 0
    for array in 0..<arrays {
      for _ in 0..<times {
        for row in 0..<size {
          if Self.dot(first + (array * size + row) * size, w) == u[row] * product { right += 1 }
          context.checkpoint()
        }
      }
    }
    Self.keep(memory)
    return right
  }

  /// Pointers do not keep the memory alive: it is used once more at the end.
  private static func keep(_ memory: borrowing SharedMemory) {}

  private static func fill(_ row: UnsafeMutablePointer<Double>, _ factor: Double, _ vector: [Double]) {
    vector.withUnsafeBufferPointer { vector in
      for column in vector.indices { row[column] = factor * vector[column] }
    }
  }

  /// Four sums, so that an addition need not wait for the one before; of whole numbers they are exact.
  @inline(never)
  private static func dot(_ row: UnsafePointer<Double>, _ vector: [Double]) -> Double {
    vector.withUnsafeBufferPointer { vector in
      var sums = (0.0, 0.0, 0.0, 0.0)
      var column = 0
      while column &+ 4 <= vector.count {
        sums.0 += row[column] * vector[column]
        sums.1 += row[column &+ 1] * vector[column &+ 1]
        sums.2 += row[column &+ 2] * vector[column &+ 2]
        sums.3 += row[column &+ 3] * vector[column &+ 3]
        column &+= 4
      }
      while column < vector.count {
        sums.0 += row[column] * vector[column]
        column &+= 1
      }
      return (sums.0 + sums.1) + (sums.2 + sums.3)
    }
  }

  /// How many elements of the products are right.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> UInt64 {
    tasks.reduce(0) { $0 &+ $1.count }
  }

  package func check(_ right: UInt64) -> WorkloadOutcome {
    let rows = sizes.reduce(0, +) * arrays * times * taskCount
    return WorkloadOutcome(
      result: "workers=\(taskCount) rows=\(right)",
      fault: right == UInt64(rows) ? nil : "\(right) of \(rows) elements of the products are right")
  }
}
