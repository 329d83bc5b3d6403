import OperatingSystem

/// Work for a CPU of which the amount is known exactly: iterations of a xorshift generator of 64 bits
/// (George Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003).
///
/// Each iteration needs the result of the one before, so that nothing of it can be done at the same time,
/// and no compiler shortens it. It is linear over the field of two elements, so that the state after n
/// iterations can also be computed in log n steps, which proves that they were done.
package enum SpinLoop {
  @inline(__always)
  private static func next(_ state: UInt64) -> UInt64 {
    var state = state
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  /// Does so many iterations and returns the state after them.
  ///
  /// - Parameter state: not 0, which stays 0.
  @inline(never)
  package static func run(iterations: UInt64, from state: UInt64) -> UInt64 {
    var state = state
    var left = iterations
    while left != 0 {
      state = next(state)
      left &-= 1
    }
    return state
  }

  /// The same in slices, so that something can be done between two of them. The state goes on from slice to
  /// slice, so that the end is the same.
  ///
  /// - Parameter slice: iterations, 1 or more.
  package static func run(
    iterations: UInt64, from state: UInt64, slice: UInt64, between: () -> Void
  ) -> UInt64 {
    var state = state
    var left = iterations
    while left > slice {
      state = run(iterations: slice, from: state)
      left -= slice
      between()
    }
    return run(iterations: left, from: state)
  }

  /// The state after so many iterations, without doing them.
  package static func state(after iterations: UInt64, from state: UInt64) -> UInt64 {
    var state = state
    for power in powers.indices where iterations >> UInt64(power) & 1 == 1 {
      state = image(of: state, under: powers[power])
    }
    return state
  }

  /// Element k is the matrix of 2^k iterations: for every bit, what becomes of the state that has it alone.
  private static let powers: [[UInt64]] = {
    var matrix = (0..<64).map { next(1 << UInt64($0)) }
    var powers = [matrix]
    for _ in 1..<64 {
      matrix = matrix.map { image(of: $0, under: matrix) }
      powers.append(matrix)
    }
    return powers
  }()

  private static func image(of state: UInt64, under matrix: [UInt64]) -> UInt64 {
    var sum: UInt64 = 0
    var bits = state
    while bits != 0 {
      sum ^= matrix[bits.trailingZeroBitCount]
      bits &= bits - 1
    }
    return sum
  }

  /// Iterations a second on this machine: the best of several slices of about 10 ms, because whatever
  /// disturbs a slice makes it slower. Takes about 0.15 s.
  package static func calibrate() -> Double {
    var iterations: UInt64 = 100_000
    var best = rate(iterations)
    while Double(iterations) / best < 0.01 {
      iterations *= 2
      best = max(best, rate(iterations))
    }
    for _ in 0..<12 { best = max(best, rate(iterations)) }
    return best
  }

  private static func rate(_ iterations: UInt64) -> Double {
    let start = SystemClock.nanoseconds()
    let state = run(iterations: iterations, from: start | 1)
    let end = SystemClock.nanoseconds()
    // Without a use of the state the compiler could leave out the loop.
    precondition(state == self.state(after: iterations, from: start | 1), "the loop has not done its work")
    return Double(iterations) * 1e9 / Double(max(1, end - start))
  }
}

/// Times in iterations.
extension SpinLoop {
  /// Iterations a second as they were measured, or an error that names the workload that needs them.
  static func checkedSpeed(_ calibration: Double?, for workload: String) throws(WorkloadError) -> Double {
    guard let calibration, calibration.isFinite, calibration > 0 else {
      throw WorkloadError(message: "\(workload) needs the calibrated speed of the spin loop")
    }
    return calibration
  }

  /// The iterations of so many seconds.
  static func iterations(
    in seconds: Double, speed: Double, for workload: String
  ) throws(WorkloadError) -> UInt64 {
    let iterations = seconds * speed
    guard iterations < 9e18 else { throw WorkloadError(message: "\(workload): 'work' is too long") }
    return UInt64(iterations.rounded())
  }

  /// The iterations of about a millisecond: what a task does between two offers of a global lock.
  static func slice(speed: Double) -> UInt64 {
    UInt64(max(1, (speed / 1000).rounded()))
  }
}
