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
  private let references: [String: CellRuns]
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
    references = accumulator.references
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
    var comparison = CellComparison(job, isRate: measure.isRate)
    var series: [Series] = []
    for key in keys {
      guard let range = ranges[key] else { continue }
      let first = seen[range.lowerBound]
      let law = law(of: key, range)
      let entry = Series(
        executor: first.executor, affinity: first.affinity, parameters: labels.parameters(of: key),
        cells: range, base: base(of: key), serial: serial(of: key), isSerial: isSerial(key), law: law,
        serialFinding: serialFinding(of: key, cells[range], in: cells, &comparison),
        label: labels.label(of: key, law: law))
      let bound = description.map { $0.bound(arguments(of: key, workers: first.workers)) }
      let commandBound = commandBound(cells[range])
      for index in range {
        cells[index].bound = bound ?? commandBound
        if let description, axes.parametersVaryAlongSeries {
          cells[index].bound = description.bound(arguments(of: key, workers: seen[index].workers))
        }
        warnOfTooMany(&cells[index], seen[index], key)
        var cell = cells[index]
        compare(&cell, base: entry.base.map { cells[$0] }, entry, in: cells, &comparison)
        cells[index] = cell
      }
      series.append(entry)
    }
    return Study(
      name: job.name, workload: job.workloadText, scaling: job.scaling, measure: measure,
      measuresReferences: job.measuresReferences, seed: job.seed, hasRounds: job.order == .rounds,
      workUnit: job.work?.unit,
      parameterColumns: job.parameterColumns, metricNames: job.metrics.map(\.name), series: series,
      cells: cells)
  }

  /// The row of a cell, without what needs other cells.
  private func summary(_ cell: SeenCell) -> CellSummary {
    let runs = cell.runs
    let byRepetition = runs.values
    let values = byRepetition.filter { !$0.isNaN }
    let sorted = values.sorted()
    let sample =
      runs.isSimulated
      ? sorted.last.flatMap(SampleSummary.exact) : SampleSummary(sorted: sorted, isRate: measure.isRate)
    var summary = CellSummary(
      cell: cell.key, executor: cell.executor, workers: cell.workers, affinity: cell.affinity,
      parameters: cell.parameters, sample: sample, values: byRepetition, failed: runs.failed,
      tainted: runs.tainted,
      intervalMethod: sample?.interval == nil ? nil : runs.isSimulated ? "exact" : "order-statistics",
      achievedParallelism: runs.achievedParallelism, wall: runs.wall, cpu: runs.cpu, maxRSS: runs.maxRSS,
      startup: runs.startup, involuntarySwitches: runs.involuntarySwitches, runDelay: runs.runDelay,
      voluntarySwitches: runs.voluntarySwitches, stealRatio: runs.stealRatio,
      throttledTime: runs.throttledTime, remeasured: runs.remeasured, isSimulated: runs.isSimulated,
      stop: stop(of: runs, sorted),
      warnings: CellWarnings.of(runs, sample: sample, values: values, sorted: sorted, measure: measure),
      metrics: runs.metricEstimates)
    summary.work = work(of: cell.series, workers: cell.workers)
    return summary
  }

  /// Why a cell had no more runs, told by the runs that it has. The interval that decides is one at 99 %, since
  /// looking after each run makes its real level smaller.
  private func stop(of runs: CellRuns, _ sorted: [Double]) -> StopReason {
    if runs.isSimulated { return .simulated }
    guard let adaptive = job.adaptive else { return .repetitions }
    let width =
      SampleSummary(sorted: sorted, confidence: AdaptiveRepetitions.stoppingConfidence)?.relativeWidth
    if let width, width <= adaptive.precision { return .precision }
    if runs.finished >= job.repetitions { return .max }
    return adaptive.budget == nil ? .incomplete : .budget
  }

  /// Warns where more workers or threads compute than there are CPUs for them. `simulated` executes nothing.
  private func warnOfTooMany(_ cell: inout CellSummary, _ seen: SeenCell, _ key: SeriesKey) {
    guard let cpus = [seen.boundCPUs, machine?.usableCPUs].compactMap(\.self).min() else { return }
    if case .command = job.workload {
      if cell.bound == .cpu, cell.workers > cpus {
        cell.oversubscribed = Oversubscribed(threads: cell.workers, cpus: cpus)
      }
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
    cell.oversubscribed = Oversubscribed(
      threads: cell.workers.multipliedReportingOverflow(by: threads).partialValue, cpus: cpus)
    cell.warnings.append(
      CellWarnings.oversubscribed(workers: cell.workers, threadsEach: threads, cpus: cpus))
  }

  /// Sets speedups, efficiency and serial fraction of a cell.
  private func compare(
    _ cell: inout CellSummary, base: CellSummary?, _ series: Series, in cells: [CellSummary],
    _ comparison: inout CellComparison
  ) {
    if let serial = series.serial, cells[serial].cell == cell.cell || isSizeOfSerial(cell.workers) {
      comparison.compare(&cell, withSerial: cells[serial])
    }
    if cell.workers == 1, let finding = series.serialFinding { cell.warnings.append(finding.description) }
    if job.measuresReferences, cell.workers > 1 {
      cell.reference = references[cell.cell]?.sample
      cell.referenceValues = references[cell.cell]?.values ?? []
      cell.warnings += CellWarnings.ofReference(references[cell.cell])
    }
    if let base, let value = base.sample?.median {
      cell.base = CellSummary.Base(
        cell: base.cell, executor: base.executor, workers: base.workers, value: value)
    } else if cell.sample != nil {
      cell.warnings.append(CellWarnings.missingBase(base?.workers, of: job.scaling))
    }
    comparison.compare(&cell, with: base)
  }

  /// Whether the serial cell does the work of the cells with this number of workers: where the work grows it has the
  /// size of the first number.
  private func isSizeOfSerial(_ workers: Int) -> Bool {
    job.scaling != .weak || workers == 1 && (steps[1] == 0 || !axes.parametersVaryAlongSeries)
  }

  /// What one worker's time and the serial one say of each other. A simulated time is not of this machine.
  private func serialFinding(
    of key: SeriesKey, _ own: ArraySlice<CellSummary>, in cells: [CellSummary],
    _ comparison: inout CellComparison
  ) -> SerialFinding? {
    guard !isSerial(key), let serial = serial(of: key), isSizeOfSerial(1),
      let one = own.first(where: { $0.workers == 1 }), !one.isSimulated
    else { return nil }
    return comparison.finding(oneWorker: one, serial: cells[serial], isRate: measure.isRate)
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
    // Where the serial cell has the size of several workers, it is no base for those of one.
    if isSerial(baseKey), !isSerial(key), !isSizeOfSerial(1) { return nil }
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

  /// The law of a series, where one serial part holds for all its cells.
  private func law(of key: SeriesKey, _ range: Range<Int>) -> ScalingLaw? {
    guard let description else { return nil }
    let cells = axes.parametersVaryAlongSeries ? range : range.prefix(1)
    let parts = cells.map { description.serialFraction(arguments(of: key, workers: seen[$0].workers)) }
    guard Set(parts).count == 1, let part = parts[0] else { return nil }
    return ScalingLaw(
      job.scaling, serialPart: part, grows: description.growsWithWorkers,
      measuresReferences: job.measuresReferences)
  }

  /// The amount of work of a cell; nil where the job does not say. A fault of the expression was found before the
  /// first run.
  private func work(of key: SeriesKey, workers: Int) -> Double? {
    guard let work = job.work else { return nil }
    var values = job.axes.indices.map { axis in
      axis == Job.workersAxis
        ? .number(Double(workers)) : job.axes[axis].values[choice(axis, of: key, workers: workers)].value
    }
    do throws(ExpressionError) {
      for column in job.derived { values.append(try column.expression.evaluate { values[$0] }) }
      guard case .number(let amount) = try work.amount.evaluate({ values[$0] }) else { return nil }
      return amount > 0 ? amount : nil
    } catch {
      return nil
    }
  }

  /// The arguments of a cell of a series.
  private func arguments(of key: SeriesKey, workers: Int) -> WorkloadArguments {
    var values: [String: AxisValue] = [:]
    for (index, axis) in job.axes.enumerated() where axis.role == .parameter {
      values[axis.name] = axis.values[choice(index, of: key, workers: workers)]
    }
    return WorkloadArguments(values)
  }

  /// The index of the value that a cell of a series has on an axis.
  private func choice(_ axis: Int, of key: SeriesKey, workers: Int) -> Int {
    guard axes.variesAlongSeries(axis) else {
      return axes.position(ofAxis: axis).map { key.choices[$0] } ?? 0
    }
    // What varies along a series does so in step with the workers; `serial` is the first step.
    return isSerial(key) ? 0 : steps[workers] ?? 0
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
