/// When to look at how many threads a run has, and the most that were seen.
///
/// A run that is over after a few milliseconds is never looked at. A longer one is looked at after 5, 15, 35, 75, …
/// ms, at last every half second: a program with threads of its own starts them soon and keeps them. A look at a
/// cgroup takes 0.03 ms of CPU time, with 100 threads 0.1 ms; one by way of `/proc` 0.1 ms, and 0.02 ms more for
/// each process or 0.01 ms for each thread. Where it takes more than a 2000th of the time between two looks, they
/// become rarer.
struct ThreadSampling {
  /// Nanoseconds after the start of the run.
  static let first: UInt64 = 5_000_000
  /// Nanoseconds between two looks, unless they are expensive.
  static let longest: UInt64 = 500_000_000
  /// What a look may cost: this part of the time to the next one.
  static let costDivisor: UInt64 = 2000

  /// The most threads that were seen at once; nil where none were.
  private(set) var peak: Int?
  /// The moment of the monotonic clock for the next look.
  private(set) var next: UInt64
  private var interval = first

  /// - Parameter start: when the run began, on the monotonic clock in nanoseconds.
  init(from start: UInt64) {
    next = start + Self.first
  }

  /// Takes in a look.
  ///
  /// - Parameters:
  ///   - threads: nil where there was nothing to see.
  ///   - cost: nanoseconds of CPU time that it took.
  ///   - now: the moment of the monotonic clock after it.
  mutating func take(_ threads: Int?, cost: UInt64, at now: UInt64) {
    if let threads { peak = max(peak ?? 0, threads) }
    interval = min(interval * 2, max(Self.longest, cost * Self.costDivisor))
    next = now + interval
  }
}
