import Analysis
import Jobs
import Testing

/// What more workers than CPUs cost, from invented measurements.
struct OversubscriptionCostTests {
  private let machine = Machine(
    cpus: (0..<2).map { Machine.CPU(id: $0, socket: 0, core: $0, node: 0) }, allowed: [0, 1], quota: nil)

  /// The noise of each cell has an order of its own.
  private func walls(_ median: Double, _ workers: Int) -> [Double] {
    let step = [1, 2, 4, 5, 7][workers % 5]
    let noise = (0..<9).map { Double(($0 * step + workers) % 9 - 4) }
    return noise.map { median * (1 + 0.001 * $0) }
  }

  private func study(_ times: [(Int, Double)], bound: Bound = .cpu, scaling: Scaling = .strong) throws
    -> Study
  {
    var runs = InventedRuns(workers: times.map(\.0))
    runs.bound = bound
    runs.job.scaling = scaling
    for (workers, time) in times { runs.add(workers: workers, walls: walls(time, workers)) }
    return try runs.summary(on: machine)
  }

  @Test func `the most workers are compared with the best cell with fewer`() throws {
    let study = try study([(1, 2), (2, 1), (6, 1.02), (12, 1.1)])
    let cost = try #require(study.oversubscriptionCosts.first)
    #expect(study.oversubscriptionCosts.count == 1)
    #expect(study.cells[cost.cell].workers == 12)
    #expect(study.cells[cost.reference].workers == 2)
    #expect(abs(cost.ratio - 1.1) < 1e-9)
    #expect(cost.isDistinguishable == true)
  }

  @Test func `where no cell has exactly the CPUs the gain of the first workers is none of the last`() throws {
    let study = try study([(1, 2), (3, 1), (12, 1.0002)])
    let cost = try #require(study.oversubscriptionCosts.first)
    #expect(study.cells[cost.reference].workers == 3)
    #expect(cost.isDistinguishable == false)
  }

  @Test func `no cost that can be told is said to be none`() throws {
    let cost = try #require(try study([(2, 1), (4, 1.0005)]).oversubscriptionCosts.first)
    #expect(cost.isDistinguishable == false)
  }

  @Test func `who waits needs no CPU`() throws {
    #expect(try study([(2, 1), (12, 0.3)], bound: .waiting).oversubscriptionCosts.isEmpty)
  }

  @Test func `where every worker does the whole work twice the time for twice the workers costs nothing`()
    throws
  {
    let cost = try #require(try study([(2, 1), (4, 2)], scaling: .throughput).oversubscriptionCosts.first)
    #expect(abs(cost.ratio - 1) < 1e-9)
    #expect(cost.isDistinguishable == false)
  }
}
