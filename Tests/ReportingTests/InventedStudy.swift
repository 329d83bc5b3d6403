import Analysis
import Expressions
import Jobs

/// Studies of invented measurements: nothing in them was timed.
enum InventedStudy {
  /// A job over executors, workers and at most one parameter.
  static func job(
    name: String = "invented", executors: [ExecutorKind] = [.fork], workers: [Int],
    parameter: (name: String, texts: [String])? = nil, repetitions: Int = 10
  ) -> Job {
    var axes = [
      Axis(
        name: "executor", role: .executor,
        values: executors.map { AxisValue(text: $0.rawValue, value: .text($0.rawValue)) }),
      Axis(name: "workers", role: .workers, values: workers.map(AxisValue.integer)),
      Axis(name: "affinity", role: .affinity, values: [AxisValue(text: "none", value: .text("none"))]),
    ]
    if let parameter {
      let values = parameter.texts.map { text in
        AxisValue(text: text, value: Double(text).map(Value.number) ?? .text(text))
      }
      axes.append(Axis(name: parameter.name, role: .parameter, values: values))
    }
    var job = Job(
      name: name, workload: .builtIn(kind: "amdahl"), axes: axes,
      executors: executors.map { ExecutorChoice(kind: $0) }, folder: "/invented")
    job.repetitions = repetitions
    return job
  }

  /// A description of a workload whose `serial_fraction`, where it has one, is its serial fraction.
  static let amdahl = WorkloadDescription(
    kind: "amdahl", summary: "invented", parameters: [], sizeParameter: nil, parallelPart: "all",
    bound: { _ in .cpu }, serialFraction: { $0.number("serial_fraction") })

  /// The study of a job whose runs take `time(executor, parameter, workers)` seconds, with a spread of a
  /// few percent that is the same at every call. Nil is a failed run.
  static func study(
    _ job: Job, description: WorkloadDescription? = amdahl,
    time: (_ executor: ExecutorKind, _ parameter: String, _ workers: Int) -> Double?
  ) throws -> Study {
    var accumulator = StudyAccumulator(job: job, description: description)
    var seq = 0
    let texts = job.axes.count > 3 ? job.axes[3].values.map(\.text) : [nil]
    for executor in job.executors {
      for text in texts {
        for value in job.axes[Job.workersAxis].values {
          guard case .number(let workers) = value.value else { continue }
          if executor.kind == .serial && workers > 1 { continue }
          for repetition in 1...job.repetitions {
            seq += 1
            var run = Measurement()
            run.seq = seq
            run.cell = key(executor.text, text ?? "", Int(workers))
            run.repetition = repetition
            run.executor = executor.text
            run.workers = Int(workers)
            run.parameters = text.map { [$0] } ?? []
            if let time = time(executor.kind, text ?? "", Int(workers)) {
              // Skewed to the right, as times are.
              let position = Double((repetition * 7 + Int(workers) * 3) % 10) / 10
              run.wall = time * (1 + 0.04 * position * position)
              run.user = time
              run.system = 0
            } else {
              run.status = .failed
            }
            try accumulator.add(run)
          }
        }
      }
    }
    return accumulator.study()
  }

  /// The study of the first series of a job with exactly these wall times, by workers.
  static func exact(_ job: Job, walls: [Int: [Double]]) throws -> Study {
    var accumulator = StudyAccumulator(job: job, description: amdahl)
    var seq = 0
    for (workers, times) in walls.sorted(by: { $0.key < $1.key }) {
      for (index, time) in times.enumerated() {
        seq += 1
        var run = Measurement()
        run.seq = seq
        run.cell = "c00000000000\(workers)"
        run.repetition = index + 1
        run.executor = job.executors[0].text
        run.workers = workers
        run.parameters = job.axes.dropFirst(3).map { $0.values[0].text }
        run.wall = time
        try accumulator.add(run)
      }
    }
    return accumulator.study()
  }

  private static func key(_ executor: String, _ text: String, _ workers: Int) -> String {
    "c" + SHA256.hexadecimal("\(executor)|\(text)|\(workers)".utf8).prefix(12)
  }
}
