package import Executors
package import Jobs

/// Tasks that wait: more workers than CPUs still help.
package struct SleepWorkload: BuiltInWorkload {
  /// In nanoseconds, one for each task; or one for all.
  private let durations: [UInt64]
  package let taskCount: Int

  private static let mostTasks = 1_000_000

  package static let description = WorkloadDescription(
    kind: "sleep",
    summary: "tasks that sleep, of given durations or all of the same one",
    parameters: [
      ParameterDescription(
        name: "durations", summary: "a task for each, in this order", kind: .durations),
      ParameterDescription(
        name: "duration", summary: "how long each of 'tasks' tasks sleeps", kind: .duration),
      ParameterDescription(
        name: "tasks", summary: "how many tasks sleep for 'duration'", kind: .integer(1...mostTasks)),
    ],
    sizeParameter: "tasks",
    parallelPart: "everything: the tasks are independent",
    bound: { _ in .waiting },
    estimate: { arguments, workers in
      guard let workload = try? SleepWorkload(arguments) else { return nil }
      return Double(workload.makespan(workers: workers)) / 1e9
    },
    check: { arguments in
      do throws(WorkloadError) {
        _ = try SleepWorkload(arguments)
        return nil
      } catch {
        return error.message
      }
    },
    canSimulate: true)

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    let hasList = arguments.has("durations")
    let hasPair = arguments.has("duration") || arguments.has("tasks")
    guard hasList != hasPair else {
      let what = hasList ? "both 'durations' and 'duration' or 'tasks' are given" : "no duration is given"
      throw WorkloadError(message: "\(what): write either 'durations', or 'duration' and 'tasks'")
    }
    let seconds: [Double]
    if hasList {
      seconds = arguments.list("durations") ?? []
      guard !seconds.isEmpty else { throw WorkloadError(message: "'durations' is empty: write at least one") }
      taskCount = seconds.count
    } else {
      guard arguments.has("duration"), arguments.has("tasks") else {
        let missing = arguments.has("tasks") ? "duration" : "tasks"
        throw WorkloadError(message: "'duration' and 'tasks' go together: '\(missing)' is missing")
      }
      seconds = [try arguments.required("duration")]
      taskCount = try arguments.requiredCount("tasks", atMost: Self.mostTasks)
    }
    guard taskCount <= Self.mostTasks else {
      throw WorkloadError(message: "\(taskCount) tasks are more than \(Self.mostTasks)")
    }
    let total = hasList ? seconds.reduce(0, +) : seconds[0] * Double(taskCount)
    let durations = seconds.compactMap(Nanoseconds.of)
    guard total <= Nanoseconds.mostSeconds, durations.count == seconds.count else {
      throw WorkloadError(
        message: "the tasks would sleep for more than \(Nanoseconds.mostSecondsText) together: write "
          + "shorter durations or fewer tasks")
    }
    self.durations = durations
  }

  private func duration(_ task: Int) -> UInt64 {
    durations.count == 1 ? durations[0] : durations[task]
  }

  /// The time until all tasks are done, in nanoseconds, if each goes to the worker that is free first.
  private func makespan(workers: Int) -> UInt64 {
    let workers = min(max(1, workers), taskCount)
    if durations.count == 1 { return durations[0] * UInt64((taskCount + workers - 1) / workers) }
    let schedule = ListSchedule(tasks: taskCount, on: ListSchedule.Machine(workers: workers)) {
      Double(durations[$0])
    }
    return UInt64(schedule.makespan)
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let duration = duration(task)
      return TaskResult(count: duration, word: Nanoseconds.sleep(duration, context))
    }
  }

  package var model: WorkloadModel? {
    WorkloadModel { Double(duration($0)) / 1e9 }
  }

  /// How many tasks slept for as long as they were told, and for how long they were told together.
  package struct Slept: Sendable, Equatable {
    package var tasks = 0
    package var nanoseconds: UInt64 = 0
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> Slept {
    var slept = Slept()
    for task in tasks where task.word >= task.count {
      slept.tasks += 1
      slept.nanoseconds &+= task.count
    }
    return slept
  }

  package func check(_ slept: Slept) -> WorkloadOutcome {
    let expected = (0..<taskCount).reduce(UInt64(0)) { $0 + duration($1) }
    var outcome = WorkloadOutcome(
      result: "tasks=\(slept.tasks) seconds=\(Nanoseconds.inSeconds(slept.nanoseconds))")
    if slept.tasks != taskCount || slept.nanoseconds != expected {
      outcome.fault =
        "\(taskCount) tasks should have slept for \(Nanoseconds.inSeconds(expected)) s together"
    }
    return outcome
  }
}
