/// What a task of an indexed run hands back: two words of plain data, which cross from one process to another
/// as they are.
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
