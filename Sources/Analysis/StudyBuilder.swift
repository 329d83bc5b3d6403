import Expressions
import Jobs

/// Orders the cells of an accumulator into series and compares each with its base.
struct StudyBuilder {
  private typealias SeenCell = StudyAccumulator.SeenCell

  private let job: Job
  private let description: WorkloadDescription?
  private let measure: Measure
  private let machine: Machine?
  private let axes: SeriesAxes
  /// By series, then by workers.
  private let seen: [SeenCell]
  private let ranges: [SeriesKey: Range<Int>]
  private let keys: [SeriesKey]
  /// The index of each number of workers on its axis.
  private let steps: [Int: Int]

  init(accumulator: StudyAccumulator, axes: SeriesAxes, machine: Machine?) {
    self.machine = machine
    job = accumulator.job
    description = accumulator.description
    measure = accumulator.measure
    self.axes = axes
    let seen = accumulator.cells.sorted { ($0.series, $0.workers) < ($1.series, $1.workers) }
    var ranges: [SeriesKey: Range<Int>] = [:]
    var keys: [SeriesKey] = []
    for (index, cell) in seen.enumerated() {
      if let range = ranges[cell.series] {
        ranges[cell.series] = range.lowerBound..<index + 1
      } else {
        ranges[cell.series] = index..<index + 1
        keys.append(cell.series)
      }
    }
    var steps: [Int: Int] = [:]
    for (index, value) in job.axes[Job.workersAxis].values.enumerated() {
      if case .number(let number) = value.value, let workers = Int(exactly: number) { steps[workers] = index }
    }
    self.steps = steps
    self.seen = seen
    self.ranges = ranges
    self.keys = keys
  }

  func study() -> Study {
    var cells = seen.map(summary)
    let labels = SeriesLabels(job: job, axes: axes, keys: keys)
    var series: [Series] = []
    for key in keys {
      guard let range = ranges[key] else { continue }
      let first = seen[range.lowerBound]
      let law = law(of: key, range)
      let entry = Series(
        executor: first.executor, affinity: first.affinity, parameters: labels.parameters(of: key),
        cells: range, base: base(of: key), serial: serial(of: key), isSerial: isSerial(key), law: law,
        label: labels.label(of: key, law: law))
      let bound = description.map { $0.bound(arguments(of: key, workers: first.workers)) }
      let commandBound = commandBound(cells[range])
      for index in range {
        cells[index].bound = bound ?? commandBound
        if let description, axes.parametersVaryAlongSeries {
          cells[index].bound = description.bound(arguments(of: key, workers: seen[index].workers))
        }
        warnOfTooMany(&cells[index], seen[index], key)
        compare(&cells[index], at: index, base: entry.base, serial: entry.serial)
      }
      series.append(entry)
    }
    return Study(
      name: job.name, workload: job.workloadText, scaling: job.scaling, measure: measure,
      parameterColumns: job.parameterColumns, metricNames: job.metrics.map(\.name), series: series,
      cells: cells)
  }

  /// The row of a cell, without what needs other cells.
  private func summary(_ cell: SeenCell) -> CellSummary {
    let runs = cell.runs
    let sample = runs.sample
    return CellSummary(
      cell: cell.key, executor: cell.executor, workers: cell.workers, affinity: cell.affinity,
      parameters: cell.parameters, sample: sample, failed: runs.failed, tainted: runs.tainted,
      intervalMethod: sample?.interval == nil ? nil : runs.isSimulated ? "exact" : "order-statistics",
      achievedParallelism: runs.achievedParallelism, wall: runs.wall, cpu: runs.cpu, maxRSS: runs.maxRSS,
      isSimulated: runs.isSimulated, stop: runs.isSimulated ? "simulated" : "repetitions",
      warnings: CellWarnings.of(runs, sample: sample), metrics: runs.metricEstimates)
  }

  /// Warns where more workers or threads compute than there are CPUs for them. `simulated` executes nothing.
  private func warnOfTooMany(_ cell: inout CellSummary, _ seen: SeenCell, _ key: SeriesKey) {
    guard let cpus = [seen.boundCPUs, machine?.usableCPUs].compactMap(\.self).min() else { return }
    if case .command = job.workload {
      guard let peak = seen.runs.threadsPeak else { return }
      cell.hiddenThreads = HiddenThreads(seen: peak, workers: cell.workers, cpus: cpus)
      if let hidden = cell.hiddenThreads { cell.warnings.append(hidden.description) }
      return
    }
    // Who waits needs no CPU.
    guard !seen.runs.isSimulated, let bound = cell.bound, bound != .waiting else { return }
    let threads = description?.innerThreads(arguments(of: key, workers: cell.workers)) ?? 1
    guard cell.workers > cpus || cell.workers.multipliedReportingOverflow(by: threads).partialValue > cpus
    else { return }
    cell.warnings.append(
      CellWarnings.oversubscribed(workers: cell.workers, threadsEach: threads, cpus: cpus))
  }

