import Executors
import Testing

@Suite struct ListScheduleTests {
  private func schedule(
    _ durations: [Double], workers: Int, chunk: Int = 1, dispatch: Double = 0
  ) -> ListSchedule {
    let machine = ListSchedule.Machine(workers: workers, chunk: chunk, dispatch: dispatch)
    return ListSchedule(tasks: durations.count, on: machine, withTimings: true) { durations[$0] }
  }

  /// By hand: 8 | 7 | 6 | 5, then 4 after 5, 3 after 6, 2 after 7, 1 after 8.
  @Test func `each task goes to the worker that is free first`() {
    let schedule = schedule([8, 7, 6, 5, 4, 3, 2, 1], workers: 4)
    #expect(schedule.makespan == 9)
    #expect(schedule.timings.map(\.worker) == [0, 1, 2, 3, 3, 2, 1, 0])
    #expect(schedule.timings.map(\.started) == [0, 0, 0, 0, 5, 6, 7, 8])
    #expect(schedule.workers.map(\.tasks) == [2, 2, 2, 2])
    #expect(schedule.workers.map(\.busy) == [9, 9, 9, 9])
  }

  @Test func `of workers that are free at once the lowest number is taken`() {
    let schedule = schedule([1, 1, 1, 1, 1], workers: 3)
    #expect(schedule.timings.map(\.worker) == [0, 1, 2, 0, 1])
    #expect(schedule.makespan == 2)
  }

  /// Worker 1: claim 0–1, tasks 1–5, claim 5–6, task 6–8. Worker 2: claim 0–1, tasks 1–2 and 2–7.
  @Test func `a claim takes several tasks and costs the worker its dispatch`() {
    let schedule = schedule([3, 1, 1, 5, 2], workers: 2, chunk: 2, dispatch: 1)
    #expect(schedule.timings.map(\.worker) == [0, 0, 1, 1, 0])
    #expect(schedule.timings.map(\.started) == [1, 4, 1, 2, 6])
    #expect(schedule.makespan == 8)
    #expect(schedule.workers.map(\.start) == [1, 1])
    #expect(schedule.workers.map(\.end) == [8, 7])
    #expect(schedule.workers.map(\.busy) == [6, 6])
    #expect(schedule.workers.map(\.tasks) == [3, 2])
  }

  @Test func `workers without a task have done nothing`() {
    let schedule = schedule([2], workers: 3, dispatch: 0.5)
    #expect(schedule.makespan == 2.5)
    #expect(schedule.workers.map(\.start) == [0.5, 0, 0])
    #expect(schedule.workers.map(\.end) == [2.5, 0, 0])
    #expect(schedule.workers.map(\.busy) == [2, 0, 0])
    #expect(schedule.workers.map(\.tasks) == [1, 0, 0])
  }

  @Test func `without tasks no time passes`() {
    let schedule = schedule([], workers: 2, dispatch: 1)
    #expect(schedule.makespan == 0)
    #expect(schedule.workers.map(\.end) == [0, 0])
  }

  @Test func `a chunk larger than the number of tasks takes them all`() {
    #expect(schedule([1, 2, 3], workers: 2, chunk: .max).makespan == 6)
  }

  @Test func `timings are kept only where they are asked for`() {
    let schedule = ListSchedule(tasks: 3, on: ListSchedule.Machine(workers: 2)) { _ in 1 }
    #expect(schedule.timings.isEmpty)
    #expect(schedule.makespan == 2)
  }

  /// The bound is reached: P(P - 1) tasks of 1, then one of P, take 2P - 1 where P would do.
  @Test func `the worst order takes as long as Graham's bound allows`() {
    let workers = 4
    let durations = Array(repeating: 1.0, count: workers * (workers - 1)) + [Double(workers)]
    #expect(schedule(durations, workers: workers).makespan == Double(2 * workers - 1))
    #expect(schedule(durations.reversed(), workers: workers).makespan == Double(workers))
  }

  /// max(longest task, sum / P) is at most the best makespan, and no list schedule is longer than
  /// sum / P + longest · (1 - 1/P).
  @Test(arguments: [1, 2, 3, 7, 64])
  func `every schedule keeps to the bounds`(workers: Int) {
    let noise = ListScheduleNoise(relativeDeviation: 1, seed: 11)
    let durations = (0..<200).map { noise.factor(ofTask: $0) }
    let schedule = schedule(durations, workers: workers)
    let mean = durations.reduce(0, +) / Double(workers)
    let longest = durations.max() ?? 0
    #expect(schedule.makespan >= max(mean, longest) * (1 - 1e-12))
    #expect(schedule.makespan <= (mean + longest * (1 - 1 / Double(workers))) * (1 + 1e-12))
  }

  /// The plainest way: look at every worker for every task.
  @Test(arguments: [2, 5, 31])
  func `the heap finds the same worker as a search through all`(workers: Int) {
    let noise = ListScheduleNoise(relativeDeviation: 0.5, seed: 3)
    let durations = (0..<500).map { (noise.factor(ofTask: $0) * 4).rounded() }
    var freeAt = Array(repeating: 0.0, count: workers)
    let expected = durations.map { duration in
      let worker = freeAt.indices.min { freeAt[$0] < freeAt[$1] } ?? 0
      freeAt[worker] += duration
      return worker
    }
    #expect(schedule(durations, workers: workers).timings.map(\.worker) == expected)
  }

  @Test func `a hundred thousand workers and a million tasks are scheduled`() {
    let machine = ListSchedule.Machine(workers: 100_000)
    let schedule = ListSchedule(tasks: 1_000_000, on: machine) { _ in 0.5 }
    #expect(schedule.makespan == 5)
    #expect(schedule.workers.allSatisfy { $0.tasks == 10 })
  }
}

@Suite struct ListScheduleNoiseTests {
  @Test func `noise has the mean 1 and the deviation that was asked for`() {
    let noise = ListScheduleNoise(relativeDeviation: 0.2, seed: 1)
    let count = 100_000
    let factors = (0..<count).map { noise.factor(ofTask: $0) }
    let mean = factors.reduce(0, +) / Double(count)
    let variance = factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    // The seed is fixed, so that this holds always or never: within five standard errors.
    #expect(abs(mean - 1) < 5 * 0.2 / Double(count).squareRoot())
    #expect(abs(variance.squareRoot() - 0.2) < 0.004)
    #expect(factors.allSatisfy { $0 > 0 })
  }

  /// exp of the mean of the logarithm, which is -s²/2 = -ln(1.04)/2.
  @Test func `half of all factors are below the median of the distribution`() {
    let noise = ListScheduleNoise(relativeDeviation: 0.2, seed: 1)
    let below = (0..<100_000).count { noise.factor(ofTask: $0) < 1 / 1.04.squareRoot() }
    #expect(abs(below - 50_000) < 800)
  }

  @Test func `no noise leaves durations as they are`() {
    let noise = ListScheduleNoise(relativeDeviation: 0, seed: 1)
    #expect((0..<1000).allSatisfy { noise.factor(ofTask: $0) == 1 })
  }

  @Test func `a factor depends on the seed and the task alone`() {
    let factors = { (seed: UInt64) in
      (0..<100).map { ListScheduleNoise(relativeDeviation: 0.3, seed: seed).factor(ofTask: $0) }
    }
    #expect(factors(5) == factors(5))
    #expect(factors(5) != factors(6))
    #expect(Set(factors(5)).count == 100)
  }
}
