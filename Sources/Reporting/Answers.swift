import Analysis
import Expressions
import Jobs

/// What a study answers in words: which executor to use, and what too many workers cost.
struct Answers {
  /// The most settings that are answered for; the others are in the table.
  private static let mostSettings = 3
  /// How much of the closing table they may take.
  private static let mostLines = 9

  let study: Study

  /// The most important lines first, for a terminal of this many columns.
  func lines(width: Int) -> [String] {
    let verdicts = study.executorVerdicts
    var lines = verdicts.prefix(Self.mostSettings).flatMap(words)
    if verdicts.count > Self.mostSettings {
      lines.append("(\(verdicts.count - Self.mostSettings) more settings: see table.md)")
    }
    lines = (lines + costs(atMost: 2)).flatMap { PlainText.wrapped($0, to: width) }
    guard lines.count > Self.mostLines else { return lines }
    return lines.prefix(Self.mostLines - 1) + ["(more answers: see table.md)"]
  }

  /// All of it, for the table that has room.
  func all() -> [String] {
    study.executorVerdicts.flatMap(words) + costs(atMost: .max)
  }

  // MARK: - Executors

  private func words(_ verdict: ExecutorVerdict) -> [String] {
    let advice = verdict.advice
    let cell = study.cells[advice.cell]
    let place = verdict.setting.isEmpty ? "" : "\(verdict.setting): "
    let few = verdict.contenders.allSatisfy { $0.relation == .best || $0.relation == .tooFewRuns }
    if few {
      let counts = verdict.contenders.compactMap { study.cells[$0.cell].sample?.count }
      return [
        "\(place)which executor is best cannot be told from \(Wording.counted(counts.min() ?? 0, "run")) each: "
          + "6 are needed"
      ]
    }
    var lines = ["\(place)use \(advice.executor), \(workers(cell)): \(value(cell))\(gain(verdict, cell))"]
    let others = verdict.contenders.filter { $0.executor != advice.executor }
    let equal = others.filter { $0.relation != .worse && $0.relation != .tooFewRuns }
    if !equal.isEmpty { lines.append("  " + equals(equal, cell)) }
    lines += others.filter { $0.relation == .worse }.map { "  " + worse($0, than: cell) }
    let unknown = others.filter { $0.relation == .tooFewRuns }.map(\.executor)
    if !unknown.isEmpty {
      lines.append("  with fewer than 6 good runs it cannot be told of \(unknown.joined(separator: ", "))")
    }
    return lines
  }

  /// What the advised cell gains over the base of its series.
  private func gain(_ verdict: ExecutorVerdict, _ cell: CellSummary) -> String {
    guard let base = cell.base else { return "" }
    switch verdict.gain {
    case .more?: return advantage(cell, base)
    case .same?:
      return ", not distinguishable from \(Wording.counted(base.workers, "worker")): nothing gained"
    case .less?: return ", less than \(Wording.counted(base.workers, "worker")): nothing gained"
    case nil: return cell.workers == base.workers ? "; nothing else is measurably better" : ""
    }
  }

  /// By how much a cell is better than what it is compared with.
  private func advantage(_ cell: CellSummary, _ base: CellSummary.Base) -> String {
    guard let speedup = cell.speedup else {
      return cell.efficiency.map { ", efficiency \(Wording.percent($0.value))" } ?? ""
    }
    if study.scaling == .weak {
      return ", scaled speedup \(Wording.ratio(speedup.value)) over 1 worker on the same work"
    }
    if let absolute = cell.absoluteSpeedup {
      let what = study.scaling == .throughput ? "times the throughput of" : "times as fast as"
      return ", \(Wording.ratio(absolute.value)) \(what) the serial program"
    }
    return ", speedup \(Wording.ratio(speedup.value)) over \(Wording.counted(base.workers, "worker"))"
  }