  /// Sets speedups, efficiency and serial fraction of a cell.
  private func compare(_ cell: inout CellSummary, at index: Int, base: Int?, serial: Int?) {
    if let serial {
      cell.absoluteSpeedup = serial == index ? absoluteOfSerial(cell) : speedup(of: index, over: serial)
    }
    guard let base, let baseValue = seen[base].runs.sample?.median else {
      if cell.sample != nil { cell.warnings.append(CellWarnings.missingBase(base.map { seen[$0].workers })) }
      return
    }
    let workers = seen[base].workers
    cell.base = CellSummary.Base(
      cell: seen[base].key, executor: seen[base].executor, workers: workers, value: baseValue)
    if base == index {
      cell.speedup = .exact(Double(workers))
      cell.efficiency = .exact(1)
      return
    }
    guard let speedup = speedup(of: index, over: base) else { return }
    cell.speedup = speedup
    cell.efficiency = Estimate(ScalingRatios.efficiency(speedup: speedup.value, workers: cell.workers))
    if workers == 1 {
      cell.karpFlatt = ScalingRatios.karpFlatt(speedup: speedup.value, workers: cell.workers)
        .map { Estimate($0) }
    }
  }

  private func absoluteOfSerial(_ cell: CellSummary) -> Estimate? {
    cell.sample == nil ? nil : .exact(1)
  }

  private func speedup(of index: Int, over base: Int) -> Estimate? {
    guard let value = seen[index].runs.sample?.median, let baseValue = seen[base].runs.sample?.median
    else { return nil }
    return ScalingRatios.strongSpeedup(
      value: value, base: baseValue, baseWorkers: seen[base].workers, isRate: measure.isRate
    ).map { Estimate($0) }
  }

  /// The cell that a series is compared with: the manifest's `baseline`, else its own fewest workers.
  private func base(of key: SeriesKey) -> Int? {
    var baseKey = key
    var workers: Int?
    for setting in job.baseline {
      if axes.variesAlongSeries(setting.axis) {
        let value = job.axes[Job.workersAxis].values[setting.value].value
        guard case .number(let number) = value else { return nil }
        workers = Int(exactly: number)
      } else if let position = axes.position(ofAxis: setting.axis) {
        baseKey.choices[position] = setting.value
      }
    }
    guard let range = ranges[baseKey] else { return nil }
    // `serial` has one cell, whatever the list of workers.
    guard let workers, !isSerial(baseKey) else { return range.lowerBound }
    return range.first { seen[$0].workers == workers }
  }

  /// The cell of the executor `serial` with the same parameters and affinity.
  private func serial(of key: SeriesKey) -> Int? {
    for (index, executor) in job.executors.enumerated() where executor.kind == .serial {
      var serialKey = key
      serialKey.choices[0] = index
      if let range = ranges[serialKey] { return range.lowerBound }
    }
    return nil
  }

  private func isSerial(_ key: SeriesKey) -> Bool {
    job.executors[key.choices[0]].kind == .serial
  }

  /// Amdahl's law for a series, where one serial fraction holds for all its cells.
  private func law(of key: SeriesKey, _ range: Range<Int>) -> AmdahlLaw? {
    guard let description else { return nil }
    let cells = axes.parametersVaryAlongSeries ? range : range.prefix(1)
    let fractions = cells.map { description.serialFraction(arguments(of: key, workers: seen[$0].workers)) }
    guard Set(fractions).count == 1, let fraction = fractions[0] else { return nil }
    return AmdahlLaw(serialFraction: fraction)
  }

  /// The arguments of a cell of a series.
  private func arguments(of key: SeriesKey, workers: Int) -> WorkloadArguments {
    var values: [String: AxisValue] = [:]
    // What varies along a series does so in step with the workers; `serial` is the first step.
    let step = isSerial(key) ? 0 : steps[workers] ?? 0
    for (index, axis) in job.axes.enumerated() where axis.role == .parameter {
      let choice =
        axes.variesAlongSeries(index) ? step : axes.position(ofAxis: index).map { key.choices[$0] } ?? 0
      values[axis.name] = axis.values[choice]
    }
    return WorkloadArguments(values)
  }

  /// What limits a command, told by its run with one worker: at least 0.9 CPUs busy is bound by CPU, less
  /// than 0.1 by waiting. With more workers CPU time says nothing, since idle workers look like waiting.
  private func commandBound(_ cells: ArraySlice<CellSummary>) -> Bound? {
    guard let cell = cells.first(where: { $0.workers == 1 }), let cpu = cell.cpu, let wall = cell.wall,
      wall > 0
    else { return nil }
    return switch cpu / wall {
    case 0.9...: .cpu
    case ..<0.1: .waiting
    default: .mixed
    }
  }
}
