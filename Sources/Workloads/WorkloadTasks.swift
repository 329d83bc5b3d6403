package import Executors
import OperatingSystem

/// What the worker program knows of workloads: workers that start afresh make the tasks of a run from its
/// request.
package enum WorkloadTasks {
  /// The name of the work, whose recipe is an encoded ``RunRequest``.
  package static let workName = "workload"

  /// All that workers can be asked for by name.
  package static var registry: TaskRegistry {
    var registry = TaskRegistry()
    registry.registerWork(workName) { recipe in
      let request = try RunRequest(decoding: recipe)
      if WorkloadCatalogue.isWaiting(request.kind, request.arguments) {
        // As in the process of the run; here not left to what a new program inherits.
        try CurrentThread.setTimerSlack(nanoseconds: 1)
      }
      switch try WorkloadCatalogue.makeAny(request) {
      case .indexed(let workload): return workload.makeTask()
      case .driven: return workOfDriven(request).body
      }
    }
    WorkloadCatalogue.registerDrivenTasks(in: &registry)
    return registry
  }

  /// The whole of the worker program: a worker, or a fork server, as its arguments say.
  package static func main() -> Never {
    CurrentProcess.exit(WorkerProgram.main(CommandLine.arguments, registry: registry))
  }

  /// The work of a run: known by its name to workers that start afresh, there as it is for all others.
  static func work(of workload: some BuiltInWorkload, _ request: RunRequest) -> PoolWork {
    var recipe = request
    recipe.shared = workload.sharedName
    return PoolWork(name: workName, recipe: recipe.encode(), body: workload.makeTask())
  }

  /// The work of a run whose workload submits its tasks: nobody starts an indexed run of it.
  static func workOfDriven(_ request: RunRequest) -> PoolWork {
    PoolWork(name: workName, recipe: request.encode()) { _, _ in
      throw WorkloadError(message: "'\(request.kind)' has no tasks but those that it submits")
    }
  }
}
