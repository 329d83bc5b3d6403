import Expressions
import Jobs
import Sweep
import Testing

/// A workload whose workers start as many threads as its parameter says.
private func nested(bound: Bound = .cpu) -> WorkloadDescription {
  WorkloadDescription(
    kind: "nested", summary: "", parameters: [], sizeParameter: nil, parallelPart: "", bound: { _ in bound },
    innerThreads: { $0.integer("inner_threads") ?? 1 })
}

private func machine(cpus: Int) -> Machine {
  Machine(
    cpus: (0..<cpus).map { Machine.CPU(id: $0, socket: 0, core: $0, node: 0) }, allowed: Array(0..<cpus))
}

private func warning(
  _ job: Job, _ description: WorkloadDescription? = nested(), cpus: Int = 2
) throws -> Oversubscription? {
  try SweepPlan(job).oversubscription(description, on: machine(cpus: cpus))
}

@Suite struct OversubscriptionTests {
  @Test func `the most workers beyond the CPUs are named`() throws {
    let found = try #require(try warning(inventedJob(workers: [1, 8, 4])))
    #expect(found == Oversubscription(workers: 8, threadsEach: 1, usableCPUs: 2))
    #expect(
      found.message == "up to 8 workers share 2 usable CPUs: oversubscribed cells show no more speedup")
  }

  @Test func `as many workers as CPUs are no matter`() throws {
    #expect(try warning(inventedJob(workers: [1, 2])) == nil)
  }

  @Test func `a command has no threads that are known, and its workers count`() throws {
    #expect(try warning(inventedJob(workers: [1, 4]), nil)?.workers == 4)
    #expect(try warning(inventedJob(workers: [1, 2]), nil) == nil)
  }

  @Test func `who waits needs no CPU`() throws {
    #expect(try warning(inventedJob(workers: [64]), nested(bound: .waiting)) == nil)
  }

  @Test func `threads within workers are oversubscription that the workers do not show`() throws {
    let job = inventedJob(workers: [1, 4], parameters: [("inner_threads", ["1", "4", "2"])])
    let found = try #require(try warning(job))
    #expect(found == Oversubscription(workers: 4, threadsEach: 4, usableCPUs: 2))
    #expect(found.message.hasPrefix("up to 4 workers × 4 threads = 16 on 2 usable CPUs: "))
  }

  @Test func `one worker with too many threads is named`() throws {
    let job = inventedJob(workers: [1], parameters: [("inner_threads", ["3"])])
    #expect(try warning(job)?.message.hasPrefix("up to 1 worker × 3 threads = 3 on 2 usable CPUs") == true)
    #expect(try warning(job, cpus: 3) == nil)
  }

  @Test func `simulated cells share no CPU`() throws {
    let parameters = [("inner_threads", ["1", "4"])]
    #expect(
      try warning(inventedJob(executors: [.simulated], workers: [1, 200], parameters: parameters)) == nil)
    let mixed = inventedJob(executors: [.simulated, .fork], workers: [1, 16], parameters: parameters)
    #expect(try warning(mixed)?.threads == 64)
    var excluding = mixed
    excluding.exclusions = [
      Exclusion(
        condition: try Expression(
          parsing: "executor == fork and workers > 1", names: Array(mixed.names.dropLast(2)), bareText: true),
        reason: "too many")
    ]
    #expect(try warning(excluding)?.threads == 4)
  }
}
