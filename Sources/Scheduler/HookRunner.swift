import Expressions
import Jobs
import OperatingSystem

/// How a hook failed.
struct HookFailure: Error {
  var verdict: Verdict
  /// The last of what it wrote to its standard error.
  var errorTail: [UInt8]
}

/// Runs the commands around the sweep and around each run.
enum HookRunner {
  /// Runs the commands one after the other until one fails. Returns the seconds that they took.
  static func run(
    _ hooks: [HookCommand], name: String, _ preparation: CommandPreparation, _ runner: inout ChildRunner,
    stopsOnRequest: Bool = true
  ) throws -> (seconds: Double, failure: HookFailure?) {
    var seconds = 0.0
    for (index, hook) in hooks.enumerated() {
      let label = hooks.count == 1 ? name : "\(name) command \(index + 1)"
      do {
        let specification = try preparation.specification(of: hook.line)
        var order = ChildOrder(specification: specification, limits: hook.limits)
        order.stopsOnRequest = stopsOnRequest
        order.needsServices = stopsOnRequest
        let outcome = try runner.run(order)
        seconds += outcome.outerWall
        var verdict = StatusJudge(limits: hook.limits).verdict(on: outcome)
        if verdict.status != .ok {
          verdict.reason = "\(label): \(verdict.reason)"
          return (seconds, HookFailure(verdict: verdict, errorTail: outcome.standardError.tail))
        }
      } catch let error as PreparationError {
        return (seconds, failure(label, error.message))
      } catch let error as SpawnError {
        return (seconds, failure(label, error.description))
      }
    }
    return (seconds, nil)
  }

  private static func failure(_ label: String, _ message: String) -> HookFailure {
    HookFailure(verdict: Verdict(.spawnFailed, reason: "\(label): \(message)"), errorTail: [])
  }
}
