package import Jobs

/// What the rows of `measurements.csv` say of a study beside its summaries: how the runs ended, what disturbed
/// them, and how short they are.
package struct RunFacts: Sendable, Equatable {
  /// Runs that ended well, without those that only warm up.
  package private(set) var good = 0
  /// Runs that did not, by how they ended.
  package private(set) var others: [Status: Int] = [:]
  package private(set) var warmups = 0
  package private(set) var references = 0
  /// Runs that were made since an earlier one was contaminated.
  package private(set) var retries = 0
  /// Runs that `--only-failed` made again.
  package private(set) var repeated = 0
  /// Good runs by what disturbed them: a run with two reasons counts for both.
  package private(set) var taints: [String: Int] = [:]
  /// Good runs that something disturbed.
  package private(set) var tainted = 0
  /// Seconds: the shortest wall time of a good run.
  package private(set) var shortestWall: Double?
  /// When the first and the last run began, RFC 3339; empty where there is none.
  package private(set) var firstStart = ""
  package private(set) var lastStart = ""
  /// How often the sweep was started or resumed.
  package private(set) var segments = 0

  package init() {}

  /// Takes in a row.
  package mutating func add(_ row: Measurement) {
    segments = max(segments, row.segment)
    if firstStart.isEmpty || row.startedAt < firstStart { firstStart = row.startedAt }
    if row.startedAt > lastStart { lastStart = row.startedAt }
    switch row.phase {
    case .warmup:
      warmups += 1
      return
    case .reference: references += 1
    case .retry: retries += 1
    case .timed: break
    }
    if row.attempt > 1 { repeated += 1 }
    guard case .ok = row.status else {
      others[row.status, default: 0] += 1
      return
    }
    good += 1
    if !row.tainted.isEmpty {
      tainted += 1
      for taint in row.tainted { taints[taint, default: 0] += 1 }
    }
    if let wall = row.wall, wall < shortestWall ?? .infinity { shortestWall = wall }
  }

  /// All runs but those that only warm up.
  package var all: Int { good + others.values.reduce(0, +) }

  /// Those that did not end well, the most frequent first: `3 timeout, 1 crashed`; nil where there are none.
  var troubleText: String? { Self.counts(others.map { ($0.key.rawValue, $0.value) }) }

  /// What disturbed, the most frequent first: `5 steal, 2 pressure`; nil where nothing did.
  var taintText: String? { Self.counts(taints.map { ($0.key, $0.value) }) }

  private static func counts(_ entries: [(name: String, count: Int)]) -> String? {
    guard !entries.isEmpty else { return nil }
    return entries.sorted { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
      .map { "\($0.count) \($0.name)" }.joined(separator: ", ")
  }
}
