import Expressions
package import Jobs

/// The cell of a sweep that asks the most of too few CPUs: more workers than CPUs gain nothing where they compute,
/// and neither do workers whose own threads are more than the CPUs together.
package struct Oversubscription: Sendable, Equatable {
  package var workers: Int
  /// How many threads each worker computes with.
  package var threadsEach: Int
  /// The CPUs that affinity and every quota allow.
  package var usableCPUs: Int

  package init(workers: Int, threadsEach: Int, usableCPUs: Int) {
    self.workers = workers
    self.threadsEach = threadsEach
    self.usableCPUs = usableCPUs
  }

  /// How many threads compute at a time.
  package var threads: Int { workers.multipliedReportingOverflow(by: threadsEach).partialValue }

  /// The warning, without a place.
  package var message: String {
    let cpus = "\(usableCPUs) usable \(usableCPUs == 1 ? "CPU" : "CPUs")"
    let gain = "oversubscribed cells show no more speedup"
    guard threadsEach > 1 else { return "up to \(workers) workers share \(cpus): \(gain)" }
    let count = "\(workers) \(workers == 1 ? "worker" : "workers")"
    return "up to \(count) × \(threadsEach) threads = \(threads) on \(cpus): \(gain)"
  }
}

extension SweepPlan {
  /// How many combinations of parameters are asked for their threads.
  private static let mostCombinations = 10_000

  /// The cell with the most threads, where they are more than the CPUs; nil where there is no such cell. Simulated
  /// cells and those that only wait have none.
  ///
  /// - Parameter description: that of the built-in workload; nil for a command.
  package func oversubscription(
    _ description: WorkloadDescription?, on machine: Machine
  ) -> Oversubscription? {
    let usable = machine.usableCPUs
    let mayHaveThreads = description.map(hasInnerThreads) ?? false
    let counts = job.axes[Job.workersAxis].values.map(Self.count)
    guard mayHaveThreads || counts.contains(where: { $0 > usable }) else { return nil }
    var worst: Oversubscription?
    for position in 0..<count {
      let cell = cell(position)
      let most = worst?.threads ?? usable
      // Only a cell with more threads than any before it has something to add.
      guard mayHaveThreads || cell.workers > most, !job.isSimulated(cell) else { continue }
      guard let description else {
        worst = Oversubscription(workers: cell.workers, threadsEach: 1, usableCPUs: usable)
        continue
      }
      let arguments = job.arguments(of: cell)
      let asked = Oversubscription(
        workers: cell.workers, threadsEach: description.innerThreads(arguments), usableCPUs: usable)
      if asked.threads > most, description.bound(arguments) != .waiting { worst = asked }
    }
    return worst
  }

  /// Whether any combination of the parameters, as far as they are looked at, makes workers start threads.
  private func hasInnerThreads(_ description: WorkloadDescription) -> Bool {
    let axes = job.axes.filter { $0.role == .parameter }
    var values = Dictionary(axes.map { ($0.name, $0.values[0]) }) { first, _ in first }
    for index in 0..<Self.mostCombinations {
      var rest = index
      for axis in axes {
        values[axis.name] = axis.values[rest % axis.values.count]
        rest /= axis.values.count
      }
      if rest > 0 { return false }
      if description.innerThreads(WorkloadArguments(values)) > 1 { return true }
    }
    return false
  }

  private static func count(_ value: AxisValue) -> Int {
    guard case .number(let number) = value.value else { return 1 }
    return Int(number)
  }
}
