package import Executors
package import Jobs

/// What can cross to a worker: a task with captured state, and a registered one that gets the same as its input.
package struct ClosureWorkload: DrivenWorkload {
  private let captured: [Int]
  /// Adds its input to the numbers that it has captured.
  private let capturing: PoolTask<Int, Int>

  private static let mostNumbers = 10_000
  private static let bounds = -1_000_000_000...1_000_000_000
  /// What is added to the numbers, a task for each.
  private static let inputs = Array(1...8)

  package static let description = WorkloadDescription(
    kind: "closure",
    summary: "what can cross to a worker: a task that captures numbers, and one that gets them as its input",
    parameters: [
      ParameterDescription(
        name: "captured", summary: "the numbers that the task captures", kind: .integers(bounds),
        defaultText: "[3, 1, 4, 1, 5]")
    ],
    sizeParameter: nil,
    parallelPart: "everything: the tasks are independent",
    bound: { _ in .cpu },
    check: { arguments in
      do throws(WorkloadError) {
        _ = try ClosureWorkload(arguments)
        return nil
      } catch {
        return error.message
      }
    },
    metrics: [
      MetricDescription(
        name: "carried", summary: "1 where the captured numbers have crossed, 0 where the task was refused",
        kind: .count)
    ])

  /// The name of the task that captures.
  package static let capturingName = "sum of what it captured"

  /// Adds up its input.
  package static let registered = PoolTask<Numbers, Int>(registered: "closure.sum") { input, _ in
    input.sum
  }

  /// Numbers that can cross.
  package struct Numbers: Portable, Equatable {
    package var values: [Int]

    package init(_ values: [Int]) { self.values = values }

    package var sum: Int { values.reduce(0, &+) }

    package init(decoding bytes: UnsafeRawBufferPointer) throws {
      guard bytes.count % 8 == 0 else {
        throw PortableError("\(bytes.count) bytes are no numbers of 8 bytes")
      }
      values = try stride(from: 0, to: bytes.count, by: 8).map {
        try Int(decoding: UnsafeRawBufferPointer(rebasing: bytes[$0..<$0 + 8]))
      }
    }

    package func encode(into bytes: inout [UInt8]) {
      for value in values { value.encode(into: &bytes) }
    }
  }

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    let numbers = Numbers((arguments.list("captured") ?? []).compactMap { Int(exactly: $0) })
    try self.init(
      arguments, capturing: PoolTask(capturing: Self.capturingName) { input, _ in numbers.sum &+ input })
  }

  /// - Parameter capturing: does the same as the task that captures, or, where a fault is to be found, something
  ///   else.
  package init(_ arguments: WorkloadArguments, capturing: PoolTask<Int, Int>) throws(WorkloadError) {
    captured = (arguments.list("captured") ?? []).compactMap { Int(exactly: $0) }
    guard captured.count <= Self.mostNumbers else {
      throw WorkloadError(message: "\(captured.count) numbers are more than \(Self.mostNumbers)")
    }
    self.capturing = capturing
  }

  package static func registerTasks(in registry: inout TaskRegistry) {
    registry.register(registered)
  }

  package func register(in registry: inout TaskRegistry) {
    Self.registerTasks(in: &registry)
    registry.register(capturing)
  }

  /// What became of the two tasks.
  package struct Seen {
    /// Why the one that captures was refused; nil: it was not.
    var refusal: PoolError?
    /// The result of the registered one, with the first input.
    var sum: Int
  }

  package func drive(_ use: PoolUse) throws -> Seen {
    var refusal: PoolError?
    do throws(PoolError) {
      _ = try use.pool.submit(capturing, Self.inputs[0])
    } catch {
      guard case .refused = error else { throw error }
      refusal = error
    }
    let startsAfresh = use.executor == .spawn || use.executor == .forkserver
    if let refusal {
      try check(refusal, startsAfresh: startsAfresh)
    } else {
      try WrongStep.check(
        !startsAfresh, "capture", "a task with captured state was taken for workers that start afresh")
      let sums = try use.pool.map(capturing, Self.inputs, chunk: use.chunk).all()
      try check(sums, "capture")
    }
    let numbers = Self.inputs.map { Numbers(captured + [$0]) }
    let sums = try use.pool.map(Self.registered, numbers, chunk: use.chunk).all()
    try check(sums, "register")
    return Seen(refusal: refusal, sum: sums[0])
  }

  private func check(_ refusal: PoolError, startsAfresh: Bool) throws(WrongStep) {
    try WrongStep.check(startsAfresh, "capture", "\(refusal)")
    guard case .refused(let task, let reason) = refusal, task == capturing.name, !reason.isEmpty else {
      throw WrongStep("capture", "the refusal does not name the task and say why: \(refusal)")
    }
  }

  private func check(_ sums: [Int], _ step: String) throws(WrongStep) {
    let sum = Numbers(captured).sum
    try WrongStep.check(
      sums == Self.inputs.map { sum &+ $0 }, step, "the sums are \(sums), with \(sum) to be in each")
  }

  package func check(_ seen: Seen) -> WorkloadOutcome {
    let carried = seen.refusal == nil ? 1 : 0
    let text = seen.refusal.map { " refused: \($0)" } ?? ""
    return WorkloadOutcome(
      result: "carried=\(carried) registered=\(seen.sum)\(text)",
      metrics: [WorkloadMetric(name: "carried", value: Double(carried))])
  }
}
