import Jobs
import OperatingSystem

/// Judges what others did to a run. What the run does to itself with more threads than CPUs is no disturbance: it may
/// be what the study is about.
struct NoiseMeter {
  /// Steal above this share of the time taints a run, from ``leastSteal`` ticks on.
  var stealLimit = QuietMachine.defaultSteal
  /// How many threads of the run may want a CPU at a time; nil where that is not known.
  var threads: Int?
  /// The CPUs that the run may use; nil where that is not known.
  var cpus: Int?
  /// Whether the run is bound to some CPUs, so that a wait for others is not its own.
  var isBound = false

  static let leastSteal: UInt64 = 3
  /// A worker that waited for a CPU for more than this share of the time was held up by others. Where all CPUs of a
  /// small machine compute, threads of the kernel and what else is never quiet cost up to 1.7 %.
  static let delayLimit = 0.02
  /// Shorter waits, in seconds, are those of starting: the kernel takes a few of its ticks to move threads that woke
  /// on the same CPU apart, which made up to 9 ms on machines where nothing else ran.
  static let leastDelay = 0.01
  /// Waiting of tasks for a CPU above this share of the time.
  static let pressureLimit = 0.05
  /// Shorter ones, in seconds, are those of the machine's daily business.
  static let leastPressure = 0.01

  /// The columns and taints of what happened during a run; what the machine does not tell stays empty. To be called
  /// when the other columns are filled.
  func apply(_ noise: NoiseSample, to row: inout Measurement) {
    row.stealRatio = noise.stealRatio
    if let ratio = noise.stealRatio, let ticks = noise.stealTicks, ratio > stealLimit,
      ticks >= Self.leastSteal
    {
      row.tainted.append("steal")
    }
    row.throttled = noise.throttledSeconds
    if let throttled = noise.throttledNanoseconds, throttled > 0 { row.tainted.append("throttled") }
    if isDelayed(row) { row.tainted.append("run-delay") }
    if isPressed(noise, row) { row.tainted.append("cpu-pressure") }
    if let pressure = noise.memoryPressure, pressure > 0 { row.tainted.append("memory-pressure") }
    if let pages = noise.pagesSwapped, pages > 0 { row.tainted.append("swap") }
    if let events = noise.thermalThrottles, events > 0 { row.tainted.append("thermal") }
  }

  /// Whether each thread of the run could have had a CPU.
  private var hasEnoughCPUs: Bool {
    guard let threads, let cpus else { return false }
    return threads <= cpus
  }

  /// Whether the run's own threads waited for CPUs that others had.
  private func isDelayed(_ row: Measurement) -> Bool {
    guard hasEnoughCPUs, let delay = row.runDelay, let wall = row.wall else { return false }
    return delay >= Self.leastDelay && delay > Self.delayLimit * wall * Double(max(1, row.workers))
  }

  /// Whether tasks waited for CPUs while the run had too few threads to be the cause. Where the run's own waiting is
  /// known that tells more.
  private func isPressed(_ noise: NoiseSample, _ row: Measurement) -> Bool {
    guard row.runDelay == nil, !isBound, hasEnoughCPUs, let pressure = noise.cpuPressure,
      let wall = row.outerWall
    else { return false }
    let seconds = Double(pressure) * 1e-6
    return seconds >= Self.leastPressure && seconds > Self.pressureLimit * wall
  }
}

extension RunContext {
  /// What judges the noise of this run.
  ///
  /// - Parameters:
  ///   - bound: the CPUs that it is bound to; nil where it is not.
  ///   - threads: the threads of its own that may want a CPU at a time; nil where that is not known.
  func noiseMeter(bound: [Int]?, threads: Int?) -> NoiseMeter {
    // The services of a study are its own as well, and may have any number of threads.
    NoiseMeter(
      stealLimit: job.quietMachine?.steal ?? QuietMachine.defaultSteal,
      threads: job.services.isEmpty ? threads : nil,
      cpus: bound?.count ?? machine.usableCPUs, isBound: bound != nil)
  }
}
