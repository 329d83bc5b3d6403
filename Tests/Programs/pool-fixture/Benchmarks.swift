import Executors
import Glibc
import Jobs
import OperatingSystem
import Workloads

/// ROW …: measures one row of `make bench` and prints one number.
///
///     map KIND CHUNK WORKERS            thousands of tasks a second
///     submit KIND WORKERS               the same, of futures
///     latency KIND same|apart|free      microseconds from submit to result: one CPU or two, after 0.2 ms in
///                                       which nobody does anything; or anywhere, one after the other
///     start KIND                        milliseconds for a pool of 2: start, 2 tasks, stop
///     results KIND WORKERS              MB a second of results of 64 KiB
///     trace KIND CHUNK WORKERS          nanoseconds of CPU time that a trace adds to a task
func bench(_ arguments: [String]) throws {
  guard arguments.count >= 2, let kind = ExecutorKind(rawValue: arguments[1]) else {
    throw Complaint(description: "usage: bench ROW KIND …")
  }
  let bench = Bench(kind: kind)
  let number =
    switch (arguments[0], arguments.count) {
    case ("map", 4): try bench.map(try chunk(arguments[2]), try integer(arguments[3]))
    case ("submit", 3): try bench.submit(try integer(arguments[2]))
    case ("latency", 3): try bench.latency(arguments[2])
    case ("start", 2): try bench.start()
    case ("results", 3): try bench.results(try integer(arguments[2]))
    case ("trace", 4): try bench.trace(try chunk(arguments[2]), try integer(arguments[3]))
    default: throw Complaint(description: "no row '\(arguments.joined(separator: " "))'")
    }
  print(number)
}

/// This program as the worker program of the rows: it knows the tasks that they submit.
func benchWorker(_ arguments: [String]) throws {
  CurrentProcess.exit(
    WorkerProgram.main([Swift.CommandLine.arguments[0]] + arguments, registry: benchRegistry))
}

private var benchRegistry: TaskRegistry {
  var registry = WorkloadTasks.registry
  registry.register(sameTask)
  registry.register(blockTask)
  return registry
}

/// Gives back its input.
nonisolated private let sameTask = PoolTask<Int, Int>(registered: "same") { input, _ in input }
/// Gives back 64 KiB.
nonisolated private let blockTask = PoolTask<Int, [UInt8]>(registered: "block") { input, _ in
  [UInt8](repeating: UInt8(truncatingIfNeeded: input), count: 65536)
}

/// The measurements of one executor.
private struct Bench {
  let kind: ExecutorKind
  private static let manyTasks = 1_000_000

  // MARK: - Rows

  func map(_ chunk: Chunk, _ workers: Int) throws -> Double {
    let pool = try begin(PoolConfiguration(workers: workers, capacity: Self.manyTasks))
    _ = try pool.run(tasks: Self.manyTasks, chunk: chunk)
    let times = try (0..<5).map { _ in
      try nanoseconds { _ = try pool.run(tasks: Self.manyTasks, chunk: chunk) }
    }
    try check(pool)
    try pool.shutDown()
    return Double(Self.manyTasks) / median(times) * 1e6
  }

  func submit(_ workers: Int) throws -> Double {
    let pool = try begin(PoolConfiguration(workers: workers, capacity: 0))
    func time(_ tasks: Int) throws -> Double {
      var futures: [Future<Int>] = []
      futures.reserveCapacity(tasks)
      return try nanoseconds {
        for task in 0..<tasks { futures.append(try pool.submit(sameTask, task)) }
        for task in 0..<tasks where try futures[task].result() != task {
          throw Complaint(description: "future \(task) has the result of another")
        }
      }
    }
    _ = try time(Self.manyTasks / 10)
    let taken = try time(Self.manyTasks)
    try pool.shutDown()
    return Double(Self.manyTasks) / taken * 1e6
  }

