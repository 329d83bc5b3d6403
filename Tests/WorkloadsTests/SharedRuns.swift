import Executors
import Jobs
import Workloads

/// A run of a workload by threads of the test process.
func request(
  _ kind: String, _ arguments: WorkloadArguments, _ executor: ExecutorKind = .threads, workers: Int = 1,
  chunk: Chunk? = nil, warmup: Int = 0
) -> RunRequest {
  RunRequest(
    kind: kind, arguments: arguments, executor: ExecutorChoice(kind: executor, chunk: chunk),
    workers: workers,
    warmup: warmup, calibration: 1e8)
}

/// Runs a workload's tasks on threads of the test process, and checks what came out after something was changed.
func outcome<Workload: BuiltInWorkload>(
  of workload: Workload, workers: Int, iterations: Int = 1,
  change: (inout [TaskResult]) throws -> Void = { _ in }
) throws -> WorkloadOutcome {
  var configuration = PoolConfiguration(workers: workers, capacity: workload.taskCount)
  configuration.window = 0
  let pool = try Pools.start(.threads, configuration, PoolWork(name: "test", body: workload.makeTask()))
  var results: [TaskResult] = []
  var serial: TaskResult?
  for _ in 0..<iterations {
    try workload.beginIteration()
    serial = workload.serialPart?()
    _ = try pool.run(tasks: workload.taskCount, chunk: .auto)
    results = pool.withResults { Array($0) }
  }
  _ = try pool.shutDown()
  try change(&results)
  return workload.check(results.withUnsafeBufferPointer { workload.combine(serial: serial, tasks: $0) })
}

/// Changes a byte of the memory that a workload's tasks share.
///
/// - Parameter offset: from its end.
func spoil(_ workload: some BuiltInWorkload, byteFromEnd offset: Int) throws {
  guard let name = workload.sharedName else { throw NoSharedMemory() }
  var other = request("test", arguments())
  other.shared = name
  let region = try SharedRegion(other, bytes: offset)
  region.elements(UInt8.self, at: region.size - offset, count: 1).pointee ^= 0x10
}

private struct NoSharedMemory: Error {}
