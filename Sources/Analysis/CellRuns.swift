import Jobs

/// What is kept of the timed runs of one cell: a few numbers a repetition, so that a million runs fit.
struct CellRuns {
  /// What a repetition has come to.
  private enum State: UInt8 {
    /// No row yet.
    case absent
    /// Interrupted or skipped.
    case notDone
    case failed
    /// Good, but the system held the run back: not in the statistics.
    case throttled
    case good

    var isFinished: Bool { rawValue > State.notDone.rawValue }
  }

  // A slot a repetition; NaN stands for missing, since an optional number takes twice the memory.
  private var states: [State] = []
  private var taints: [Bool] = []
  private var walls: [Double] = []
  private var cpus: [Double] = []
  private var sizes: [Double] = []
  private var parallelisms: [Double] = []
  private var startups: [Double] = []
  private var switches: [Double] = []
  private var delays: [Double] = []
  // 0 stands for missing.
  private var threads: [Int32] = []
  private var metrics: [[Double]]
  /// The attempts that are not the first, by slot.
  private var attempts: [Int: Int] = [:]
  private let measure: Measure
  /// Whether the one run was computed: its numbers are exact.
  let isSimulated: Bool

  init(measure: Measure, metricCount: Int, isSimulated: Bool = false) {
    self.measure = measure
    self.isSimulated = isSimulated
    metrics = Array(repeating: [], count: metricCount)
  }

  /// Takes in a timed run. Of several attempts at one repetition the last one counts, but an interrupted
  /// one never replaces a finished one.
  mutating func add(_ measurement: Measurement) {
    let slot = measurement.repetition - 1
    grow(to: slot + 1)
    let state = Self.state(of: measurement)
    let old = states[slot]
    let finished = old.isFinished
    if finished && (state == .notDone || measurement.attempt < attempts[slot, default: 1]) { return }
    attempts[slot] = measurement.attempt == 1 ? nil : measurement.attempt
    states[slot] = state
    taints[slot] = !measurement.tainted.isEmpty
    walls[slot] = measurement.wall ?? .nan
    cpus[slot] = measurement.cpuTime ?? .nan
    sizes[slot] = measurement.maxRSS.map(Double.init) ?? .nan
    parallelisms[slot] = measurement.achievedParallelism ?? .nan
    startups[slot] = measurement.startup ?? .nan
    switches[slot] = measurement.involuntarySwitches.map(Double.init) ?? .nan
    delays[slot] = measurement.runDelay ?? .nan
    threads[slot] = measurement.threadsPeak.map(Int32.init(clamping:)) ?? 0
    for index in metrics.indices { metrics[index][slot] = Self.number(measurement.metrics[index]) ?? .nan }
  }

  /// Good runs that take part in the statistics and have a value.
  var sample: SampleSummary? { summary(measure.metric.map { metrics[$0] } ?? walls) }

  /// The median of the wall time of the good runs, in seconds.
  var wall: Double? { median(walls) }

  /// The median CPU time of the good runs, in seconds.
  var cpu: Double? { median(cpus) }

  /// The median of the largest resident size of the good runs, in bytes.
  var maxRSS: Double? { median(sizes) }

  /// The median of the achieved parallelism of the good runs.
  var achievedParallelism: Double? { median(parallelisms) }

  /// The median of the start-up of the good runs, in seconds.
  var startup: Double? { median(startups) }

  /// The median of the involuntary switches of the good runs.
  var involuntarySwitches: Double? { median(switches) }

  /// The median of the run delay of the good runs, in seconds.
  var runDelay: Double? { median(delays) }

  /// The most threads that were seen in a run, whether it ended well or not; nil where none were seen.
  var threadsPeak: Int? {
    let seen = zip(states, threads).filter { $0.0.isFinished && $0.1 > 0 }
    return seen.map { Int($0.1) }.max()
  }

  /// The median of each metric with its interval.
  var metricEstimates: [Estimate?] {
    metrics.map { values in
      summary(values).map {
        Estimate($0.median, low: $0.interval?.low, high: $0.interval?.high)
      }
    }
  }

  var failed: Int { states.count { $0 == .failed } }
  var throttled: Int { states.count { $0 == .throttled } }
  var notDone: Int { states.count { $0 == .notDone } }
  var good: Int { states.count { $0 == .good } }
  var tainted: Int {
    zip(states, taints).count { state, tainted in tainted && (state == .good || state == .throttled) }
  }

  private func summary(_ column: [Double]) -> SampleSummary? {
    let values = present(column)
    return isSimulated ? values.last.flatMap(SampleSummary.exact) : SampleSummary(values)
  }

  private func median(_ column: [Double]) -> Double? {
    Quantile.median(sorted: present(column).sorted())
  }

  private func present(_ column: [Double]) -> [Double] {
    zip(states, column).compactMap { state, value in
      state == .good && value.isFinite ? value : nil
    }
  }

  private mutating func grow(to count: Int) {
    guard states.count < count else { return }
    let missing = count - states.count
    states.append(contentsOf: repeatElement(.absent, count: missing))
    taints.append(contentsOf: repeatElement(false, count: missing))
    walls.append(contentsOf: repeatElement(.nan, count: missing))
    cpus.append(contentsOf: repeatElement(.nan, count: missing))
    sizes.append(contentsOf: repeatElement(.nan, count: missing))
    parallelisms.append(contentsOf: repeatElement(.nan, count: missing))
    startups.append(contentsOf: repeatElement(.nan, count: missing))
    switches.append(contentsOf: repeatElement(.nan, count: missing))
    delays.append(contentsOf: repeatElement(.nan, count: missing))
    threads.append(contentsOf: repeatElement(0, count: missing))
    for index in metrics.indices { metrics[index].append(contentsOf: repeatElement(.nan, count: missing)) }
  }

  private static func state(of measurement: Measurement) -> State {
    switch measurement.status {
    case .ok: measurement.tainted.contains("throttled") ? .throttled : .good
    case .interrupted, .skipped: .notDone
    default: .failed
    }
  }

  /// The number that a metric's text is; nil for an empty text and for what is not a finite decimal number.
  private static func number(_ text: String) -> Double? {
    guard !text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }
}
