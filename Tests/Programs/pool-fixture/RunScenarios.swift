import Executors
import Expressions
import Glibc
import Jobs
import OperatingSystem
import Workloads

/// KIND EXECUTOR WORKERS CHUNK WARMUP NAME=VALUE…: runs a workload and prints its report, which has gone
/// through its encoded form. The executor is as in `fork+reuse+traces+copies`.
func runWorkload(_ arguments: [String]) throws {
  let report = try RunReport(decoding: WorkloadRunner.run(request(arguments)).encode())
  print("status \(words(for: report.status))")
  print("result \(report.result)")
  print("wall \(report.wall ?? -1)")
  print("startup \(report.startup ?? -1)")
  print("shutdown \(report.shutdown ?? -1)")
  print("parallelism \(report.achievedParallelism ?? -1)")
  print("threads \(report.threadsPeak ?? -1)")
  print("delay \(report.runDelay ?? -1)")
  for metric in report.metrics { print("metric \(metric.name) \(metric.value)") }
  for worker in report.workers {
    print("worker \(worker.worker) \(worker.tasks) \(worker.start) \(worker.end) \(worker.busy)")
  }
  for task in report.tasks {
    print(
      "task \(task.task) \(task.worker ?? -1) \(task.submitted) \(task.started ?? -1) \(task.finished ?? -1) "
        + "\(task.state)")
  }
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}

private func request(_ arguments: [String]) throws -> RunRequest {
  var values: [String: AxisValue] = [:]
  for argument in arguments.dropFirst(5) {
    let parts = argument.split(separator: "=").map(String.init)
    let numbers = parts[1].split(separator: ",").compactMap { Double($0) }
    let value =
      numbers.count == 1
      ? Value.number(numbers[0])
      : ["true", "false"].contains(parts[1]) ? .boolean(parts[1] == "true") : .text(parts[1])
    values[parts[0]] = AxisValue(
      text: parts[1], value: value,
      elements: ["durations", "parts", "sizes", "values", "captured"].contains(parts[0]) ? numbers : [])
  }
  let words = arguments[1].split(separator: "+").map(String.init)
  guard let kind = ExecutorKind(rawValue: words[0]) else { throw Complaint(description: "no executor") }
  let executor = ExecutorChoice(
    kind: kind, chunk: try chunk(arguments[3]), reuse: words.contains("reuse") ? true : nil)
  var request = RunRequest(
    kind: arguments[0], arguments: WorkloadArguments(values), executor: executor,
    workers: try integer(arguments[2]), seed: 7, warmup: try integer(arguments[4]), calibration: 1e8,
    traces: words.contains("traces"))
  request.copies = words.contains("copies")
  return request
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

/// Tells the process of its worker, and kills it after the first iteration.
private struct ShortLived: BuiltInWorkload {
  let taskCount = 1
  let memory: AtomicWord32

  func makeTask() -> TaskBody {
    { _, _ in TaskResult(count: UInt64(getpid())) }
  }

  func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> String {
    let pid = pid_t(tasks[0].count)
    guard memory.add(1) == 0 else { return memory.load() == 2 && kill(pid, 0) == 0 ? "alive" : "dead" }
    kill(pid, SIGKILL)
    // It stays for the pool to reap.
    var end = siginfo_t()
    waitid(P_PID, id_t(pid), &end, WEXITED | WNOWAIT)
    return "killed"
  }

  func check(_ combined: String) -> WorkloadOutcome { WorkloadOutcome(result: combined) }
}

/// A worker dies between two iterations of a run that uses its pool again.
func replacedPool(_: [String]) throws {
  let memory = try SharedMemory(bytes: 8, withForkedProcesses: false)
  let request = RunRequest(
    kind: "noop", arguments: WorkloadArguments([:]), executor: ExecutorChoice(kind: .fork, reuse: true),
    workers: 1, warmup: 1)
  var run = PooledRun(ShortLived(memory: AtomicWord32(at: memory.base)), request)
  print(try run.report().result)
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
  keep(memory)
}

/// Lets memory live until here.
private func keep(_ memory: borrowing SharedMemory) {}

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
  func whole(_ kind: ExecutorKind, _ workers: Int) throws {
    let work = PoolWork(name: "one") { _, _ in TaskResult(count: 1) }
    let pool = try Pools.start(kind, PoolConfiguration(workers: workers, capacity: 2), work)
    _ = try pool.run(tasks: 2, chunk: .auto)
    _ = try pool.shutDown()
  }
  func map(_ kind: ExecutorKind, _ workers: Int, _ chunk: Chunk) throws -> Double {
    let tasks = 1_000_000
    let work = PoolWork(name: "number") { task, _ in TaskResult(count: UInt64(task)) }
    let pool = try Pools.start(kind, PoolConfiguration(workers: workers, capacity: tasks), work)
    let first = try best(of: 1) { _ = try pool.run(tasks: tasks, chunk: chunk) }
    let least = try best(of: 20) { _ = try pool.run(tasks: tasks, chunk: chunk) }
    _ = try pool.shutDown()
    print("  first \(first / Double(tasks)) ns a task")
    return least / Double(tasks)
  }
  for workers in [1, 2, 8, 32] {
    let fork = try best(of: 50) { try whole(.fork, workers) }
    let threads = try best(of: 50) { try whole(.threads, workers) }
    print("\(workers) workers, start + 2 tasks + stop: fork \(fork * 1e-6) ms, threads \(threads * 1e-6) ms")
  }
  for chunk in [Chunk.auto, .tasks(1), .tasks(64)] {
    for workers in [1, 2] {
      for kind in [ExecutorKind.threads, .threadsGIL, .fork] {
        print("\(kind.rawValue), \(workers) workers, \(chunk): \(try map(kind, workers, chunk)) ns a task")
      }
    }
    print("serial, \(chunk): \(try map(.serial, 1, chunk)) ns a task")
  }
  print("spin loop: \(SpinLoop.calibrate()) iterations/s")
  let points = AxisValue.integer(100_000_000)
  let request = RunRequest(
    kind: "pi", arguments: WorkloadArguments(["points": points]), executor: ExecutorChoice(kind: .serial),
    workers: 1)
  let seconds = (0..<5).map { _ in WorkloadRunner.run(request).wall ?? .infinity }.min() ?? .infinity
  print("pi: \(100 / seconds) M points/s")
}