  func latency(_ placement: String) throws -> Double {
    var configuration = PoolConfiguration(workers: 1, capacity: 0)
    let cpus = try CPUSet.allowed().cpus
    if placement != "free", let first = cpus.first, let other = cpus.dropFirst().first ?? cpus.first {
      try CPUSet([first]).bindCallingThread()
      configuration.cpus = [placement == "apart" ? other : first]
    }
    let pool = try begin(configuration)
    for task in 0..<200 { _ = try pool.submit(sameTask, task).result() }
    let times = try (0..<2000).map { task in
      if placement != "free" { usleep(200) }
      return try nanoseconds { _ = try pool.submit(sameTask, task).result() }
    }
    try pool.shutDown()
    return median(times) * 1e-3
  }

  func start() throws -> Double {
    let server = kind == .forkserver ? try ForkServerHandle() : nil
    func one() throws {
      let pool = try begin(
        PoolConfiguration(workers: 2, capacity: 2), program: try WorkerProgram.find(), server: server)
      _ = try pool.run(tasks: 2, chunk: .auto)
      try pool.shutDown()
    }
    for _ in 0..<3 { try one() }
    return median(try (0..<50).map { _ in try nanoseconds { try one() } }) * 1e-6
  }

  func results(_ workers: Int) throws -> Double {
    let pool = try begin(PoolConfiguration(workers: workers, capacity: 0))
    func time(_ tasks: Int) throws -> Double {
      try nanoseconds {
        let futures = try (0..<tasks).map { try pool.submit(blockTask, $0) }
        for (task, future) in futures.enumerated() {
          let block = try future.result()
          guard block.count == 65536, block[65535] == UInt8(truncatingIfNeeded: task) else {
            throw Complaint(description: "future \(task) has another result")
          }
        }
      }
    }
    _ = try time(200)
    let tasks = 4000
    let taken = try time(tasks)
    try pool.shutDown()
    return Double(tasks) * 65536 / taken * 1e3
  }

  /// The workers' time and the time after it in which the timings are collected; pairs of runs in turn.
  func trace(_ chunk: Chunk, _ workers: Int) throws -> Double {
    var configuration = PoolConfiguration(workers: workers, capacity: Self.manyTasks)
    let plain = try begin(configuration)
    configuration.traces = true
    let traced = try begin(configuration)
    func time(_ pool: any WorkerPool) throws -> Double {
      var inside = 0.0
      let whole = try nanoseconds {
        let run = try pool.run(tasks: Self.manyTasks, chunk: chunk)
        inside = Double((run.workers.map(\.end).max() ?? run.released) - run.released)
      }
      return (inside * Double(workers) + whole - inside) / Double(Self.manyTasks)
    }
    _ = (try time(plain), try time(traced))
    let differences = try (0..<9).map { _ in try time(traced) - (try time(plain)) }
    try plain.shutDown()
    try traced.shutDown()
    return median(differences)
  }

  // MARK: - Means

  /// A pool whose indexed tasks are those of the workload `noop`: each gives back its number. Tasks that are
  /// submitted are known to this program, started as a worker, unless another is named.
  private func begin(
    _ configuration: PoolConfiguration, program: WorkerProgram? = nil, server: ForkServerHandle? = nil
  ) throws -> any WorkerPool {
    var configuration = configuration
    configuration.registry = benchRegistry
    let path = try CurrentProcess.resolvedPath("/proc/self/exe")
    configuration.program = program ?? WorkerProgram(path: path, arguments: ["bench-worker"])
    let request = RunRequest(
      kind: "noop", arguments: WorkloadArguments(["tasks": .integer(max(1, configuration.capacity))]),
      executor: ExecutorChoice(kind: kind), workers: configuration.workers)
    let work = PoolWork(name: WorkloadTasks.workName, recipe: request.encode()) { task, _ in
      TaskResult(count: 1, word: UInt64(task))
    }
    return try Pools.start(kind, configuration, work, server: server)
  }

  private func check(_ pool: any WorkerPool) throws {
    let areRight = pool.withResults { results in
      results.count == Self.manyTasks && results.indices.allSatisfy { results[$0].word == UInt64($0) }
    }
    guard areRight else { throw Complaint(description: "a result is missing") }
  }

  private func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = SystemClock.nanoseconds()
    try body()
    return Double(SystemClock.nanoseconds() - start)
  }

  private func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }
}
