import Expressions
import Jobs

/// What is no error in a job, but may not show what its author expects.
struct JobWarnings {
  let job: Job
  let machine: Machine
  /// Where the values of the top-level keys stand.
  let places: [String: Place]
  /// Whether waiting alone limits the work, so that more workers than CPUs make sense.
  let isWaiting: Bool

  /// Fewer runs of a cell have no interval of the median at the level of 95 %: 2 · 0.5^n ≤ 0.05 needs n ≥ 6.
  static let repetitionsForInterval = 6

  func report(to reader: NodeReader) {
    if let place = places["repetitions"], job.repetitions < Self.repetitionsForInterval,
      job.executors.contains(where: { $0.kind != .simulated })
    {
      reader.report(
        .warning,
        "with fewer than \(Self.repetitionsForInterval) repetitions medians have no interval of confidence: "
          + "there \(job.repetitions == 1 ? "is 1" : "are \(job.repetitions)")", at: place)
    }
    if job.order == .sequential, let place = places["order"] {
      reader.report(
        .warning,
        "in sequential order a drift of the machine looks like a difference between cells: 'rounds' spreads "
          + "it over all of them", at: place)
    }
    reportWorkers(to: reader)
    reportAnalysis(to: reader)
  }

  private func reportWorkers(to reader: NodeReader) {
    guard let place = places["workers"] else { return }
    let counts = job.axes[Job.workersAxis].values.compactMap { value -> Int? in
      if case .number(let number) = value.value { Int(exactly: number) } else { nil }
    }
    let isParallel = job.executors.contains { $0.kind != .serial }
    guard isParallel, let most = counts.max(), let least = counts.min() else { return }
    let usable = machine.usableCPUs
    let isExecuted = job.executors.contains { $0.kind != .serial && $0.kind != .simulated }
    if isExecuted, !isWaiting, let affinityPlace = places["affinity"] {
      let fewest = job.affinities.compactMap { if case .cpus(let cpus) = $0 { cpus.count } else { nil } }
        .min()
      if let fewest, fewest < most, fewest < usable {
        reader.report(
          .warning, "up to \(most) workers share the \(fewest) \(fewest == 1 ? "CPU" : "CPUs") of a list",
          at: affinityPlace)
      }
    }
    if counts.count > 1, least > 1, !job.executors.contains(where: { $0.kind == .serial }) {
      reader.report(
        .warning,
        "without 1 worker there is no Karp–Flatt fraction, and speedups are relative to \(least) workers",
        at: place)
    }
  }
}
