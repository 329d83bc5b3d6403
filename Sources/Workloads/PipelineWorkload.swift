package import Executors
package import Jobs
import OperatingSystem

/// A pipeline: every item goes through all stages in order, and each stage works on another item.
///
/// Each worker has neighbouring stages, so shared out that the longest share is as short as can be. A task hands an
/// item on by counting the items that it is done with, in memory that all share. Tasks wait for earlier ones only,
/// which were begun before them, so that some task always goes on, whatever the number of workers.
package struct PipelineWorkload: BuiltInWorkload {
  private static let mostStages = 1000
  private static let mostItems = 1_000_000
  /// Items times stages: each is checked afterwards.
  private static let mostPassages = 1_000_000

  /// What each item meets, in order.
  private let stages: [UInt64]
  private let items: Int
  private let work: TimedWork
  /// The stages of each task.
  private let groups: [Range<Int>]
  private let region: SharedRegion
  /// Where the items lie in the region, in bytes; before them the counters, each on a line of its own.
  private let values: Int

  package static let description = WorkloadDescription(
    kind: "pipeline",
    summary: "a pipeline of stages: as many items a second as its slowest stage can do",
    parameters: [
      ParameterDescription(
        name: "stages", summary: "how many stages", kind: .integer(1...mostStages), defaultText: "4"),
      ParameterDescription(
        name: "items", summary: "how many items go through all of them", kind: .integer(1...mostItems),
        defaultText: "100"),
      ParameterDescription(
        name: "stage_time", summary: "time that an item takes in a stage", kind: .duration,
        defaultText: "10ms"),
      ParameterDescription(
        name: "slowest", summary: "how many times longer the stage in the middle takes",
        kind: .number(1...1000),
        defaultText: "1"),
      TimedWork.modeParameter,
    ],
    sizeParameter: "items",
    parallelPart: "the stages, each on another item; no more workers than stages help",
    bound: TimedWork.bound,
    estimate: { arguments, workers in
      guard let times = stageTimes(arguments), let items = arguments.number("items") else { return nil }
      let shares = StageShares.split(times, over: workers).map { times[$0].reduce(0, +) }
      return shares.reduce(0, +) + (items - 1) * (shares.max() ?? 0)
    },
    check: { arguments in
      guard let times = stageTimes(arguments), let items = arguments.number("items") else { return nil }
      if let fault = TimedWork.fault(of: times[0], "stage_time") { return fault }
      if Nanoseconds.of(times.reduce(0, +) * items) == nil {
        return "all items would take longer than \(Nanoseconds.mostSecondsText) together"
      }
      guard Double(times.count) * items > Double(mostPassages) else { return nil }
      return "'stages' times 'items' is more than \(mostPassages)"
    },
    needsCalibration: { !TimedWork.isSleeping($0) },
    metrics: [
      MetricDescription(
        name: "items_per_s",
        summary: "items that leave the last stage a second, from the first to the last one",
        unit: "1/s", kind: .rate)
    ])

  /// The time of each stage in seconds.
  private static func stageTimes(_ arguments: WorkloadArguments) -> [Double]? {
    guard let count = arguments.integer("stages"), (1...mostStages).contains(count),
      let time = arguments.number("stage_time"), let slowest = arguments.number("slowest")
    else { return nil }
    var times = Array(repeating: time, count: count)
    times[count / 2] *= slowest
    return times
  }

  package init(_ request: RunRequest) throws(WorkloadError) {
    let arguments = request.arguments
    items = try arguments.requiredCount("items", atMost: Self.mostItems)
    guard let times = Self.stageTimes(arguments) else {
      throw WorkloadError(message: "pipeline: 'stages', 'stage_time' and 'slowest' must be numbers")
    }
    work = try TimedWork(arguments, calibration: request.calibration, for: "pipeline")
    var stages: [UInt64] = []
    for time in times { stages.append(try work.units(in: time)) }
    self.stages = stages
    groups = StageShares.split(times, over: request.workers)
    values = (groups.count + 1) * SharedRegion.line
    region = try SharedRegion(request, bytes: values + 8 * items)
  }

  package var taskCount: Int { groups.count }
  package var sharedName: String? { region.name }

  /// How many items a task is done with.
  private func counter(ofTask task: Int) -> AtomicWord32 {
    region.word32(at: (task + 1) * SharedRegion.line)
  }

  /// When the first and the last item left the last stage, in nanoseconds of the monotonic clock.
  private var moments: UnsafeMutablePointer<UInt64> {
    region.elements(UInt64.self, at: 0, count: 2)
  }

  private var words: UnsafeMutablePointer<UInt64> {
    region.elements(UInt64.self, at: values, count: items)
  }

  package func beginIteration() {
    region.clear(from: 0, bytes: values)
    let words = words
    for item in 0..<items { words[item] = UInt64(item) }
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let (words, moments) = (words, moments)
      let own = counter(ofTask: task)
      var result = TaskResult(count: 0)
      var arrived: UInt32 = task == 0 ? UInt32(items) : 0
      for item in 0..<items {
        while arrived <= UInt32(item) {
          arrived = region.wait(counter(ofTask: task - 1), while: arrived, context)
        }
        for stage in groups[task] {
          let begin = Self.entry(words[item], stage)
          let done = work.run(stages[stage], from: begin, context)
          words[item] = Self.exit(work.isSleeping ? begin : done.word, stage)
          if work.isSleeping { result.word += done.word }
          result.count += 1
        }
        if task == groups.count - 1 { moments[item == 0 ? 0 : 1] = SystemClock.nanoseconds() }
        own.store(UInt32(item) + 1)
        region.wake(own)
      }
      return result
    }
  }

  /// What a stage makes of an item before its work, never 0.
  private static func entry(_ word: UInt64, _ stage: Int) -> UInt64 {
    (word &+ UInt64(stage)) &* 0x9e37_79b9_7f4a_7c15 | 1
  }

  /// What it makes of it after its work: the stages in another order would end with another word.
  private static func exit(_ word: UInt64, _ stage: Int) -> UInt64 {
    let mixed = (word ^ word >> 32) &* 0xd6e8_feb8_6659_fd93
    return mixed ^ mixed >> 29 ^ UInt64(stage)
  }

  /// The passages of each task.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    Array(tasks)
  }

  package func check(_ results: [TaskResult]) -> WorkloadOutcome {
    let words = words
    let checksum = (0..<items).reduce(UInt64(0)) { $0 ^ words[$1] }
    var outcome = WorkloadOutcome(result: "items=\(items) stages=\(stages.count) checksum=\(checksum)")
    for item in 0..<items where words[item] != expected(item) {
      outcome.fault = "item \(item + 1) has not gone through all stages in order"
      return outcome
    }
    for (task, result) in results.enumerated() {
      let units = groups[task].reduce(0) { $0 + stages[$1] } * UInt64(items)
      if result.count != UInt64(groups[task].count * items) || work.isSleeping && result.word < units {
        outcome.fault = "task \(task + 1) has not done the work that it was given"
      }
    }
    let (first, last) = (moments[0], moments[1])
    if items > 1, last > first {
      let rate = Double(items - 1) * 1e9 / Double(last - first)
      outcome.metrics = [WorkloadMetric(name: "items_per_s", value: rate)]
    }
    return outcome
  }

  /// The word of an item that has gone through all stages.
  private func expected(_ item: Int) -> UInt64 {
    stages.indices.reduce(UInt64(item)) { word, stage in
      Self.exit(work.state(after: stages[stage], from: Self.entry(word, stage)), stage)
    }
  }
}

/// How the stages of a pipeline are shared.
enum StageShares {
  /// Ranges of neighbouring stages, as many as there are workers or stages, whichever are fewer. The range with the
  /// longest time is as short as can be.
  ///
  /// - Parameter times: above 0.
  static func split(_ times: [Double], over workers: Int) -> [Range<Int>] {
    let count = min(max(1, workers), times.count)
    var (low, high) = (times.max() ?? 0, times.reduce(0, +))
    // Halving more often would find no better one: a number of floating point has 52 bits.
    for _ in 0..<52 {
      let middle = (low + high) / 2
      if ranges(times, atMost: middle, count: count).count <= count { high = middle } else { low = middle }
    }
    return ranges(times, atMost: high, count: count)
  }

  /// Ranges that are filled one after the other, but not so far that fewer than `count` would be left.
  private static func ranges(_ times: [Double], atMost most: Double, count: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var first = 0
    var sum = 0.0
    for stage in times.indices {
      let left = times.count - stage
      if stage > first, sum + times[stage] > most || ranges.count + 1 + left <= count {
        ranges.append(first..<stage)
        (first, sum) = (stage, 0)
      }
      sum += times[stage]
    }
    ranges.append(first..<times.count)
    return ranges
  }
}
