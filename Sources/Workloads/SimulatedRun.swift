import Executors
import Jobs

/// A run that is computed from the workload's model: nothing is executed.
enum SimulatedRun {
  static func report(_ request: RunRequest) throws(WorkloadError) -> RunReport {
    var modelled = request
    // The model is in seconds; how fast this machine is does not matter.
    modelled.calibration = request.calibration ?? 1e9
    let workload = try WorkloadCatalogue.make(modelled)
    guard let model = workload.model else {
      let known = WorkloadCatalogue.descriptions.filter(\.canSimulate).map(\.kind)
      throw WorkloadError(
        message:
          "the executor 'simulated' cannot run '\(request.kind)', whose tasks' durations are not known; "
          + "it can run \(known.joined(separator: ", "))")
    }
    try WorkloadRunner.refuseLargeTrace(request, tasks: workload.taskCount)
    let noise = ListScheduleNoise(relativeDeviation: request.executor.noise ?? 0, seed: request.seed)
    let schedule = ListSchedule(
      tasks: workload.taskCount, on: machine(request), withTimings: request.traces
    ) { model.duration($0) * noise.factor(ofTask: $0) }
    return report(model, schedule, tasks: workload.taskCount)
  }

  /// Without a chunk, workers claim single tasks: in virtual time a claim costs what `dispatch` says, so that
  /// there is nothing to save.
  private static func machine(_ request: RunRequest) -> ListSchedule.Machine {
    var machine = ListSchedule.Machine(
      workers: request.workers, dispatch: request.executor.dispatch ?? 0)
    if case .tasks(let count) = request.executor.chunk { machine.chunk = max(1, count) }
    return machine
  }

  /// What a run tells, as far as there is something to tell: no process has started or ended, and no result was
  /// computed that could be checked.
  private static func report(_ model: WorkloadModel, _ schedule: ListSchedule, tasks: Int) -> RunReport {
    let wall = model.serial + schedule.makespan
    let busy = schedule.workers.reduce(model.serial) { $0 + $1.busy }
    let workers = schedule.workers.enumerated().map { index, worker in
      // Those without a task find that out when the serial part is over.
      WorkerRecord(
        worker: index + 1, start: model.serial + worker.start, end: model.serial + worker.end,
        busy: worker.busy, tasks: worker.tasks)
    }
    var records: [TaskRecord] = []
    if !schedule.timings.isEmpty, model.serial > 0 {
      records.append(
        TaskRecord(task: 0, worker: 0, submitted: -model.serial, started: -model.serial, finished: 0))
    }
    records += schedule.timings.enumerated().map { index, timing in
      TaskRecord(
        task: index + 1, worker: timing.worker + 1, submitted: 0, started: timing.started,
        finished: timing.finished)
    }
    return RunReport(
      status: .ok, wall: wall, achievedParallelism: wall > 0 ? busy / wall : nil,
      result: "simulated tasks=\(tasks)", workers: workers, tasks: records)
  }
}
