import Jobs
import RealModule
import Statistics

/// The medians of cells, and those that the same study might have had.
///
/// Whole rounds are drawn with replacement where every cell has every round, since what slows down a round slows down
/// all its cells; else the runs of each cell by themselves. Above ``mostCounted`` runs the medians are drawn from their
/// asymptotic distribution instead, which by then is as good and costs the same for any number of runs.
struct MedianDraws {
  enum Method: Equatable {
    case rounds
    case runs
    case asymptotic
  }

  /// The most runs of a cell whose samples are counted.
  static let mostCounted = 50
  /// The most where another cell has few.
  private static let mostCountedApart = 1000

  let method: Method
  /// The fewest runs of a cell.
  let fewest: Int
  /// By cell.
  let medians: [Double]
  /// By cell, then by resample.
  let draws: [[Double]]

  /// Draws for cells that are given by their values by repetition; NaN is missing. Nil where a cell has none.
  init?(_ cells: [[Double]], hasRounds: Bool, resamples: Int, seed: UInt64) {
    let present = cells.map { cell in cell.indices.filter { cell[$0].isFinite } }
    guard let first = present.first, let fewest = present.map(\.count).min(), fewest > 0 else { return nil }
    let values = zip(cells, present).map { cell, places in places.map { cell[$0] } }
    medians = values.compactMap(Selection.median)
    self.fewest = fewest
    guard fewest <= Self.mostCounted else {
      method = .asymptotic
      draws = Self.asymptotic(values, resamples: resamples, seed: seed)
      return
    }
    guard fewest > 1 else {
      // One run tells nothing of others.
      method = .runs
      draws = []
      return
    }
    if hasRounds, present.allSatisfy({ $0 == first }) {
      method = .rounds
      let bootstrap = BlockBootstrap(rounds: first.count, resamples: resamples, seed: seed)
      draws = values.map(bootstrap.medians)
    } else {
      method = .runs
      draws = values.enumerated().map { index, cell in
        let seed = seed &+ UInt64(index)
        // Samples of many runs beside few would take a second and a hundred megabytes each.
        guard cell.count <= Self.mostCountedApart else {
          return Self.asymptotic([cell], resamples: resamples, seed: seed)[0]
        }
        return BlockBootstrap(rounds: cell.count, resamples: resamples, seed: seed).medians(of: cell)
      }
    }
  }

  /// Why the cells were resampled by themselves though the runs were made in rounds.
  static func apart(_ cells: [[Double]]) -> String {
    let counts = Set(cells.map { $0.count(where: \.isFinite) })
    let reason =
      counts.count > 1
      ? "The cells have different numbers of runs" : "The cells lack runs of different rounds"
    return "\(reason): each was resampled by itself, not round by round."
  }

  /// By how much percentiles are to be moved away from the estimate. With n rounds the variance of a bootstrap is
  /// (n − 1)/n of that of the estimate, and is itself uncertain where n is small; a little more than n/(n − 1) is right by
  /// simulation: see the program `coverage`. Where cells are resampled by themselves their errors even out.
  var widening: Double {
    method == .rounds && fewest > 1 ? Double.sqrt(Double(fewest) / (Double(fewest) - 1.5)) : 1
  }

  private static func asymptotic(_ cells: [[Double]], resamples: Int, seed: UInt64) -> [[Double]] {
    var normals = NormalNumbers(seed: seed)
    return cells.map { values in
      guard let sample = BonettPrice.Sample(values) else { return [] }
      return (0..<resamples).map { _ in sample.median * .exp(sample.standardError * normals.next()) }
    }
  }
}

/// Random numbers with the normal distribution of mean 0 and variance 1, two at a time (Box and Muller 1958).
struct NormalNumbers {
  private var random: SplitMix64
  private var spare: Double?

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    let radius = Double.sqrt(-2 * .log(unit()))
    let angle = 2 * Double.pi * unit()
    spare = radius * .sin(angle)
    return radius * .cos(angle)
  }

  /// A number in (0, 1).
  private mutating func unit() -> Double {
    (Double(random.next() >> 11) + 0.5) * 0x1p-53
  }
}
