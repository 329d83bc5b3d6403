import Jobs
import Testing

private func machine(_ count: Int, quota: Double? = nil, threadsPerCore: Int = 1) -> Machine {
  Machine(
    cpus: (0..<count).map { Machine.CPU(id: $0, socket: 0, core: $0 / threadsPerCore, node: 0) },
    allowed: Array(0..<count), quota: quota)
}

@Suite struct MachineTests {
  @Test(arguments: [
    (1, [1]), (2, [1, 2]), (6, [1, 2, 3, 4, 5, 6]), (8, [1, 2, 3, 4, 5, 6, 7, 8]),
    (16, [1, 2, 3, 4, 5, 6, 7, 8, 12, 16]),
    (64, [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64]),
  ])
  func `the worker ladder climbs to the CPUs that may be used`(cpus: Int, ladder: [Int]) {
    #expect(machine(cpus).workerLadder == ladder)
  }

  @Test func `the ladder has the physical cores too`() {
    #expect(machine(20, threadsPerCore: 2).workerLadder == [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20])
  }

  @Test func `a quota shortens the ladder`() {
    #expect(machine(16, quota: 2.5).workerLadder == [1, 2])
    #expect(machine(16, quota: 0.5).usableCPUs == 1)
  }

  @Test func `SMT siblings are one physical core`() {
    #expect(machine(8, threadsPerCore: 2).physicalCores == 4)
  }
}
