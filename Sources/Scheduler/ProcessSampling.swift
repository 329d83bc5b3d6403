import Jobs
import OperatingSystem

/// What is to be sampled of a run.
struct SamplingOrder: Sendable {
  /// Seconds between two samples.
  var interval: Double
  /// The executor of a built-in workload; nil for a command.
  var executor: ExecutorKind?
}

/// Samples the processes of one run, and keeps what it saw until the run is over.
///
/// A sample takes at most a tenth of the time to the next: where reading takes longer, as it does for many gigabytes
/// in small pages, samples come more rarely. What is kept is bounded too: beyond ``mostKept`` rows every second
/// sample is let go, but not the one with the most memory, and the interval is doubled.
final class ProcessSampling {
  /// The most rows of a run that are kept.
  static let mostKept = 16_384
  /// The most processes that a sample has.
  static let mostProcesses = 4096
  /// What a sample may cost: this part of the time to the next one.
  static let costDivisor: UInt64 = 10

  /// The moment of the monotonic clock for the next sample.
  private(set) var next: UInt64
  private(set) var kept: KeptSamples
  private let start: UInt64
  private var roles: ProcessRoles
  private var sampler = ProcessSampler()
  private var pids = [Int32](repeating: 0, count: ProcessSampling.mostProcesses)
  private var readings: [ProcessReading] = []

  /// - Parameters:
  ///   - start: when the run began, on the monotonic clock in nanoseconds: the moment of the first sample.
  ///   - processName: what processes call themselves that the run's own makes without another program.
  init(_ order: SamplingOrder, from start: UInt64, run: Int32, processName: String) {
    self.start = start
    next = start
    kept = KeptSamples(interval: max(1, ChildWatch.nanoseconds(order.interval)), most: Self.mostKept)
    roles = ProcessRoles(run: run, executor: order.executor, processName: processName)
  }

  /// Takes a sample. Returns how many threads it saw; nil where it saw no process.
  func take(_ containment: borrowing Containment) -> Int? {
    // The time of the CPU, not of the clock: a run with too many threads keeps the supervisor waiting too.
    let before = SystemClock.threadNanoseconds()
    let now = SystemClock.nanoseconds()
    let count = containment.members(into: &pids)
    sampler.read(pids[..<count], into: &readings)
    roles.learn(readings)
    let moment = Double(now - start) * 1e-9
    kept.add(
      readings.map { reading in
        ProcessSample(
          moment: moment, pid: reading.pid, parent: reading.parent, role: roles.role(of: reading),
          threads: reading.threads, resident: reading.resident, proportional: reading.proportional,
          cpu: reading.cpuSeconds)
      })
    let cost = SystemClock.threadNanoseconds() - before
    next = Self.next(after: now, start: start, interval: kept.interval, cost: cost)
    return readings.isEmpty ? nil : readings.reduce(0) { $0 + Int($1.threads) }
  }

  /// The moment of the sample after one that was taken at `now`: the next multiple of the interval, or a later one
  /// where the sample cost too much.
  static func next(after now: UInt64, start: UInt64, interval: UInt64, cost: UInt64) -> UInt64 {
    let earliest = now + max(1, min(cost, 1 << 60) * costDivisor)
    let passed = earliest - start
    return start + (passed + interval - 1) / interval * interval
  }
}

/// What a process is, by what is known of it.
struct ProcessRoles {
  private let run: Int32
  private let executor: ExecutorKind?
  private let names: [SIMD16<UInt8>]
  /// The fork server, once it was seen.
  private var server: Int32?

  init(run: Int32, executor: ExecutorKind?, processName: String) {
    self.run = run
    self.executor = executor
    names = [ProcessStatus.name(processName), ProcessStatus.name("swrun-worker")]
  }

  /// Takes in the processes of a sample: the fork server begins before all workers.
  mutating func learn(_ readings: [ProcessReading]) {
    guard executor == .forkserver, server == nil else { return }
    server = readings.filter(isOfPool).min { ($0.start, $0.pid) < ($1.start, $1.pid) }?.pid
  }

  func role(of reading: ProcessReading) -> ProcessRole {
    if reading.pid == run { return executor == nil ? .command : .run }
    guard isOfPool(reading) else { return .child }
    return reading.pid == server ? .forkServer : .worker
  }

  /// Whether the run's own process started it for its pool: not another program.
  private func isOfPool(_ reading: ProcessReading) -> Bool {
    guard let executor, [.fork, .spawn, .forkserver].contains(executor), reading.parent == run else {
      return false
    }
    return names.contains(reading.name)
  }
}

/// The samples of a run as they are kept: at most so many rows.
struct KeptSamples {
  private(set) var samples: [ProcessSample] = []
  /// Nanoseconds between two samples.
  private(set) var interval: UInt64
  private let most: Int

  init(interval: UInt64, most: Int) {
    self.interval = interval
    self.most = most
  }

  /// Adds the processes of one look.
  mutating func add(_ look: [ProcessSample]) {
    samples += look
    while samples.count > most, thinOut() {}
  }

  /// Lets go of every second look, but not of the one with the most memory, and doubles the interval.
  ///
  /// - Returns: false where there is nothing to let go.
  private mutating func thinOut() -> Bool {
    let looks = self.looks
    guard looks.count > 2 else { return false }
    let memory = looks.map { look in samples[look].reduce(0) { $0 + $1.memory } }
    let highest = memory.indices.max { memory[$0] < memory[$1] }
    var rest: [ProcessSample] = []
    rest.reserveCapacity(samples.count / 2 + samples.count / looks.count + 1)
    for (index, look) in looks.enumerated() where index % 2 == 0 || index == highest { rest += samples[look] }
    samples = rest
    if interval <= UInt64.max / 4 { interval *= 2 }
    return true
  }

  /// The rows of each look.
  private var looks: [Range<Int>] {
    var looks: [Range<Int>] = []
    var first = 0
    for index in samples.indices.dropFirst() where samples[index].moment != samples[index - 1].moment {
      looks.append(first..<index)
      first = index
    }
    return samples.isEmpty ? [] : looks + [first..<samples.count]
  }
}
