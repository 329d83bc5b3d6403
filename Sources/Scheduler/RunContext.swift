import Expressions
import Jobs
import OperatingSystem
import Sweep
import Workloads

/// One run of one cell, with everything that it needs to know settled.
struct RunContext {
  let plan: SweepPlan
  let ticket: RunTicket
  let cell: Cell
  var values: CellValues
  let environment: ChildEnvironment
  let machine: Machine
  /// Iterations of the spin loop a second, where it was calibrated.
  let calibration: Double?
  /// Whether the start and end of every task are kept.
  let traces: Bool

  var job: Job { plan.job }

  init(
    plan: SweepPlan, ticket: RunTicket, environment: ChildEnvironment, machine: Machine, calibration: Double?,
    traces: Bool = false
  ) throws(SweepError) {
    self.plan = plan
    self.ticket = ticket
    self.environment = environment
    self.machine = machine
    self.calibration = calibration
    self.traces = traces
    cell = plan.cell(ticket.run.position)
    values = try plan.values(of: cell, in: ticket.run.phase)
  }

  /// How many workers the run has: 1 for a reference run, whose work is that of its cell.
  var workers: Int { ticket.run.phase == .reference ? 1 : cell.workers }

  /// Fills in the placeholders of this run.
  func render(_ template: Template) throws(ExpressionError) -> String {
    let job = job
    return try values.render(template, repetition: ticket.run.repetition) { path in
      Double(try FileStatus.of(job.absolutePath(path)).size)
    }
  }

  /// How commands of this run are prepared.
  var preparation: CommandPreparation {
    CommandPreparation(job: job, environment: environment, render: render)
  }

  /// Whether the run is computed: its row says nothing of the process that computes it.
  var isSimulated: Bool { job.isSimulated(cell) }

  /// The threads that a run of a built-in workload computes with; nil for a command, which may have any number.
  var computingThreads: Int? {
    guard case .builtIn(let kind) = job.workload else { return nil }
    let description = WorkloadCatalogue.descriptions.first { $0.kind == kind }
    return workers * max(1, description?.innerThreads(job.arguments(of: cell)) ?? 1)
  }

  /// What is to be sampled of the run: only timed ones that are executed.
  var sampling: SamplingOrder? {
    guard let interval = job.sample, [.timed, .retry].contains(ticket.run.phase), !isSimulated
    else { return nil }
    if case .command = job.workload { return SamplingOrder(interval: interval) }
    return SamplingOrder(interval: interval, executor: job.executor(of: cell).kind)
  }

  /// The CPUs that the run is bound to, in the order of its workers; nil where it is not bound, as what is only
  /// computed never is. A serial run has one worker, and so one CPU of the set.
  func cpus() throws(PlacementError) -> [Int]? {
    if isSimulated { return nil }
    let cpus = try Placement.cpus(for: job.affinity(of: cell), workers: workers, on: machine)
    return job.executor(of: cell).kind == .serial ? cpus.map { Array($0.prefix(1)) } : cpus
  }

  /// A row with everything that is known before the run.
  func measurement() -> Measurement {
    var row = Measurement()
    row.cell = plan.keys.key(of: cell)
    row.round = ticket.run.round
    row.repetition = ticket.run.repetition
    row.attempt = ticket.attempt
    row.phase = ticket.run.phase
    row.workload = job.workloadText
    row.executor = job.executor(of: cell).text
    row.workers = workers
    row.affinity = job.value(Job.affinityAxis, of: cell).text
    row.parameters = values.columnTexts
    row.metrics = Array(repeating: "", count: job.metrics.count)
    row.startedAt = SystemClock.now().rfc3339
    return row
  }
}
