import Jobs
import Statistics

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

  // A slot a repetition.
  private var states: [State] = []
  private var taints: [Bool] = []
  private var walls: RunColumn
  private var cpus: RunColumn
  private var sizes: RunColumn
  private var parallelisms: RunColumn
  private var startups: RunColumn
  private var losses: RunColumn
  private var waits: RunColumn
  private var delays: RunColumn
  private var steals: RunColumn
  private var throttles: RunColumn
  private var threads: [Int32] = []
  private var metrics: [RunColumn]
  /// The attempts that are not the first, by slot.
  private var attempts: [Int: Int] = [:]
  /// How the failed ones ended, by slot.
  private var failures: [Int: Status] = [:]
  /// The slots of good runs in whose place a later attempt has come.
  private var remeasuredSlots: Set<Int> = []
  private let measure: Measure
  /// Whether the one run was computed: its numbers are exact.
  let isSimulated: Bool

  /// - Parameter repetitions: how many runs there will be, at most.
  init(measure: Measure, metricCount: Int, repetitions: Int, isSimulated: Bool = false) {
    self.measure = measure
    self.isSimulated = isSimulated
    // Of a sweep that is just begun, or ends early, the most runs would be too many.
    let column = RunColumn(expecting: min(repetitions, 1024))
    metrics = Array(repeating: column, count: metricCount)
    (walls, cpus, sizes, parallelisms, startups) = (column, column, column, column, column)
    (losses, waits, delays, steals, throttles) = (column, column, column, column, column)
  }

  /// Takes in a run that was timed or measured again. Of several attempts at one repetition the last one counts, but
  /// an interrupted one never replaces a finished one.
  mutating func add(_ measurement: Measurement) {
    let slot = measurement.repetition - 1
    grow(to: slot + 1)
    let state = Self.state(of: measurement)
    let old = states[slot]
    let attempt = attempts[slot, default: 1]
    if old.isFinished && (state == .notDone || measurement.attempt < attempt) { return }
    if old == .good || old == .throttled, measurement.attempt > attempt { remeasuredSlots.insert(slot) }
    attempts[slot] = measurement.attempt == 1 ? nil : measurement.attempt
    states[slot] = state
    failures[slot] = state == .failed ? measurement.status : nil
    taints[slot] = !measurement.tainted.isEmpty
    walls.set(slot, measurement.wall)
    cpus.set(slot, measurement.cpuTime)
    sizes.set(slot, measurement.maxRSS.map(Double.init))
    parallelisms.set(slot, measurement.achievedParallelism)
    startups.set(slot, measurement.startup)
    losses.set(slot, measurement.involuntarySwitches.map(Double.init))
    waits.set(slot, measurement.voluntarySwitches.map(Double.init))
    delays.set(slot, measurement.runDelay)
    steals.set(slot, measurement.stealRatio)
    throttles.set(slot, measurement.throttled)
    // 0 stands for missing.
    threads[slot] = measurement.threadsPeak.map(Int32.init(clamping:)) ?? 0
    for index in metrics.indices { metrics[index].set(slot, Self.number(measurement.metrics[index])) }
  }

  /// The measure by repetition, over as many repetitions as were asked for; NaN for a run that is missing, or does
  /// not take part in the statistics.
  var values: [Double] {
    let column = measured
    return states.indices.map { states[$0] == .good ? column[$0] : .nan }
  }

  private var measured: RunColumn { measure.metric.map { metrics[$0] } ?? walls }

  /// Good runs that take part in the statistics and have a value.
  var sample: SampleSummary? { summary(measured, isRate: measure.isRate) }

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
  var involuntarySwitches: Double? { median(losses) }

  /// The median of the voluntary switches of the good runs.
  var voluntarySwitches: Double? { median(waits) }

  /// The median of the share of time that the host of a virtual machine took during the good runs.
  var stealRatio: Double? { median(steals) }

  /// The longest time for which a run was throttled by a quota, in seconds, over runs that are in the statistics and
  /// those that are not for this reason.
  var throttledTime: Double? {
    states.indices.compactMap { slot in
      let isJudged = states[slot] == .good || states[slot] == .throttled
      return isJudged && throttles[slot].isFinite ? throttles[slot] : nil
    }.max()
  }

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
      summary(values, isRate: false).map {
        Estimate($0.median, low: $0.interval?.low, high: $0.interval?.high)
      }
    }
  }

  var failed: Int { states.count { $0 == .failed } }
  var throttled: Int { states.count { $0 == .throttled } }
  var notDone: Int { states.count { $0 == .notDone } }
  var good: Int { states.count { $0 == .good } }
  /// Runs that came to an end, good or bad.
  var finished: Int { states.count { $0.isFinished } }
  var tainted: Int {
    zip(states, taints).count { state, tainted in tainted && (state == .good || state == .throttled) }
  }
  /// Repetitions of which a good but contaminated run was measured again.
  var remeasured: Int { remeasuredSlots.count }

  /// How the failed runs ended, and how many so, the most frequent first.
  var causes: [(status: Status, count: Int)] {
    let counts = Dictionary(grouping: failures.values) { $0 }.mapValues(\.count)
    return Status.allCases.compactMap { status in counts[status].map { (status, $0) } }
      .sorted { $0.1 > $1.1 }
  }

  private func summary(_ column: RunColumn, isRate: Bool) -> SampleSummary? {
    let values = present(column)
    return isSimulated
      ? values.last.flatMap(SampleSummary.exact) : SampleSummary(values, isRate: isRate)
  }

  private func median(_ column: RunColumn) -> Double? {
    Selection.median(present(column))
  }

  private func present(_ column: RunColumn) -> [Double] {
    zip(states, column.values).compactMap { state, value in
      state == .good && value.isFinite ? value : nil
    }
  }

  private mutating func grow(to count: Int) {
    guard states.count < count else { return }
    let missing = count - states.count
    states.append(contentsOf: repeatElement(.absent, count: missing))
    taints.append(contentsOf: repeatElement(false, count: missing))
    threads.append(contentsOf: repeatElement(0, count: missing))
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
