import Analysis
import Expressions
import Jobs
import Testing

struct StudyPairTests {
  private static func walls(_ time: Double) -> [Double?] {
    (0..<10).map { time * (1 + 0.001 * Double($0 * 7 % 10)) }
  }

  /// A study over one parameter and two numbers of workers; all times are `time`.
  private static func study(
    _ name: String, parameter: String = "n", texts: [String] = ["10", "20"], workers: [Int] = [1, 2],
    time: Double = 1, change: (inout Job) -> Void = { _ in }
  ) throws -> ComparedStudy {
    var runs = InventedRuns(workers: workers, parameter: (parameter, texts))
    change(&runs.job)
    for text in texts {
      for count in workers { runs.add(workers: count, walls: walls(time), parameters: [text]) }
    }
    return ComparedStudy(name: name, study: try runs.summary(), job: runs.job)
  }

  private static func error(
    _ old: ComparedStudy, _ new: ComparedStudy, ignoring: [String] = []
  ) -> ComparisonError? {
    do throws(ComparisonError) {
      _ = try StudyPair(old: old, new: new, ignoring: ignoring).comparison()
      return nil
    } catch {
      return error
    }
  }

  @Test func `cells that are defined alike are compared`() throws {
    let comparison = try StudyPair(old: Self.study("old"), new: Self.study("new", time: 1.1)).comparison()
    #expect(comparison.axis == "folder")
    #expect(comparison.columns == ["executor", "workers", "affinity", "n"])
    #expect(comparison.cells.count == 4)
    #expect(comparison.cells.allSatisfy { $0.verdict == .regressed && $0.base == "old" && $0.value == "new" })
    #expect(comparison.notes.isEmpty, "\(comparison.notes)")
  }

  @Test func `the sweeps may differ, and cells on one side are named`() throws {
    let comparison = try StudyPair(
      old: Self.study("old", texts: ["10", "20"]), new: Self.study("new", texts: ["20", "30"])
    ).comparison()
    #expect(comparison.cells.map(\.labels) == [["fork", "1", "none", "20"], ["fork", "2", "none", "20"]])
    #expect(
      comparison.notes == [
        "only in old: workers=1, n=10; workers=2, n=10", "only in new: workers=1, n=30; workers=2, n=30",
      ])
  }

  @Test func `nothing in common is an error that names what differs`() throws {
    let error = try #require(
      Self.error(try Self.study("old", texts: ["10"]), try Self.study("new", texts: ["20"])))
    #expect(!error.isUsage)
    #expect(
      error.description
        == "old and new have no cell in common: 'n' is 10 in old and 20 in new; --ignore n compares all the same"
    )
  }

  @Test func `another workload is told`() throws {
    let new = try Self.study("new") { $0.workload = .builtIn(kind: "sleep") }
    let error = try #require(Self.error(try Self.study("old"), new))
    #expect(error.description.contains("'workload' is amdahl in old and sleep in new"))
    #expect(Self.error(try Self.study("old"), new, ignoring: ["workload"]) == nil)
  }

  @Test func `a single value of a parameter takes part, too`() throws {
    func fixed(_ text: String, isWritten: Bool = true) -> (inout Job) -> Void {
      { job in
        job.axes.append(
          Axis(
            name: "work", role: .parameter, values: [AxisValue(text: text, value: .text(text))],
            isSwept: false, isWritten: isWritten))
      }
    }
    let old = try Self.study("old", change: fixed("1s"))
    let error = try #require(Self.error(old, try Self.study("new", change: fixed("2s"))))
    #expect(error.description.contains("'work' is 1s in old and 2s in new"))
    #expect(Self.error(old, try Self.study("new", change: fixed("2s")), ignoring: ["work"]) == nil)
    #expect(Self.error(old, try Self.study("new", change: fixed("1s", isWritten: false))) == nil)
    // A default that the other does not know of is no difference.
    #expect(
      Self.error(try Self.study("old"), try Self.study("new", change: fixed("1s", isWritten: false))) == nil)
    #expect(Self.error(old, try Self.study("new"))?.description.contains("'work' is only in old") == true)
  }

  @Test func `a renamed axis is matched by its values where both names are ignored`() throws {
    let old = try Self.study("old", parameter: "n")
    let new = try Self.study("new", parameter: "size", time: 1.1)
    let error = try #require(Self.error(old, new))
    #expect(error.description.contains("'n' is only in old; 'size' is only in new"))
    let comparison = try StudyPair(old: old, new: new, ignoring: ["n", "size"]).comparison()
    #expect(comparison.cells.count == 4)
    #expect(comparison.columns == ["executor", "workers", "affinity", "size"])
  }

  @Test func `what remains alike without an axis is an error`() throws {
    let error = try #require(
      Self.error(
        try Self.study("old", texts: ["a", "b"]), try Self.study("new", texts: ["c", "d"]), ignoring: ["n"]))
    #expect(error.isUsage)
    #expect(error.description.contains("without 'n' 2 cells of old and 2 cells of new are alike"))
  }

  @Test func `an unknown axis cannot be ignored`() throws {
    let error = try #require(Self.error(try Self.study("old"), try Self.study("new"), ignoring: ["m"]))
    #expect(error.isUsage)
    #expect(error.description.hasPrefix("there is no axis 'm' to ignore: there are affinity, derived,"))
  }

  @Test func `different measures cannot be compared`() throws {
    var new = try Self.study("new")
    new.study.measure.name = "items"
    #expect(
      Self.error(try Self.study("old"), new)?.description
        == "old measures 'wall_s', new 'items': they cannot be compared")
  }

  @Test func `the environment takes part, its order does not`() throws {
    let change: (inout Job) -> Void = { $0.environment = [EnvironmentSetting(name: "A", value: nil)] }
    let error = try #require(Self.error(try Self.study("old"), try Self.study("new", change: change)))
    #expect(error.description.contains("'environment' is empty in old and A=(unset) in new"))
  }

  @Test func `labels that stand for something else are told`() throws {
    let comparison = try StudyPair(
      old: Self.study("old"),
      new: Self.study("new") { $0.axes[3].values[0].written = "1e1" }
    ).comparison()
    #expect(comparison.notes == ["'10' of 'n' is 10 in old and 1e1 in new"])
  }
}
