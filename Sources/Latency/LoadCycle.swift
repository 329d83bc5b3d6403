internal import Jobs
package import OperatingSystem

/// A chain of addresses in memory that leads to every place once, in random order, and back to its start:
/// what is loaded next cannot be guessed, nor fetched ahead.
package enum LoadCycle {
  /// Writes the chain into the beginning of the memory.
  ///
  /// - Parameters:
  ///   - bytes: how much of the memory it goes around in.
  ///   - stride: between neighbouring places, at least the size of a pointer.
  /// - Returns: a place of the chain.
  package static func make(
    in memory: borrowing LargeMemory, bytes: Int, stride: Int
  ) -> UnsafeMutableRawPointer {
    precondition(bytes <= memory.size && bytes >= stride, "a cycle within the memory")
    let base = memory.base
    let next = order(bytes / stride)
    next.withUnsafeBufferPointer { next in
      for index in 0..<next.count {
        (base + index * stride).storeBytes(
          of: UInt(bitPattern: base + Int(next[index]) * stride), as: UInt.self)
      }
    }
    return base
  }

  /// For each place the one after it: a permutation of one cycle (Sattolo 1986).
  static func order(_ count: Int) -> [UInt32] {
    var random = SplitMix64(seed: 1)
    return [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count { buffer[index] = UInt32(index) }
      var last = count - 1
      while last > 0 {
        buffer.swapAt(last, Int(random.below(UInt32(last))))
        last -= 1
      }
      initialized = count
    }
  }
}
