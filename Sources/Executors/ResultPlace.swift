/// Room for one value of a type that is a parameter.
///
/// An optional or a `Result` of such a type is looked up in the runtime's tables at every access, which takes
/// longer than all else that a short task costs. Here small values lie in two words, larger ones in memory of
/// their own. Whoever has it calls ``clear()`` at its end.
struct ResultPlace<Value> {
  private var words: (UInt64, UInt64) = (0, 0)
  private(set) var isFilled = false

  private static var isSmall: Bool {
    MemoryLayout<Value>.size <= 16 && MemoryLayout<Value>.alignment <= 8
  }

  /// Puts a value in; there is none before.
  mutating func fill(_ value: Value) {
    precondition(!isFilled, "a task has one result")
    if Self.isSmall {
      withUnsafeMutablePointer(to: &words) { words in
        UnsafeMutableRawPointer(words).assumingMemoryBound(to: Value.self).initialize(to: value)
      }
    } else {
      let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
      memory.initialize(to: value)
      words.0 = UInt64(UInt(bitPattern: memory))
    }
    isFilled = true
  }

  /// The value; nil where there is none.
  var value: Value? {
    guard isFilled else { return nil }
    return withUnsafePointer(to: words) { Self.place($0).pointee }
  }

  /// Lets go of the value.
  mutating func clear() {
    guard isFilled else { return }
    isFilled = false
    withUnsafeMutablePointer(to: &words) { words in
      let place = UnsafeMutablePointer(mutating: Self.place(words))
      place.deinitialize(count: 1)
      if !Self.isSmall { place.deallocate() }
    }
  }

  private static func place(_ words: UnsafePointer<(UInt64, UInt64)>) -> UnsafePointer<Value> {
    if isSmall { return UnsafeRawPointer(words).assumingMemoryBound(to: Value.self) }
    guard let memory = UnsafePointer<Value>(bitPattern: UInt(words.pointee.0)) else {
      preconditionFailure("a filled place has its memory")
    }
    return memory
  }
}
