import Jobs

/// The tasks of a traced run in about twenty bytes each, since there may be a million of them. What most tasks
/// have in common with the one before takes no room: numbers that go on, the same moment of submission, no
/// error.
private struct TaskLayout: OptionSet {
  let rawValue: UInt8

  static let worker = TaskLayout(rawValue: 1)
  static let started = TaskLayout(rawValue: 2)
  static let finished = TaskLayout(rawValue: 4)
  /// It was submitted at another moment than the task before.
  static let submitted = TaskLayout(rawValue: 8)
  static let error = TaskLayout(rawValue: 16)
  /// The states `failed` and `cancelled`; neither is `done`.
  static let failed = TaskLayout(rawValue: 32)
  static let cancelled = TaskLayout(rawValue: 64)
}

extension ByteWriter {
  /// Writes the number of tasks and the tasks.
  mutating func tasks(_ tasks: [TaskRecord]) {
    word(UInt64(tasks.count))
    reserve(tasks.count * 24)
    var expected = 1
    var lastSubmitted = 0.0
    for task in tasks {
      var layout: TaskLayout = []
      if task.worker != nil { layout.insert(.worker) }
      if task.started != nil { layout.insert(.started) }
      if task.finished != nil { layout.insert(.finished) }
      if task.submitted.bitPattern != lastSubmitted.bitPattern { layout.insert(.submitted) }
      if !task.error.isEmpty { layout.insert(.error) }
      if task.state == .failed { layout.insert(.failed) }
      if task.state == .cancelled { layout.insert(.cancelled) }
      byte(layout.rawValue)
      compact(task.task &- expected)
      if let worker = task.worker { compact(worker) }
      if layout.contains(.submitted) { number(task.submitted) }
      if let started = task.started { number(started) }
      if let finished = task.finished { number(finished) }
      if layout.contains(.error) { text(task.error) }
      expected = task.task &+ 1
      lastSubmitted = task.submitted
    }
  }
}

extension ByteReader {
  /// Reads what ``ByteWriter/tasks(_:)`` wrote.
  mutating func tasks() throws(RunReportDecodingError) -> [TaskRecord] {
    // Every task takes at least two bytes, so a count that is believed takes no memory that bytes do not.
    let count = try count()
    var tasks: [TaskRecord] = []
    tasks.reserveCapacity(min(count, 1 << 20))
    var expected = 1
    var lastSubmitted = 0.0
    for _ in 0..<count {
      let task = try task(expected, lastSubmitted)
      tasks.append(task)
      expected = task.task &+ 1
      lastSubmitted = task.submitted
    }
    return tasks
  }

  private mutating func task(
    _ expected: Int, _ lastSubmitted: Double
  ) throws(RunReportDecodingError) -> TaskRecord {
    let code = try byte()
    let layout = TaskLayout(rawValue: code)
    guard code < 128, !layout.isSuperset(of: [.failed, .cancelled]) else {
      throw fault("a task is in no state")
    }
    var task = TaskRecord(
      task: expected &+ (try compactInteger()), worker: nil, submitted: lastSubmitted, started: nil,
      finished: nil,
      state: layout.contains(.failed) ? .failed : layout.contains(.cancelled) ? .cancelled : .done)
    if layout.contains(.worker) { task.worker = try compactInteger() }
    if layout.contains(.submitted) {
      task.submitted = try number()
      guard task.submitted.bitPattern != lastSubmitted.bitPattern else {
        throw fault("a moment is written twice")
      }
    }
    if layout.contains(.started) { task.started = try number() }
    if layout.contains(.finished) { task.finished = try number() }
    if layout.contains(.error) {
      task.error = try text()
      guard !task.error.isEmpty else { throw fault("an error without a text") }
    }
    return task
  }
}
