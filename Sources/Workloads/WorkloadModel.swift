/// What a workload costs by construction, as the executor `simulated` needs it: on a machine of its own, where
/// every worker has a CPU.
package struct WorkloadModel: Sendable {
  /// The time of what runs before the tasks, in seconds.
  package var serial: Double
  /// The time of a task, counted from 0, in seconds.
  package var duration: @Sendable (_ task: Int) -> Double

  package init(serial: Double = 0, duration: @escaping @Sendable (_ task: Int) -> Double) {
    self.serial = serial
    self.duration = duration
  }
}
