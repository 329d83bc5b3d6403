import Jobs
import RealModule
import Statistics

/// The points of a series as the laws see them: times of one piece of work, with their weights and resamples.
struct FitSample {
  let points: [FitPoint]
  let quantity: FitQuantity
  /// As measured, by point.
  let medians: [Double]
  let workers: [Double]
  /// Of one piece of work: medians by point.
  let times: [Double]
  /// Of the squared differences of times.
  let weights: [Double]
  /// What is drawn; nil where there are too few runs, or where the runs were computed.
  let draws: MedianDraws?
  /// The fewest runs of a point.
  let fewest: Int
  /// The runs of each point as logarithms of times of one piece; empty where the runs were computed.
  let logarithms: [[Double]]

  /// The fewest runs of a cell from which resamples are drawn. With fewer, intervals from resamples are far too narrow
  /// (with 3 runs three of four hold the truth), and the scatter of the medians about the law has to do.
  static let fewestRuns = 5

  /// Points by ascending workers, each with at least one finite value, all of them positive.
  init?(
    _ points: [FitPoint], quantity: FitQuantity, isExact: Bool, hasRounds: Bool, resamples: Int, seed: UInt64
  ) {
    let values = points.map(\.values)
    let counts = values.map { $0.count(where: \.isFinite) }
    guard let fewest = counts.min(), fewest > 0 else { return nil }
    self.points = points
    self.quantity = quantity
    self.fewest = fewest
    let canDraw = !isExact && fewest >= Self.fewestRuns
    let drawn = MedianDraws(
      values, hasRounds: hasRounds, resamples: canDraw ? resamples : 1, seed: seed)
    guard let drawn else { return nil }
    medians = drawn.medians
    draws = canDraw ? drawn : nil
    workers = points.map { Double($0.workers) }
    times = zip(medians, workers).map { quantity.time($0, workers: $1) }
    logarithms =
      isExact
      ? []
      : points.map { point in
        point.values.filter(\.isFinite).map { .log(quantity.time($0, workers: Double(point.workers))) }
      }
    let variances = canDraw ? Self.relativeVariances(values, medians) : times.map { _ in 1 }
    weights = zip(times, variances).map { 1 / ($0 * $0 * $1) }
  }

  var count: Int { points.count }
  var mostWorkers: Double { workers.last ?? 1 }

  /// The times of a resample.
  func put(_ resample: Int, of draws: MedianDraws, into times: inout [Double]) {
    for index in times.indices {
      times[index] = quantity.time(draws.draws[index][resample], workers: workers[index])
    }
  }

  /// By the median absolute deviation, relative to the median, and by the number of runs. None is below a quarter of
  /// the median of all: one lucky cell must not dominate. The median of all is 1.
  private static func relativeVariances(_ values: [[Double]], _ medians: [Double]) -> [Double] {
    let variances = zip(values, medians).map { cell, median in
      let present = cell.filter(\.isFinite)
      let deviation = Selection.median(present.map { abs($0 - median) }) ?? 0
      return deviation * deviation / (median * median) / Double(present.count)
    }
    guard let middle = Selection.median(variances), middle > 0 else { return values.map { _ in 1 } }
    return variances.map { max($0 / middle, 0.25) }
  }
}
