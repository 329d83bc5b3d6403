import Analysis
import Expressions
import Jobs

/// Measurements that nobody made, for a job over executors, workers and at most one parameter.
struct InventedRuns {
  var job: Job
  /// What limits the built-in workload.
  var bound = Bound.cpu
  /// How many threads each worker of the built-in workload computes with.
  var innerThreads = 1
  /// Whether the work of the built-in workload grows with the workers by itself.
  var grows = false
  private var runs: [Measurement] = []
  private let isCommand: Bool

  init(
    executors: [ExecutorKind] = [.fork], workers: [Int], parameter: (name: String, texts: [String])? = nil,
    isCommand: Bool = false
  ) {
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
    let line = CommandLine(arguments: [])
    job = Job(
      name: "invented",
      workload: isCommand ? .command(CommandWorkload(line: line)) : .builtIn(kind: "amdahl"),
      axes: axes, executors: executors.map { ExecutorChoice(kind: $0) }, folder: "/invented")
    self.isCommand = isCommand
  }

  /// Makes the job one of weak scaling.
  mutating func growWork(reference: WeakReference = .measured) {
    job.scaling = .weak
    job.weakReference = reference
  }

  /// Lets the job say how much work its cells are.
  mutating func setWork(_ amount: String, unit: String = "units") throws {
    let expression = try Expression(parsing: amount, names: job.axes.map(\.name), bareText: false)
    job.work = WorkAmount(amount: expression, unit: unit)
  }

  /// Adds a run for each wall time, as repetitions from `repetition` on; one run where there are none.
  mutating func add(
    executor: ExecutorKind? = nil, workers: Int, walls: [Double?] = [nil], status: Status = .ok,
    parameters: [String] = [], repetition: Int = 1, attempt: Int = 1, phase: Phase = .timed,
    tainted: [String] = [], metrics: [String] = [], cpu: Double? = nil, maxRSS: Int? = nil,
    cpus: String = "", threads: Int? = nil, referenceOf size: Int? = nil
  ) {
    for (index, wall) in walls.enumerated() {
      var run = Measurement()
      run.executor = (executor ?? job.executors[0].kind).rawValue
      run.seq = runs.count + 1
      run.cell = "\(run.executor)/\(parameters)/\(size ?? workers)"
      run.workers = workers
      run.parameters = parameters
      run.repetition = repetition + index
      run.attempt = attempt
      run.phase = size == nil ? phase : .reference
      run.status = status
      run.wall = wall
      run.user = cpu
      run.system = cpu.map { _ in 0 }
      run.maxRSS = maxRSS
      run.cpus = cpus
      run.threadsPeak = threads
      run.tainted = tainted
      run.metrics = metrics
      runs.append(run)
    }
  }

  /// The study of all runs.
  func summary(on machine: Machine? = nil) throws -> Study {
    var accumulator = StudyAccumulator(job: job, description: isCommand ? nil : description)
    for run in runs { try accumulator.add(run) }
    return accumulator.study(on: machine)
  }

  private var description: WorkloadDescription {
    let (bound, innerThreads, grows) = (bound, innerThreads, grows)
    return WorkloadDescription(
      kind: "amdahl", summary: "invented", parameters: [], sizeParameter: nil, parallelPart: "all",
      bound: { _ in bound }, serialFraction: { $0.number("serial_fraction") },
      innerThreads: { _ in innerThreads }, growsWithWorkers: grows)
  }
}
