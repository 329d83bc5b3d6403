import Expressions
import Jobs
import Results

/// Foundation has a type of this name too.
typealias Measurement = Jobs.Measurement

/// A job with two swept parameters and two metrics.
func sampleJob() -> Job {
  let serial = ExecutorChoice(kind: .serial)
  var job = Job(
    name: "sample", workload: .builtIn(kind: "noop"),
    axes: [
      Axis(name: "executor", role: .executor, values: [AxisValue(text: "serial", value: .text("serial"))]),
      Axis(name: "workers", role: .workers, values: [.integer(1)]),
      Axis(name: "affinity", role: .affinity, values: [AxisValue(text: "none", value: .text("none"))]),
      Axis(name: "flags", role: .parameter, values: [AxisValue(text: "-O3", value: .text("-O3"))]),
      Axis(name: "size", role: .parameter, values: [.integer(7)]),
    ],
    executors: [serial], folder: "/")
  job.metrics = ["energy", "rate"].map {
    Metric(name: $0, pattern: "(.)", kind: .cost, source: .standardOutput)
  }
  return job
}

/// A random number generator with a seed, so that a failure can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

/// Texts that spreadsheets, shells and careless readers stumble over.
let nastyTexts = [
  "", "-O3", "=1+1", "+1", "-1", "@x", "a,b", "\"", "\"\"", "\",\"", "a\"b", " lead", "trail ", "ünï©ødé 🧵",
  "e\u{301}", "'", "\\n", "x;y", "\tab", "NA", "0x1", "1e5", "TRUE", "#REF!", "x00000000", ",x00000000",
  "a\u{0}b", "\u{2028}",
]

/// A run of ``sampleJob()`` with random content.
func randomMeasurement(_ generator: inout SeededGenerator) -> Measurement {
  func text() -> String { nastyTexts.randomElement(using: &generator) ?? "" }
  func count() -> Int { Int.random(in: 1...1_000_000, using: &generator) }
  func integer() -> Int? {
    Bool.random(using: &generator) ? nil : Int.random(in: .min ... .max, using: &generator)
  }
  func seconds() -> Double? {
    guard Bool.random(using: &generator) else { return nil }
    let digits = Int.random(in: 0...15, using: &generator)
    var limit = 1
    for _ in 0..<digits { limit *= 10 }
    return Double(Int.random(in: 0...limit, using: &generator)) / 1e9
  }
  var run = Measurement()
  run.seq = count()
  run.cell = text()
  run.round = count()
  run.repetition = count()
  run.attempt = count()
  run.segment = count()
  run.phase = Phase.allCases.randomElement(using: &generator) ?? .timed
  run.workload = text()
  run.executor = text()
  run.workers = count()
  run.affinity = text()
  run.parameters = [text(), text()]
  run.status = Status.allCases.randomElement(using: &generator) ?? .ok
  run.exitCode = integer()
  run.signal = Bool.random(using: &generator) ? nil : "SIGKILL"
  run.reason = text()
  (run.wall, run.outerWall, run.startup, run.shutdown) = (seconds(), seconds(), seconds(), seconds())
  (run.prepare, run.user, run.system, run.runDelay) = (seconds(), seconds(), seconds(), seconds())
  (run.stealRatio, run.throttled, run.achievedParallelism) = (seconds(), seconds(), seconds())
  (run.maxRSS, run.minorFaults, run.majorFaults) = (integer(), integer(), integer())
  (run.voluntarySwitches, run.involuntarySwitches) = (integer(), integer())
  (run.threadsPeak, run.leaked) = (integer(), integer())
  run.cpus = text()
  run.tainted = Bool.random(using: &generator) ? [] : ["steal", "throttled"]
  run.containment = text()
  run.outputTruncated = [nil, true, false].randomElement(using: &generator) ?? nil
  run.result = text()
  run.metrics = [text(), text()]
  run.startedAt = "2026-11-22T02:00:00.000000Z"
  return run
}

/// A plain run with a sequence number.
func sampleRun(_ seq: Int = 1, cell: String = "c0123456789ab", repetition: Int? = nil) -> Measurement {
  var run = Measurement()
  run.seq = seq
  run.cell = cell
  run.repetition = repetition ?? seq
  run.workload = "noop"
  run.executor = "serial"
  run.parameters = ["-O3", "7"]
  run.wall = 0.25 + Double(seq)
  run.result = "good, \"very\" good"
  run.metrics = ["", "1.5"]
  run.startedAt = "2026-11-22T02:00:00.000000Z"
  return run
}
