import Analysis
import Expressions
import Jobs

/// Studies of weak scaling and throughput, of invented measurements.
enum InventedScaling {
  /// A workload whose work grows with the workers, with `serial_fraction` as the serial share of the time.
  private static let gustafson = WorkloadDescription(
    kind: "gustafson", summary: "invented", parameters: [], sizeParameter: nil, parallelPart: "all",
    bound: { _ in .waiting }, serialFraction: { $0.number("serial_fraction") }, growsWithWorkers: true)

  /// Weak scaling with the serial shares 0.1 and 0.5, or the first of them alone.
  static func weak(
    _ counts: [Int] = [1, 2, 4, 8], shares: [String] = ["0.1"], reference: WeakReference = .measured
  ) throws -> (study: Study, job: Job) {
    var job = InventedStudy.job(name: "gustafson", workers: counts, parameter: ("serial_fraction", shares))
    job.workload = .builtIn(kind: "gustafson")
    job.scaling = .weak
    job.weakReference = reference
    let study = try study(job, gustafson) { text, workers, isReference in
      let share = Double(text) ?? 0
      return isReference ? 2 * (share + (1 - share) * Double(workers)) : 2 + 0.01 * Double(workers - 1)
    }
    return (study, job)
  }

  /// Copies on two CPUs: beyond two workers each takes longer.
  static func throughput(work: String? = nil) throws -> (study: Study, job: Job) {
    var job = InventedStudy.job(name: "copies", workers: [1, 2, 4], parameter: ("n", ["100"]))
    job.workload = .builtIn(kind: "pi")
    job.scaling = .throughput
    if let work {
      let expression = try Expression(parsing: work, names: job.axes.map(\.name), bareText: false)
      job.work = WorkAmount(amount: expression, unit: "points")
      job.output.plots.append(.rate)
    }
    let study = try study(job, nil) { _, workers, _ in workers < 3 ? 2 : Double(workers) }
    return (study, job)
  }

  private static func study(
    _ job: Job, _ description: WorkloadDescription?,
    time: (_ parameter: String, _ workers: Int, _ isReference: Bool) -> Double
  ) throws -> Study {
    var accumulator = StudyAccumulator(job: job, description: description)
    for text in job.axes[3].values.map(\.text) {
      for value in job.axes[Job.workersAxis].values {
        guard case .number(let number) = value.value else { continue }
        let workers = Int(number)
        for isReference in job.measuresReferences && workers > 1 ? [false, true] : [false] {
          for repetition in 1...6 {
            var run = Measurement()
            run.cell = "c" + SHA256.hexadecimal("\(text)|\(workers)".utf8).prefix(12)
            run.repetition = repetition
            run.phase = isReference ? .reference : .timed
            run.executor = job.executors[0].text
            run.workers = isReference ? 1 : workers
            run.parameters = [text]
            run.wall = time(text, workers, isReference)
            try accumulator.add(run)
          }
        }
      }
    }
    return accumulator.study()
  }
}
