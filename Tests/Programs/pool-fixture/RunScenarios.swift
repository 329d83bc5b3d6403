import Executors
import Expressions
import Glibc
import Jobs
import OperatingSystem
import Workloads

/// KIND EXECUTOR WORKERS CHUNK WARMUP NAME=VALUE…: runs a workload and prints its report, which has gone
/// through its encoded form.
func runWorkload(_ arguments: [String]) throws {
  var values: [String: AxisValue] = [:]
  for argument in arguments.dropFirst(5) {
    let parts = argument.split(separator: "=").map(String.init)
    let numbers = parts[1].split(separator: ",").compactMap { Double($0) }
    let value = numbers.count == 1 ? Value.number(numbers[0]) : .text(parts[1])
    values[parts[0]] = AxisValue(
      text: parts[1], value: value, elements: parts[0] == "durations" ? numbers : [])
  }
  guard let kind = ExecutorKind(rawValue: arguments[1]) else { throw Complaint(description: "no executor") }
  let request = RunRequest(
    kind: arguments[0], arguments: WorkloadArguments(values),
    executor: ExecutorChoice(kind: kind, chunk: try chunk(arguments[3])), workers: try integer(arguments[2]),
    seed: 7, warmup: try integer(arguments[4]), calibration: 1e8)
  let report = try RunReport(decoding: WorkloadRunner.run(request).encode())
  print("status \(words(for: report.status))")
  print("result \(report.result)")
  print("wall \(report.wall ?? -1)")
  print("startup \(report.startup ?? -1)")
  print("shutdown \(report.shutdown ?? -1)")
  print("parallelism \(report.achievedParallelism ?? -1)")
  print("threads \(report.threadsPeak ?? -1)")
  print("delay \(report.runDelay ?? -1)")
  for worker in report.workers {
    print("worker \(worker.worker) \(worker.tasks) \(worker.start) \(worker.end) \(worker.busy)")
  }
}

private func words(for status: RunReport.Status) -> String {
  switch status {
  case .ok: "ok"
  case .badResult(let reason): "bad-result: " + reason
  case .poolBroken(let reason): "pool-broken: " + reason
  case .affinity(let reason): "affinity: " + reason
  case .failed(let reason): "failed: " + reason
  }
}

/// Prints the timer slack of this process after a workload that does not wait and after one that does.
func timerSlack(_: [String]) throws {
  // Whoever started us may have another one, which this process inherited.
  try CurrentThread.setTimerSlack(nanoseconds: 50_000)
  let workloads = [
    ("noop", ["tasks": AxisValue.integer(1)]),
    ("sleep", ["tasks": .integer(1), "duration": AxisValue(text: "0", value: .number(0))]),
  ]
  for (kind, values) in workloads {
    let request = RunRequest(
      kind: kind, arguments: WorkloadArguments(values), executor: ExecutorChoice(kind: .serial), workers: 1)
    _ = WorkloadRunner.run(request)
    let slack = try File.read("/proc/self/timerslack_ns", atMost: 64)
    print("\(kind) \(String(decoding: slack, as: UTF8.self))", terminator: "")
  }
}

/// What pools cost here, for people; no test looks at it.
func costs(_ arguments: [String]) throws {
  func best(of count: Int, _ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<count {
      let start = SystemClock.nanoseconds()
      try body()
      least = min(least, Double(SystemClock.nanoseconds() - start))
    }
    return least
  }
  func whole<Pool: WorkerPool & ~Copyable>(_: Pool.Type, _ workers: Int) throws {
    var pool = try Pool.start(PoolConfiguration(workers: workers, capacity: 2)) { _, _ in TaskResult(count: 1)
    }
    _ = try pool.run(tasks: 2, chunk: .auto)
    _ = try pool.shutDown()
  }
  func map<Pool: WorkerPool & ~Copyable>(_: Pool.Type, _ workers: Int, _ chunk: Chunk) throws -> Double {
    let tasks = 1_000_000
    let configuration = PoolConfiguration(workers: workers, capacity: tasks)
    var pool = try Pool.start(configuration) { task, _ in TaskResult(count: UInt64(task)) }
    let first = try best(of: 1) { _ = try pool.run(tasks: tasks, chunk: chunk) }
    let least = try best(of: 20) { _ = try pool.run(tasks: tasks, chunk: chunk) }
    _ = try pool.shutDown()
    print("  first \(first / Double(tasks)) ns a task")
    return least / Double(tasks)
  }
  for workers in [1, 2, 8, 32] {
    let fork = try best(of: 50) { try whole(ProcessPool.self, workers) }
    let threads = try best(of: 50) { try whole(ThreadPool.self, workers) }
    print("\(workers) workers, start + 2 tasks + stop: fork \(fork * 1e-6) ms, threads \(threads * 1e-6) ms")
  }
  for chunk in [Chunk.auto, .tasks(1), .tasks(64)] {
    for workers in [1, 2] {
      print("threads, \(workers) workers, \(chunk): \(try map(ThreadPool.self, workers, chunk)) ns a task")
      print("fork, \(workers) workers, \(chunk): \(try map(ProcessPool.self, workers, chunk)) ns a task")
    }
    print("serial, \(chunk): \(try map(SerialPool.self, 1, chunk)) ns a task")
  }
  print("spin loop: \(SpinLoop.calibrate()) iterations/s")
  let points = AxisValue.integer(100_000_000)
  let request = RunRequest(
    kind: "pi", arguments: WorkloadArguments(["points": points]), executor: ExecutorChoice(kind: .serial),
    workers: 1)
  let seconds = (0..<5).map { _ in WorkloadRunner.run(request).wall ?? .infinity }.min() ?? .infinity
  print("pi: \(100 / seconds) M points/s")
}
