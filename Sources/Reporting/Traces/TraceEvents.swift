import Jobs
import Results

/// Writes trace events one after the other, a line each.
struct TraceEvents {
  private let writer: PieceWriter
  private var isFirst = true
  private var seq = 0
  /// The threads of the run that have their names.
  private var named: Set<Int> = []

  init(writer: PieceWriter) {
    self.writer = writer
  }

  mutating func begin() throws(ResultsError) {
    try writer.append { bytes in
      bytes.append(contentsOf: "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n".utf8)
    }
  }

  mutating func end() throws(ResultsError) {
    try writer.append { bytes in bytes.append(contentsOf: "\n]}\n".utf8) }
  }

  /// Names the process that stands for a run; its tasks follow.
  mutating func beginRun(_ seq: Int, name: String, labels: String) throws(ResultsError) {
    self.seq = seq
    named = []
    try metadata("process_name", thread: nil, "name", name)
    if !labels.isEmpty { try metadata("process_labels", thread: nil, "labels", labels) }
  }

  /// Adds a task of the run. One that never began is not in the trace.
  ///
  /// - Parameter zero: where the run's zero stands, in nanoseconds.
  mutating func add(_ task: TaskRecord, zero: Int) throws(ResultsError) {
    guard let started = task.started, let worker = task.worker else { return }
    if named.insert(worker).inserted {
      try metadata("thread_name", thread: worker, "name", worker == 0 ? "serial part" : "worker \(worker)")
    }
    // Both ends are rounded before they are subtracted: what follows without a gap never overlaps.
    let start = zero + Self.nanoseconds(started)
    let duration = task.finished.map { zero + Self.nanoseconds($0) - start }
    let isFailed = task.state == .failed
    let seq = seq
    try event { bytes in
      // Without an end there is nothing but the moment at which it began.
      bytes.append(contentsOf: (duration == nil ? #"{"ph":"i","s":"t","pid":"# : #"{"ph":"X","pid":"#).utf8)
      NumberText.append(seq, to: &bytes)
      bytes.append(contentsOf: #","tid":"#.utf8)
      NumberText.append(worker, to: &bytes)
      bytes.append(contentsOf: #","ts":"#.utf8)
      Self.appendMicroseconds(start, to: &bytes)
      if let duration {
        bytes.append(contentsOf: #","dur":"#.utf8)
        Self.appendMicroseconds(duration, to: &bytes)
      }
      bytes.append(contentsOf: #","name":"#.utf8)
      bytes.append(contentsOf: (task.task == 0 ? #""serial part"# : #""task "#).utf8)
      if task.task != 0 { NumberText.append(task.task, to: &bytes) }
      bytes.append(contentsOf: (isFailed ? #" failed","cname":"terrible""# : "\"").utf8)
      bytes.append(contentsOf: #","args":{"task":"#.utf8)
      NumberText.append(task.task, to: &bytes)
      if !task.error.isEmpty {
        bytes.append(contentsOf: #","error":"#.utf8)
        bytes.append(contentsOf: JSON.text(task.error).formatted().utf8)
      }
      bytes.append(contentsOf: "}}".utf8)
    }
  }

  private mutating func metadata(
    _ kind: String, thread: Int?, _ argument: String, _ text: String
  ) throws(ResultsError) {
    let seq = seq
    try event { bytes in
      let place = thread.map { "\(seq),\"tid\":\($0)" } ?? String(seq)
      let value = JSON.text(text).formatted()
      let line = "{\"ph\":\"M\",\"pid\":\(place),\"name\":\"\(kind)\",\"args\":{\"\(argument)\":\(value)}}"
      bytes.append(contentsOf: line.utf8)
    }
  }

  private mutating func event(_ body: (inout [UInt8]) -> Void) throws(ResultsError) {
    let isFirst = isFirst
    try writer.append { bytes in
      if !isFirst { bytes.append(contentsOf: ",\n".utf8) }
      body(&bytes)
    }
    self.isFirst = false
  }

  /// Seconds as whole nanoseconds; what no run can last is cut to a century.
  static func nanoseconds(_ seconds: Double) -> Int {
    Int((min(max(seconds, -3e9), 3e9) * 1e9).rounded())
  }

  /// Microseconds with up to three decimals.
  private static func appendMicroseconds(_ nanoseconds: Int, to bytes: inout [UInt8]) {
    if nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = abs(nanoseconds)
    NumberText.append(magnitude / 1000, to: &bytes)
    let rest = magnitude % 1000
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    for digit in [rest / 100, rest / 10 % 10, rest % 10] { bytes.append(UInt8(ascii: "0") + UInt8(digit)) }
  }
}
