package import Executors
import GMP
package import Jobs

/// A serial problem: each Fibonacci number needs the two before it, so that nothing can be done at the same time.
package struct FibonacciWorkload: BuiltInWorkload {
  private static let most = 100_000_000
  /// Words of memory that are added between two offers of the global lock, about a millisecond.
  private static let slice = 2_000_000
  /// What an addition costs beside that of its words, in words.
  private static let additionCost = 64

  private let n: Int

  package static let description = WorkloadDescription(
    kind: "fibonacci",
    summary: "a serial problem: F(n), exact, by n additions of which each needs the two before it",
    parameters: [
      ParameterDescription(
        name: "n", summary: "which Fibonacci number", kind: .integer(1...most), defaultText: "1000000")
    ],
    sizeParameter: "n",
    parallelPart: "nothing: it is one task, whatever the number of workers",
    bound: { _ in .cpu },
    serialFraction: { _ in 1 })

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    n = try arguments.requiredCount("n", atMost: Self.most)
  }

  package var taskCount: Int { 1 }

  package func makeTask() -> TaskBody {
    { [n] _, context in
      var current = BigInteger(0)
      var next = BigInteger(1)
      var left = n
      while left > 0 {
        let steps = min(left, max(1, Self.slice / (next.wordCount + Self.additionCost)))
        for _ in 0..<steps {
          current.add(next)
          current.exchange(with: &next)
        }
        left -= steps
        context.checkpoint()
      }
      return Self.proof(of: current)
    }
  }

  /// The number of bits, and what the number leaves when it is divided by a large prime.
  private static func proof(of number: borrowing BigInteger) -> TaskResult {
    TaskResult(count: UInt64(number.bitCount), word: UInt64(number.residue(modulo: LargePrimes.first)))
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    Array(tasks)
  }

  /// Holds the number against that which doubling gives: F(2k) = F(k) (2 F(k+1) − F(k)), in log n steps.
  package func check(_ results: [TaskResult]) -> WorkloadOutcome {
    let expected = BigInteger(fibonacci: UInt(n))
    let proof = Self.proof(of: expected)
    var outcome = WorkloadOutcome(
      result: "n=\(n) digits=\(expected.decimalDigitCount) residue=\(results.first?.word ?? 0)")
    if results != [proof] { outcome.fault = "the number is not F(\(n)), which doubling gives" }
    return outcome
  }
}
