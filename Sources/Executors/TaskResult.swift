/// What a task hands back: two words of plain data, which cross from one process to another as they are.
package struct TaskResult: Sendable, Equatable, BitwiseCopyable {
  /// A whole number: how much the task did, or what it counted.
  package var count: UInt64
  /// A second word.
  package var word: UInt64

  package init(count: UInt64, word: UInt64 = 0) {
    self.count = count
    self.word = word
  }

  /// A number instead of the second word.
  package init(count: UInt64, value: Double) {
    self.init(count: count, word: value.bitPattern)
  }

  /// The second word as a number.
  package var value: Double { Double(bitPattern: word) }
}

/// What a task may know about where it runs.
package struct TaskContext: Sendable {
  /// The worker that runs it: 1, 2, 3, …
  package let worker: Int

  package init(worker: Int) {
    self.worker = worker
  }
}

/// Runs one task, counted from 0. Workers call it at the same time, each for tasks of its own.
package typealias TaskBody = @Sendable (_ task: Int, _ context: TaskContext) throws -> TaskResult
