import Analysis
import Foundation
import Jobs
import Testing

/// Which laws are fitted to the series of a study, and to which of their cells.
struct StudyFitTests {
  /// Six runs of each cell by Amdahl's law with f = 0.1, spread a little.
  private static func invented(
    _ workers: [Int] = [1, 2, 4, 8, 16], executors: [ExecutorKind] = [.fork],
    _ time: (Double) -> Double = { 0.1 + 0.9 / $0 }
  ) -> InventedRuns {
    var runs = InventedRuns(executors: executors, workers: workers)
    for executor in executors {
      for count in executor == .serial ? [1] : workers {
        let walls = spread(count).map { time(Double(count)) * $0 }
        runs.add(executor: executor, workers: count, walls: executor == .simulated ? [walls[0]] : walls)
      }
    }
    return runs
  }

  /// Factors near 1 for the runs of a cell.
  private static func spread(_ seed: Int) -> [Double] {
    (0..<6).map { (run: Int) -> Double in
      let step = (run * 5 + seed) % 7 - 3
      return 1 + 0.002 * Double(step)
    }
  }

  private static func study(
    _ runs: InventedRuns, _ laws: [LawKind]? = nil, on machine: Machine? = nil
  ) throws -> Study {
    var runs = runs
    runs.job.repetitions = 6
    var study = try runs.summary()
    study.fitLaws(laws, seed: 1, extrapolates: false, machine: machine)
    return study
  }

  private static func machine(cores: Int) -> Machine {
    Machine(
      cpus: (0..<2 * cores).map { Machine.CPU(id: $0, socket: 0, core: $0 % cores, node: 0) },
      allowed: Array(0..<2 * cores))
  }

  @Test func `strong scaling has the three nested laws, and the serial series none`() throws {
    let study = try Self.study(Self.invented(executors: [.serial, .fork]))
    #expect(study.fits.count == 2)
    #expect(study.fits[0] == nil)
    let fits = try #require(study.fits[1])
    #expect(fits.laws.map(\.law) == [.linear, .amdahl, .usl])
    #expect(fits.chosenLaw?.law == .amdahl)
    let fraction = try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction"))
    #expect(abs(fraction.estimate - 0.1) < 0.01)
  }

  @Test func `only the laws that are asked for are fitted`() throws {
    let study = try Self.study(Self.invented(), [.amdahl])
    #expect(study.fits[0]?.laws.map(\.law) == [.amdahl])
  }

  @Test func `a law of another scaling is refused in words`() throws {
    let study = try Self.study(Self.invented(), [.gustafson])
    #expect(study.fits[0]?.laws.isEmpty == true)
    #expect(study.fits[0]?.notes == ["Gustafson: refused, it does not belong to strong scaling."])
  }

  @Test func `one number of workers is not fitted`() throws {
    #expect(try Self.study(Self.invented([4])).fits == [nil])
  }

  @Test func `work that computes is fitted up to the physical cores, and those beyond are named`() throws {
    let study = try Self.study(Self.invented(), on: Self.machine(cores: 4))
    let fits = try #require(study.fits[0])
    #expect(fits.fit(of: .amdahl)?.points == 3)
    #expect(fits.fit(of: .amdahl)?.verdict == .ifItHolds)
    #expect(fits.notes.contains { $0.contains("up to 4 workers") && $0.contains("8, 16 are left out") })
  }

  @Test func `work that waits is fitted over all workers`() throws {
    var runs = Self.invented()
    runs.bound = .waiting
    let study = try Self.study(runs, on: Self.machine(cores: 2))
    #expect(study.fits[0]?.fit(of: .amdahl)?.points == 5)
  }

  @Test func `computed cells have no interval and every number of workers`() throws {
    var runs = Self.invented(executors: [.simulated])
    runs.job.repetitions = 1
    var study = try runs.summary()
    study.fitLaws(nil, seed: 1, extrapolates: false, machine: Self.machine(cores: 2))
    let amdahl = try #require(study.fits[0]?.fit(of: .amdahl))
    #expect(amdahl.points == 5)
    #expect(amdahl.parameter("serial_fraction")?.low == nil)
  }

  @Test func `weak scaling without its reference has no law`() throws {
    var runs = Self.invented()
    runs.growWork(reference: .none)
    #expect(try Self.study(runs).fits == [nil])
  }

  @Test func `weak scaling with its reference has Gustafson's law`() throws {
    var runs = InventedRuns(workers: [1, 2, 4, 8])
    runs.growWork()
    for count in [1, 2, 4, 8] {
      let noise = Self.spread(count)
      runs.add(workers: count, walls: noise)
      if count > 1 {
        let serial = 0.2 + 0.8 * Double(count)
        let references: [Double?] = noise.map { $0 * serial }
        runs.add(workers: 1, walls: references, referenceOf: count)
      }
    }
    let fits = try #require(try Self.study(runs).fits[0])
    #expect(fits.chosenLaw?.law == .gustafson)
    #expect(abs((fits.chosenLaw?.parameter("serial_fraction")?.estimate ?? 0) - 0.2) < 0.01)
  }

  @Test func `the curve of a study has the speedup of its cells`() throws {
    let study = try Self.study(Self.invented())
    let curve = try #require(study.fits[0]?.chosenLaw).curve
    for cell in study.cells {
      let place = try #require(curve.first { $0.workers == Double(cell.workers) })
      #expect(abs(place.speedup.value / (cell.speedup?.value ?? 0) - 1) < 0.01)
    }
  }
}
