import Jobs
import OperatingSystem
import Testing

@testable import Scheduler

struct ProcessSamplingTests {
  private func look(_ moment: Double, memory: Int = 1, processes: Int = 1) -> [ProcessSample] {
    (0..<processes).map { index in
      ProcessSample(
        moment: moment, pid: Int32(index + 1), parent: 1, role: .child, threads: 1, resident: memory,
        proportional: nil, cpu: 0)
    }
  }

  @Test func `samples are taken at multiples of the interval, however late one was`() {
    func next(_ now: UInt64, cost: UInt64 = 10) -> UInt64 {
      ProcessSampling.next(after: now, start: 5_000, interval: 1_000, cost: cost)
    }
    #expect(next(5_001) == 6_000)
    #expect(next(5_899) == 6_000)
    #expect(next(6_003) == 7_000)
    #expect(next(8_750) == 9_000)
  }

  @Test func `a sample takes at most a tenth of the time to the next`() {
    #expect(ProcessSampling.next(after: 5_000, start: 5_000, interval: 1_000, cost: 240) == 8_000)
  }

  @Test func `what is kept is bounded, spans the whole run and has the peak`() {
    var kept = KeptSamples(interval: 10, most: 100)
    for number in 0..<10_000 { kept.add(look(Double(number), memory: number == 4_711 ? 2 : 1, processes: 2)) }
    #expect(kept.samples.count <= 100 && kept.samples.count > 40)
    #expect(kept.samples.first?.moment == 0)
    #expect((kept.samples.last?.moment ?? 0) > 9_000)
    #expect(kept.samples.filter { $0.memory == 2 }.map(\.moment) == [4_711, 4_711])
    // Whole looks are let go.
    #expect(Dictionary(grouping: kept.samples, by: \.moment).values.allSatisfy { $0.count == 2 })
  }

  @Test func `the interval doubles each time that samples are let go`() {
    var kept = KeptSamples(interval: 10, most: 8)
    for number in 0..<8 { kept.add(look(Double(number))) }
    #expect(kept.interval == 10)
    kept.add(look(8))
    #expect(kept.interval == 20)
    #expect(kept.samples.map(\.moment) == [0, 2, 4, 6, 8])
  }

  @Test func `a look that is larger than the bound is kept`() {
    var kept = KeptSamples(interval: 10, most: 8)
    kept.add(look(0, processes: 20))
    kept.add(look(1, processes: 20))
    #expect(kept.samples.count == 40)
    kept.add(look(2, processes: 20))
    #expect(kept.samples.count == 40)
  }

  // MARK: - Roles

  private func process(_ pid: Int32, parent: Int32, _ name: String, start: UInt64 = 7) -> ProcessReading {
    ProcessReading(
      pid: pid, parent: parent, name: ProcessStatus.name(name), threads: 1, start: start, resident: 1,
      proportional: 1, cpuSeconds: 0)
  }

  private func roles(_ executor: ExecutorKind?, _ processes: [ProcessReading]) -> [ProcessRole] {
    var roles = ProcessRoles(run: 10, executor: executor, processName: "swrun:0123")
    roles.learn(processes)
    return processes.map(roles.role)
  }

  @Test func `forks of the run are workers of a pool, other programs and their children are not`() {
    let processes = [
      process(10, parent: 1, "swrun:0123"), process(11, parent: 10, "swrun:0123"),
      process(12, parent: 10, "sh"), process(13, parent: 11, "swrun:0123"),
    ]
    #expect(roles(.fork, processes) == [.run, .worker, .child, .child])
    #expect(roles(.threads, processes) == [.run, .child, .child, .child])
  }

  @Test func `worker programs of the run are workers`() {
    #expect(roles(.spawn, [process(11, parent: 10, "swrun-worker")]) == [.worker])
  }

  @Test func `the first program of a fork server is the server`() {
    let processes = [
      process(12, parent: 10, "swrun-worker", start: 9), process(14, parent: 10, "swrun-worker", start: 8),
      process(15, parent: 10, "swrun-worker", start: 8),
    ]
    #expect(roles(.forkserver, processes) == [.worker, .forkServer, .worker])
  }

  @Test func `the server stays the server when it is gone`() {
    var roles = ProcessRoles(run: 10, executor: .forkserver, processName: "swrun:0123")
    roles.learn([process(11, parent: 10, "swrun-worker")])
    let worker = process(12, parent: 10, "swrun-worker")
    roles.learn([worker])
    #expect(roles.role(of: worker) == .worker)
  }

  @Test func `a user's program is a command, whatever it starts its children`() {
    let processes = [process(10, parent: 1, "make"), process(11, parent: 10, "swrun-worker")]
    #expect(roles(nil, processes) == [.command, .child])
  }
}
