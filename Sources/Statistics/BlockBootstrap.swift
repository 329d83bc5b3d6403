import Jobs

/// Resamples of rounds with replacement: each round holds one run of every cell, so that the same resamples serve all
/// cells, and what disturbed a round disturbs numerator and denominator of a ratio alike.
package struct BlockBootstrap: Sendable {
  /// How many resamples an interval is made of.
  package static let standardResamples = 10_000

  package let rounds: Int
  package let resamples: Int
  /// How often each resample holds each round, resample by resample.
  private let counts: [UInt8]

  /// Draws as many rounds as there are, so many times; the same seed draws the same.
  package init(rounds: Int, resamples: Int = BlockBootstrap.standardResamples, seed: UInt64) {
    precondition(rounds > 0 && resamples > 0, "there is something to draw")
    var generator = SplitMix64(seed: seed)
    var counts = [UInt8](repeating: 0, count: rounds * resamples)
    counts.withUnsafeMutableBufferPointer { counts in
      for resample in 0..<resamples {
        let first = resample * rounds
        for _ in 0..<rounds {
          let place = first + Int(generator.below(UInt32(rounds)))
          // 255 draws of one round among thousands do not happen.
          if counts[place] < .max { counts[place] += 1 }
        }
      }
    }
    self.rounds = rounds
    self.resamples = resamples
    self.counts = counts
  }

  /// How often a resample holds each round.
  package func multiplicities(of resample: Int) -> ArraySlice<UInt8> {
    counts[resample * rounds..<(resample + 1) * rounds]
  }

  /// The median of each resample.
  ///
  /// - Parameter values: a value a round; NaN, and rounds past the end, are missing.
  /// - Returns: NaN for a resample in which every value is missing.
  package func medians(of values: [Double]) -> [Double] {
    let order = values.prefix(rounds).indices.filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
    let sorted = order.map { values[$0] }
    var medians = [Double](repeating: .nan, count: resamples)
    guard !order.isEmpty else { return medians }
    let isWhole = order.count == rounds
    counts.withUnsafeBufferPointer { counts in
      order.withUnsafeBufferPointer { order in
        sorted.withUnsafeBufferPointer { sorted in
          for resample in medians.indices {
            let first = resample * rounds
            var total = rounds
            if !isWhole {
              total = 0
              for round in order { total += Int(counts[first + round]) }
              if total == 0 { continue }
            }
            var seen = 0
            var rank = -1
            // The lower of the two middle values is the one at which half of them have been seen.
            while seen < (total + 1) / 2 {
              rank += 1
              seen += Int(counts[first + order[rank]])
            }
            let low = sorted[rank]
            guard total.isMultiple(of: 2), seen == total / 2 else {
              medians[resample] = low
              continue
            }
            repeat { rank += 1 } while counts[first + order[rank]] == 0
            medians[resample] = low + (sorted[rank] - low) / 2
          }
        }
      }
    }
    return medians
  }
}
