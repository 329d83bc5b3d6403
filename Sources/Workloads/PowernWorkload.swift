package import Executors
import GMP
package import Jobs

/// Tasks that only compute: each adds up large powers.
///
/// A share of each task can be done without the global lock, as a library for numbers does that lets go of the lock
/// of its interpreter.
package struct PowernWorkload: BuiltInWorkload {
  private static let mostTasks = 1_000_000
  private static let mostNumbers = 1_000_000

  package let taskCount: Int
  private let numbers: Int
  private let first: UInt
  private let step: UInt
  private let exponent: UInt
  /// How many of the numbers, the first ones, a task does with the global lock.
  private let locked: Int

  package static let description = WorkloadDescription(
    kind: "powern",
    summary: "computing: each task adds up large powers; a share of it may do without the global lock",
    parameters: [
      ParameterDescription(
        name: "tasks", summary: "how many tasks; all do the same", kind: .integer(1...mostTasks),
        defaultText: "6"),
      ParameterDescription(
        name: "outside_lock", summary: "the share of each task that threads-gil computes without the lock",
        kind: .number(0...1), defaultText: "0"),
      ParameterDescription(
        name: "numbers", summary: "how many powers a task adds up", kind: .integer(1...mostNumbers),
        defaultText: "400"),
      ParameterDescription(
        name: "first", summary: "the first of the numbers", kind: .integer(0...1_000_000_000_000),
        defaultText: "564982"),
      ParameterDescription(
        name: "step", summary: "from one number to the next", kind: .integer(0...1_000_000_000),
        defaultText: "100"),
      ParameterDescription(
        name: "exponent", summary: "to which power each number is raised", kind: .integer(0...10_000_000),
        defaultText: "9999"),
    ],
    sizeParameter: "tasks",
    parallelPart: "everything: the tasks are independent",
    bound: { _ in .cpu },
    memory: { arguments, workers, _ in
      guard let first = arguments.number("first"), let step = arguments.number("step"),
        let numbers = arguments.number("numbers"), let exponent = arguments.number("exponent")
      else { return nil }
      // The largest power, the sum, and what GMP needs to make a power: each has so many bits at most.
      let last = UInt64(max(1, min(first + step * numbers, 9e18)))
      let bits = exponent * Double(UInt64.bitWidth - last.leadingZeroBitCount)
      return MemoryNeed(bytes: Int(min(4 * bits / 8 * Double(workers), 9e18)), parameter: "exponent")
    })

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    taskCount = try arguments.requiredCount("tasks", atMost: Self.mostTasks)
    numbers = try arguments.requiredCount("numbers", atMost: Self.mostNumbers)
    first = try arguments.requiredWord("first", atMost: 1_000_000_000_000)
    step = try arguments.requiredWord("step", atMost: 1_000_000_000)
    exponent = try arguments.requiredWord("exponent", atMost: 10_000_000)
    let outside = try arguments.required("outside_lock")
    guard outside <= 1 else { throw WorkloadError(message: "powern: 'outside_lock' is at most 1") }
    locked = numbers - Int((Double(numbers) * outside).rounded())
  }

  private func number(_ index: Int) -> UInt { first + step * UInt(index) }

  package func makeTask() -> TaskBody {
    { [self] _, context in
      var sum = BigInteger()
      var power = BigInteger()
      // First what needs the lock, in one piece: tasks that begin together queue for it, and what they have in
      // common is serial as Amdahl's law has it. In small pieces in between they would hardly ever meet.
      for index in 0..<locked {
        power.setPower(number(index), exponent)
        sum.add(power)
        context.checkpoint()
      }
      if locked < numbers {
        context.waiting {
          for index in locked..<numbers {
            power.setPower(number(index), exponent)
            sum.add(power)
          }
        }
      }
      return TaskResult(
        count: UInt64(sum.residue(modulo: LargePrimes.first)),
        word: UInt64(sum.residue(modulo: LargePrimes.second)))
    }
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    Array(tasks)
  }

  /// Holds the sum of each task against that of powers in the fields of two large primes.
  package func check(_ results: [TaskResult]) -> WorkloadOutcome {
    let expected = TaskResult(
      count: residue(modulo: LargePrimes.first), word: residue(modulo: LargePrimes.second))
    var outcome = WorkloadOutcome(result: "tasks=\(results.count) residue=\(results.first?.count ?? 0)")
    if let wrong = results.firstIndex(where: { $0 != expected }) {
      outcome.fault = "the sum of task \(wrong + 1) is wrong"
    }
    if results.count != taskCount { outcome.fault = "\(results.count) of \(taskCount) tasks have a result" }
    return outcome
  }

  private func residue(modulo prime: UInt) -> UInt64 {
    let sum = (0..<numbers).reduce(UInt(0)) { sum, index in
      LargePrimes.sum(sum, LargePrimes.power(number(index), exponent, modulo: prime), modulo: prime)
    }
    return UInt64(sum)
  }
}

extension WorkloadArguments {
  /// A whole number, 0 or more, that the workload cannot do without.
  fileprivate func requiredWord(_ name: String, atMost most: Int) throws(WorkloadError) -> UInt {
    guard let value = integer(name), (0...most).contains(value) else {
      throw WorkloadError(message: "the parameter '\(name)' must be a whole number from 0 to \(most)")
    }
    return UInt(value)
  }
}
