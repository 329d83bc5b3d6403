import Foundation
import Statistics
import Testing

/// The published cases of medians, their intervals, ratios of them, and the bootstrap.
struct GroundTruthRatioTests {
  @Test func `the ratio of medians of two samples is that of statpsych`() throws {
    let truth = try GroundTruth("ratio.medians.unpaired")
    let tolerance = try truth.tolerance["abs"].number
    let one = try #require(BonettPrice.Sample(try truth.inputs["y1"].numbers))
    let other = try #require(BonettPrice.Sample(try truth.inputs["y2"].numbers))
    let interval = BonettPrice.unpaired(one, over: other)
    #expect(try one.median == truth.expected["m1"].number)
    #expect(try other.median == truth.expected["m2"].number)
    #expect(abs(try one.median / other.median - truth.expected["ratio"].number) < tolerance)
    #expect(abs(interval.low - (try truth.expected["lo"].number)) < tolerance)
    #expect(abs(interval.high - (try truth.expected["hi"].number)) < tolerance)
  }

  @Test func `the ratio of medians of pairs is that of statpsych`() throws {
    let truth = try GroundTruth("ratio.medians.paired1")
    let tolerance = try truth.tolerance["abs"].number
    let first = try truth.inputs["y1"].numbers
    let second = try truth.inputs["y2"].numbers
    let one = try #require(BonettPrice.Sample(first))
    let other = try #require(BonettPrice.Sample(second))
    let interval = BonettPrice.paired(first, one, over: second, other)
    #expect(abs(try one.median / other.median - truth.expected["ratio"].number) < tolerance)
    #expect(abs(interval.low - (try truth.expected["lo"].number)) < tolerance)
    #expect(abs(interval.high - (try truth.expected["hi"].number)) < tolerance)
  }

  @Test func `the levels of ranks are those of a textbook's table`() throws {
    let truth = try GroundTruth("medianci.tableA7")
    let tolerance = try truth.tolerance["abs_percent"].number
    for row in try truth.expected["rows"].rows {
      // The table gives the level for ranks; the narrowest interval of at least that level has these ranks.
      let found = try #require(MedianRanks(count: Int(row[0]), confidence: (row[3] - tolerance) / 100))
      #expect([Double(found.low), Double(found.high)] == [row[1], row[2]])
      #expect(abs(found.level * 100 - row[3]) < tolerance)
    }
  }

  @Test func `the ranks at 95 and 99 % are the narrowest symmetric ones`() throws {
    let truth = try GroundTruth("medianci.symmetric95_99")
    for name in truth.expected.names {
      let count = try #require(Int(name))
      for (key, confidence) in [("c95", 0.95), ("c99", 0.99)] {
        let ranks = MedianRanks(count: count, confidence: confidence)
        let expected = try truth.expected[name][key].elements
        guard !expected.isEmpty else {
          #expect(ranks == nil)
          continue
        }
        #expect(try ranks?.low == expected[0].integer)
        #expect(try ranks?.high == expected[1].integer)
        // The last digits of a sum of many terms are the summer's own.
        #expect(abs((ranks?.level ?? 0) - (try expected[2].number)) < 1e-14)
      }
    }
  }

  @Test func `median and interval are those of benchstat`() throws {
    let truth = try GroundTruth("summary.benchstat")
    let sorted = try truth.inputs["x"].numbers.sorted()
    let ranks = try #require(MedianRanks(count: sorted.count, confidence: try truth.inputs["conf"].number))
    #expect(try Quantile.median(sorted: sorted) == truth.expected["median"].number)
    #expect(try sorted[ranks.low - 1] == truth.expected["lo"].number)
    #expect(try sorted[ranks.high - 1] == truth.expected["hi"].number)
    #expect(try ranks.level == truth.expected["actual"].number)
    #expect(MedianRanks(count: sorted.count, confidence: 0.99) == nil)
  }

  @Test func `the percentile bootstrap of a mean is that of R`() throws {
    let truth = try GroundTruth("bootstrap.R_boot")
    let values = try truth.inputs["x"].numbers
    let draws = BlockBootstrap(
      rounds: values.count, resamples: try truth.tolerance["min_resamples"].integer, seed: 1)
    var means = (0..<draws.resamples).map { resample in
      zip(draws.multiplicities(of: resample), values).reduce(0) { $0 + Double($1.0) * $1.1 }
        / Double(values.count)
    }
    let tolerance = try truth.tolerance["rel"].number
    let expected = try truth.expected["percentile"].numbers
    let low = try #require(Selection.type7(of: &means, probability: 0.025))
    let high = try #require(Selection.type7(of: &means, probability: 0.975))
    #expect(relativeError(low, expected[0]) < tolerance)
    #expect(relativeError(high, expected[1]) < tolerance)
  }

  /// Of the bootstrap's distribution with infinitely many resamples, by all ways to draw 7 of 7.
  @Test func `the bootstrap of a median and of a mean has the standard error of all resamples`() throws {
    let truth = try GroundTruth("bootstrap.mouse.ideal_se")
    let values = try truth.inputs["x"].numbers
    let draws = BlockBootstrap(rounds: values.count, resamples: 200_000, seed: 1)
    let means = (0..<draws.resamples).map { resample in
      zip(draws.multiplicities(of: resample), values).reduce(0) { $0 + Double($1.0) * $1.1 }
        / Double(values.count)
    }
    func deviation(_ numbers: [Double]) -> Double {
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      return (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)).squareRoot()
    }
    // The error of a standard deviation of 200,000 values is about 0.2 %.
    let median = try truth.expected["se_median_exact"].number
    #expect(relativeError(deviation(draws.medians(of: values)), median) < 0.01)
    #expect(relativeError(deviation(means), try truth.expected["se_mean_exact"].number) < 0.01)
  }

  /// As all 7⁷ ways to draw give it, without drawing.
  @Test func `the standard error of all resamples follows from the binomial distribution`() throws {
    let truth = try GroundTruth("bootstrap.mouse.ideal_se")
    let values = try truth.inputs["x"].numbers
    let count = values.count
    // The median of a resample is at most the k-th value where at least half of the draws are.
    func atMost(_ rank: Int) -> Double {
      BinomialDistribution.upperTail(count / 2, trials: count, probability: Double(rank) / Double(count))
    }
    let masses = (1...count).map { atMost($0) - atMost($0 - 1) }
    let mean = zip(values, masses).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = zip(values, masses).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
    let exact = try truth.expected["se_median_exact"].number
    #expect(relativeError(variance.squareRoot(), exact) <= (try truth.tolerance["exact_rel"].number))
    let published = try truth.expected["se_median"].number
    #expect(abs(variance.squareRoot() - published) <= (try truth.tolerance["published_abs"].number))
  }
}
