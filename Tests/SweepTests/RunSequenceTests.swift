import Expressions
import Jobs
import Sweep
import Testing

@Suite struct RunSequenceTests {
  @Test(arguments: RunOrder.allCases)
  func `every order visits each cell once per repetition`(order: RunOrder) throws {
    var job = inventedJob(workers: [1, 2, 4, 8, 16])
    job.order = order
    job.repetitions = 7
    let runs = Array(RunSequence(try SweepPlan(job)))
    #expect(runs.count == 35)
    #expect(Set(runs.map { [$0.position, $0.repetition] }).count == 35)
  }

  @Test func `a round visits every cell before the next begins`() throws {
    var job = inventedJob(workers: [1, 2, 4, 8, 16])
    job.repetitions = 3
    let runs = Array(RunSequence(try SweepPlan(job)))
    #expect(
      runs.map(\.round) == Array(repeating: 1, count: 5) + Array(repeating: 2, count: 5)
        + Array(repeating: 3, count: 5))
    #expect(Set(runs.prefix(5).map(\.position)) == [0, 1, 2, 3, 4])
  }

  @Test func `the same seed gives the same order and another seed another`() throws {
    var job = inventedJob(workers: Array(1...20))
    let first = Array(RunSequence(try SweepPlan(job)))
    #expect(first == Array(RunSequence(try SweepPlan(job))))
    job.seed = 2
    #expect(first != Array(RunSequence(try SweepPlan(job))))
  }

  @Test func `the order of a round does not depend on the machine or the version`() {
    // Golden: a change here would make a resumed sweep run in another order than the one it began in.
    #expect(RandomOrder.permutation(of: 10, seed: 1) == [1, 9, 0, 8, 2, 4, 6, 7, 3, 5])
  }

  @Test func `ascending runs need no memory, however many they are`() throws {
    var job = inventedJob(workers: [1, 2])
    job.order = .sequential
    job.repetitions = .max / 2
    var runs = RunSequence(try SweepPlan(job))
    #expect(runs.count == .max - 1)
    #expect((0..<3).map { _ in runs.next()?.repetition } == [1, 2, 3])
  }

  @Test(arguments: [RunOrder.rounds, .sequential])
  func `more runs than can be counted are as many as can be`(order: RunOrder) throws {
    var job = inventedJob(workers: [1, 2, 4])
    job.order = order
    job.repetitions = .max / 2
    #expect(RunSequence(try SweepPlan(job)).count == .max)
  }

  @Test func `more runs than can be shuffled as a whole are refused`() throws {
    var job = inventedJob(workers: Array(1...10))
    job.order = .random
    job.repetitions = 5_000_001
    let error = #expect(throws: SweepError.self) { try SweepPlan(job) }
    #expect(error == .tooManyToShuffle(maximum: 50_000_000))
    #expect(error?.message.contains("write 'order: rounds'") == true)
    job.repetitions = .max
    #expect(throws: SweepError.tooManyToShuffle(maximum: 50_000_000)) { try SweepPlan(job) }
    job.repetitions = 5_000_000
    #expect(throws: Never.self) { try SweepPlan(job) }
  }

  @Test func `warm-up runs of a command come before the first round`() throws {
    var job = inventedJob(workers: [1, 2])
    let line = CommandLine(arguments: [try Template(parsing: "true", names: job.names)])
    job.workload = .command(CommandWorkload(line: line))
    job.warmup = 2
    job.repetitions = 1
    let runs = Array(RunSequence(try SweepPlan(job)))
    #expect(runs.map(\.phase) == [.warmup, .warmup, .warmup, .warmup, .timed, .timed])
    #expect(runs.map(\.round) == [1, 1, 2, 2, 1, 1])
    #expect(RunSequence(try SweepPlan(job)).count == 6)
  }

  @Test func `a built-in workload warms up inside its runs`() throws {
    var job = inventedJob(workers: [1, 2])
    job.warmup = 2
    job.repetitions = 1
    #expect(Array(RunSequence(try SweepPlan(job))).allSatisfy { $0.phase == .timed })
  }
}
