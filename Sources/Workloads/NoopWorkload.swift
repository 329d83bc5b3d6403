package import Executors
package import Jobs

/// Tasks that do nothing: what is left is the cost of the executor.
package struct NoopWorkload: BuiltInWorkload {
  package let taskCount: Int

  private static let mostTasks = 100_000_000

  package static let description = WorkloadDescription(
    kind: "noop",
    summary: "tasks that do nothing: the cost of the executor itself",
    parameters: [
      ParameterDescription(
        name: "tasks", summary: "how many tasks", kind: .integer(1...mostTasks), defaultText: "1")
    ],
    sizeParameter: "tasks",
    parallelPart: "everything: the tasks are independent",
    bound: { _ in .cpu },
    canSimulate: true,
    memory: { arguments, _, _ in
      // The results.
      arguments.integer("tasks").map {
        MemoryNeed(bytes: MemoryLayout<TaskResult>.stride * min(max(0, $0), mostTasks), parameter: "tasks")
      }
    })

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    taskCount = try arguments.requiredCount("tasks", atMost: Self.mostTasks)
  }

  package func makeTask() -> TaskBody {
    { task, _ in TaskResult(count: 1, word: UInt64(task)) }
  }

  package var model: WorkloadModel? {
    WorkloadModel { _ in 0 }
  }

  /// How many results are those of their tasks.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> Int {
    var right = 0
    for index in tasks.indices where tasks[index].count == 1 && tasks[index].word == UInt64(index) {
      right += 1
    }
    return right
  }

  package func check(_ right: Int) -> WorkloadOutcome {
    WorkloadOutcome(
      result: "tasks=\(right)",
      fault: right == taskCount ? nil : "\(right) of \(taskCount) tasks have a result")
  }
}
