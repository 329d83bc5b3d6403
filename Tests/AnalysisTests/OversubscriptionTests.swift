import Analysis
import Jobs
import Testing

private func machine(_ cpus: Int, quota: Double? = nil) -> Machine {
  Machine(
    cpus: (0..<cpus).map { Machine.CPU(id: $0, socket: 0, core: $0, node: 0) }, allowed: Array(0..<cpus),
    quota: quota)
}

/// Warnings of more workers or threads than CPUs.
struct OversubscriptionTests {
  private let advice = "the program may start threads of its own (see OMP_NUM_THREADS and the like)"

  private func command(workers: Int = 2, threads: Int?..., status: Status = .ok, cpus: String = "")
    -> InventedRuns
  {
    var study = InventedRuns(executors: [.command], workers: [workers], isCommand: true)
    for (index, threads) in threads.enumerated() {
      study.add(
        workers: workers, walls: [1], status: status, repetition: index + 1, cpus: cpus, threads: threads)
    }
    return study
  }

  private func warnings(_ study: InventedRuns, on machine: Machine?) throws -> [String] {
    try study.summary(on: machine).cells[0].warnings.filter {
      $0.contains("threads") || $0.contains("oversubscribed")
    }
  }

  @Test func `threads that nobody asked for are named with the numbers`() throws {
    let study = command(threads: 3, 9, nil)
    #expect(
      try warnings(study, on: machine(2)) == [
        "9 threads seen where 2 workers were asked for, on 2 CPUs: \(advice)"
      ])
    let hidden = try study.summary(on: machine(2)).cells[0].hiddenThreads
    #expect(hidden?.seen == 9)
    #expect(hidden?.workers == 2)
    #expect(hidden?.cpus == 2)
  }

  @Test func `one worker and one CPU are singular`() throws {
    #expect(
      try warnings(command(workers: 1, threads: 4), on: machine(1)) == [
        "4 threads seen where 1 worker was asked for, on 1 CPU: \(advice)"
      ])
  }

  @Test(arguments: [nil, 1, 2, 3]) func `the workers and one that hands out work are what was asked for`(
    threads: Int?
  ) throws {
    #expect(try warnings(command(threads: threads), on: machine(1)) == [])
  }

  @Test func `threads that can all have a CPU are no matter`() throws {
    #expect(try warnings(command(threads: 8), on: machine(8)) == [])
    #expect(try warnings(command(threads: 9), on: machine(8)).count == 1)
  }

  @Test func `a run that was bound has the CPUs that it was bound to`() throws {
    let study = command(threads: 9, cpus: "0-1,6-7")
    #expect(try warnings(study, on: machine(64)).first?.contains("on 4 CPUs") == true)
    #expect(try warnings(study, on: nil).first?.contains("on 4 CPUs") == true)
  }

  @Test func `a quota of CPUs counts`() throws {
    #expect(
      try warnings(command(threads: 9), on: machine(64, quota: 2.5)).first?.contains("on 2 CPUs") == true)
  }

  @Test func `without a machine and a binding nothing is known`() throws {
    #expect(try warnings(command(threads: 900), on: nil) == [])
  }

  @Test func `a run that ended at its limit tells of its threads too, an interrupted one does not`() throws {
    #expect(try warnings(command(threads: 9, status: .timeout), on: machine(2)).count == 1)
    #expect(try warnings(command(threads: 9, status: .interrupted), on: machine(2)) == [])
  }

  @Test func `workers of a built-in workload that share CPUs are named cell by cell`() throws {
    var study = InventedRuns(workers: [1, 2, 8])
    for workers in [1, 2, 8] {
      study.add(workers: workers, walls: [1.1, 1, 1.3, 1.2, 0.9, 1.15], threads: workers + 1)
    }
    let cells = try study.summary(on: machine(2)).cells
    #expect(cells.map(\.warnings) == [[], [], ["8 workers on 2 CPUs: oversubscribed"]])
    #expect(cells.allSatisfy { $0.hiddenThreads == nil })
  }

  @Test func `workers that are bound to fewer CPUs share them`() throws {
    var study = InventedRuns(workers: [4])
    study.add(workers: 4, walls: [1], cpus: "3")
    #expect(try warnings(study, on: machine(8)) == ["4 workers on 1 CPU: oversubscribed"])
  }

  @Test func `workers that wait share CPUs without harm`() throws {
    var study = InventedRuns(workers: [8])
    study.bound = .waiting
    study.add(workers: 8, walls: [1])
    #expect(try warnings(study, on: machine(2)) == [])
  }

  @Test func `threads that a built-in workload starts in its workers count`() throws {
    var study = InventedRuns(workers: [1, 4])
    study.innerThreads = 4
    for workers in [1, 4] { study.add(workers: workers, walls: [1]) }
    #expect(try warnings(study, on: machine(4)) == [])
    let cells = try study.summary(on: machine(4)).cells
    #expect(cells[1].warnings.contains("4 workers × 4 threads = 16 on 4 CPUs: oversubscribed"))
  }

  @Test func `simulated workers need no CPU`() throws {
    var study = InventedRuns(executors: [.simulated], workers: [64])
    study.innerThreads = 4
    study.add(workers: 64, walls: [1])
    #expect(try warnings(study, on: machine(2)) == [])
  }
}
