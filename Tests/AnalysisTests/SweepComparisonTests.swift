import Analysis
import Expressions
import Jobs
import Testing

struct SweepComparisonTests {
  private static func walls(_ time: Double, count: Int = 10) -> [Double?] {
    (0..<count).map { time * (1 + 0.001 * Double($0 * 7 % 10)) }
  }

  /// Three builds with two executors and two numbers of workers; `bad` is slower with two forked workers.
  private static func runs(missing: String? = nil) -> InventedRuns {
    var runs = InventedRuns(
      executors: [.fork, .threads], workers: [1, 2], parameter: ("build", ["good", "bad", "same"]))
    for executor in [ExecutorKind.fork, .threads] {
      for build in ["good", "bad", "same"] {
        for workers in [1, 2] where missing != "\(executor.rawValue) \(build) \(workers)" {
          let slow = build == "bad" && executor == .fork && workers == 2 ? 1.2 : 1
          runs.add(
            executor: executor, workers: workers, walls: walls(slow / Double(workers)), parameters: [build])
        }
      }
    }
    return runs
  }

  private static let setting = ComparisonSetting(axis: 3, base: 0)

  @Test func `each value is compared with the base, all other axes equal`() throws {
    let runs = Self.runs()
    let comparison = try #require(try runs.summary().comparison(Self.setting, of: runs.job))
    #expect(comparison.axis == "build")
    #expect(comparison.columns == ["executor", "workers", "affinity"])
    #expect(comparison.cells.count == 8)
    #expect(comparison.cells.allSatisfy { $0.base == "good" && $0.baseCount == 10 && $0.count == 10 })
    #expect(
      comparison.cells.map(\.value) == Array(repeating: "bad", count: 4) + Array(repeating: "same", count: 4))
    let regressed = comparison.cells.filter { $0.verdict == .regressed }
    #expect(regressed.map(\.labels) == [["fork", "2", "none"]])
    #expect(regressed.map(\.value) == ["bad"])
    #expect(comparison.count(of: .equivalent) == 7)
    #expect(comparison.notes.isEmpty, "\(comparison.notes)")
  }

  @Test func `p is adjusted over all cells`() throws {
    let runs = Self.runs()
    let comparison = try #require(try runs.summary().comparison(Self.setting, of: runs.job))
    let worst = try #require(comparison.cells.first { $0.verdict == .regressed })
    #expect(try abs(#require(worst.adjustedP) - 8 * #require(worst.p)) < 1e-12)
  }

  @Test func `executors are compared by their axis`() throws {
    let runs = Self.runs()
    let setting = ComparisonSetting(axis: Job.executorAxis, base: 1)
    let comparison = try #require(try runs.summary().comparison(setting, of: runs.job))
    #expect(comparison.columns == ["workers", "affinity", "build"])
    #expect(comparison.cells.count == 6)
    #expect(comparison.cells.allSatisfy { $0.base == "threads" && $0.value == "fork" })
    #expect(comparison.cells.filter { $0.verdict == .regressed }.map(\.labels) == [["2", "none", "bad"]])
  }

  @Test func `cells without a counterpart are told and not compared`() throws {
    let runs = Self.runs(missing: "threads good 2")
    let comparison = try #require(try runs.summary().comparison(Self.setting, of: runs.job))
    #expect(comparison.cells.count == 6)
    #expect(
      comparison.notes == [
        "1 cell of good or bad without a counterpart", "1 cell of good or same without a counterpart",
      ])
  }

  @Test func `too few runs are told`() throws {
    var runs = InventedRuns(workers: [1, 2], parameter: ("build", ["a", "b"]))
    for build in ["a", "b"] {
      for workers in [1, 2] {
        runs.add(workers: workers, walls: Self.walls(1, count: 3), parameters: [build])
      }
    }
    let comparison = try #require(try runs.summary().comparison(Self.setting, of: runs.job))
    #expect(
      comparison.notes == [
        "3 runs of each cell cannot show any difference in 2 comparisons: at least 5 are needed"
      ])
    #expect(comparison.cells.allSatisfy { $0.verdict == .inconclusive })
  }

  @Test func `adaptive repetitions come with a caution`() throws {
    var runs = Self.runs()
    runs.job.adaptive = AdaptiveRepetitions(minimum: 10, precision: 0.02)
    let comparison = try #require(try runs.summary().comparison(Self.setting, of: runs.job))
    #expect(comparison.notes.count == 1)
    #expect(comparison.notes.first?.contains("ended when they were precise") == true)
  }

  @Test func `axes that advance with the compared one do not take part`() throws {
    var runs = InventedRuns(workers: [1], parameter: ("build", ["a", "b"]))
    runs.job.axes.append(
      Axis(
        name: "flags", role: .parameter,
        values: ["x", "y"].map { AxisValue(text: $0, value: .text($0)) }))
    runs.job.zips = [[3, 4]]
    for (build, flags) in [("a", "x"), ("b", "y")] {
      runs.add(workers: 1, walls: Self.walls(1), parameters: [build, flags])
    }
    let comparison = try #require(try runs.summary().comparison(Self.setting, of: runs.job))
    #expect(comparison.columns == ["executor", "workers", "affinity"])
    #expect(comparison.cells.map(\.verdict) == [.equivalent])
  }

  @Test func `an axis with one value is not compared`() throws {
    let runs = Self.runs()
    let setting = ComparisonSetting(axis: Job.affinityAxis, base: 0)
    #expect(try runs.summary().comparison(setting, of: runs.job) == nil)
  }
}
