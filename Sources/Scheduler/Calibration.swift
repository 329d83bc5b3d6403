import Executors
import Jobs
import OperatingSystem
import Sweep
import Workloads

/// Measures the speed of the spin loop, in a child like every run.
enum Calibration {
  struct Failure: Error {
    var reason: String
    var errorTail: [UInt8]
  }

  /// Whether some cell of the sweep needs it. What is simulated has durations in seconds.
  static func isNeeded(by plan: SweepPlan) -> Bool {
    guard case .builtIn(let kind) = plan.job.workload,
      let description = WorkloadCatalogue.descriptions.first(where: { $0.kind == kind })
    else { return false }
    return (0..<plan.count).contains { position in
      !plan.isSimulated(position)
        && description.needsCalibration(plan.job.arguments(of: plan.cell(position)))
    }
  }

  /// Iterations a second.
  static func measure(_ runner: inout ChildRunner) throws -> Result<Double, Failure> {
    let order = ChildOrder(
      specification: ChildSpecification(),
      body: { report in
        let speed = SpinLoop.calibrate()
        do {
          try FileDescriptor.writeAll(Array(String(speed.bitPattern).utf8), to: report)
          return 0
        } catch {
          return BuiltInRun.giveUp(error)
        }
      }, limits: Limits(wallTime: 60))
    let outcome = try runner.run(order)
    let verdict = StatusJudge(limits: order.limits).verdict(on: outcome)
    guard verdict.status == .ok, let bits = UInt64(String(decoding: outcome.report, as: UTF8.self)) else {
      let why = verdict.status == .ok ? "its report cannot be read" : verdict.reason
      let reason = "calibrating the spin loop: \(why)"
      return .failure(Failure(reason: reason, errorTail: outcome.standardError.tail))
    }
    return .success(Double(bitPattern: bits))
  }
}