  private func equals(_ others: [ExecutorVerdict.Contender], _ advised: CellSummary) -> String {
    let names = others.map { "\($0.executor) (\(value(study.cells[$0.cell])))" }.joined(separator: ", ")
    var text = "not distinguishable from it: \(names)"
    guard let own = advised.startup else { return text }
    let starts = others.compactMap { other in
      study.cells[other.cell].startup.map { "\(other.executor) \(Quantity.printedDuration($0))" }
    }
    if starts.count == others.count {
      text +=
        "; to start, \(advised.executor) takes \(Quantity.printedDuration(own)), \(starts.joined(separator: ", "))"
    }
    return text
  }

  private func worse(_ other: ExecutorVerdict.Contender, than advised: CellSummary) -> String {
    let cell = study.cells[other.cell]
    let ratio = Wording.ratio(other.ratio)
    let what = study.measure.isRate ? "\(ratio) times less" : "\(ratio) times as long"
    return "\(other.executor) at its best \(what) (\(value(cell)), \(workers(cell)))\(reason(other, advised))"
  }

  /// Why an executor is worse, as far as the measurements tell: how many workers computed at a time.
  private func reason(_ other: ExecutorVerdict.Contender, _ advised: CellSummary) -> String {
    let same = study.cells(of: study.series[other.series]).first { $0.workers == advised.workers }
    guard advised.workers > 1, let same, let busy = same.achievedParallelism,
      let best = advised.achievedParallelism, busy < 0.8 * best
    else { return "" }
    return ": of \(workers(advised)) it keeps \(Wording.ratio(busy)) busy at a time, \(advised.executor) "
      + Wording.ratio(best)
  }

  // MARK: - Oversubscription

  private func costs(atMost most: Int) -> [String] {
    let costs = study.oversubscriptionCosts.sorted { $0.ratio > $1.ratio }
    var lines = costs.prefix(most).map(words)
    if costs.count > most { lines.append("(\(costs.count - most) more oversubscribed series: see table.md)") }
    return lines
  }

  private func words(_ cost: OversubscriptionCost) -> String {
    let cell = study.cells[cost.cell]
    let reference = study.cells[cost.reference]
    let threads = cell.oversubscribed?.threads ?? cell.workers
    let cpus = cell.oversubscribed.map { Wording.counted($0.cpus, "CPU") } ?? ""
    var text = "\(study.series[cost.series].label), \(Wording.counted(threads, "thread")) on \(cpus): "
    let against =
      "\(workers(reference))\(reference.parameters == cell.parameters ? "" : " of another setting")"
    switch cost.isDistinguishable {
    case nil: text += "\(times(cost.ratio)) \(against); with fewer than 6 runs that may be chance"
    case false?: text += "not distinguishable from \(against)"
    case true?: text += "\(times(cost.ratio)) \(against)"
    }
    var evidence: [String] = []
    if let before = reference.involuntarySwitches, let after = cell.involuntarySwitches, after > before {
      let numbers = [before, after].map { NumberFormat.fixed($0, decimals: 0) }
      evidence.append("involuntary switches \(numbers[0]) → \(numbers[1])")
    }
    if let before = reference.runDelay, let after = cell.runDelay, after > before {
      evidence.append(
        "waiting for a CPU \(Quantity.printedDuration(before)) → \(Quantity.printedDuration(after))")
    }
    return text + (evidence.isEmpty ? "" : " (\(evidence.joined(separator: ", ")))")
  }

  /// How the work of a second compares with that of the reference.
  private func times(_ ratio: Double) -> String {
    let percent = NumberFormat.fixed(abs(ratio - 1) * 100, decimals: 1)
    return ratio >= 1 ? "costs \(percent) % against" : "gains \(percent) % over"
  }

  // MARK: - Words

  private func workers(_ cell: CellSummary) -> String { Wording.counted(cell.workers, "worker") }

  private func value(_ cell: CellSummary) -> String {
    guard let sample = cell.sample else { return Wording.missing }
    let scale = MeasureScale(study.measure, values: [sample.median])
    return scale.unit.isEmpty ? scale.number(sample.median) : "\(scale.number(sample.median)) \(scale.unit)"
  }
}
