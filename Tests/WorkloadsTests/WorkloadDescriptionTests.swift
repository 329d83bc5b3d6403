import Jobs
import Testing
import Workloads

@Suite struct WorkloadDescriptionTests {
  @Test func `the catalogue is alphabetical, and no two workloads have one name`() {
    let kinds = WorkloadCatalogue.descriptions.map(\.kind)
    #expect(kinds == Set(kinds).sorted())
  }

  @Test func `size parameters are parameters`() {
    for description in WorkloadCatalogue.descriptions {
      guard let size = description.sizeParameter else { continue }
      #expect(description.parameters.contains { $0.name == size }, "\(description.kind)")
    }
  }

  @Test func `an unknown workload is named with those that there are`() {
    let error = #expect(throws: WorkloadError.self) {
      _ = try WorkloadCatalogue.make(
        RunRequest(
          kind: "amdal", arguments: arguments(), executor: ExecutorChoice(kind: .serial), workers: 1,
          calibration: nil))
    }
    #expect(
      error?.message
        == "there is no workload 'amdal'; there are "
        + WorkloadCatalogue.descriptions.map(\.kind).joined(separator: ", "))
  }

  @Test func `Amdahl's law gives the estimate`() throws {
    let amdahl = try description(of: "amdahl")
    let values = arguments(["serial_fraction": 0.25, "work": 2], texts: ["mode": "sleep"])
    #expect(amdahl.estimate(values, 1) == 2)
    #expect(amdahl.estimate(values, 4) == 2 * (0.25 + 0.75 / 4))
    #expect(amdahl.serialFraction(values) == 0.25)
    #expect(amdahl.bound(values) == .waiting)
    #expect(!amdahl.needsCalibration(values))
  }

  @Test func `spinning needs the speed of the loop`() throws {
    let amdahl = try description(of: "amdahl")
    let values = arguments(["serial_fraction": 0.25, "work": 2], texts: ["mode": "spin"])
    #expect(amdahl.bound(values) == .cpu)
    #expect(amdahl.needsCalibration(values))
    let error = #expect(throws: WorkloadError.self) {
      _ = try WorkloadCatalogue.make(
        RunRequest(
          kind: "amdahl", arguments: values, executor: ExecutorChoice(kind: .serial), workers: 1,
          calibration: nil))
    }
    #expect(error?.message == "amdahl: 'mode: spin' needs the calibrated speed of the spin loop")
  }

  @Test func `work takes time`() throws {
    let values = arguments(["serial_fraction": 0.25, "work": 0])
    #expect(try description(of: "amdahl").check(values) == "'work' must be longer than 0")
  }

  @Test func `list scheduling gives the estimate of sleeps`() throws {
    let sleep = try description(of: "sleep")
    let list = arguments(durations: [8, 7, 6, 5, 4, 3, 2, 1])
    #expect(sleep.estimate(list, 1) == 36)
    #expect(sleep.estimate(list, 4) == 9)
    #expect(sleep.estimate(list, 100) == 8)
    #expect(sleep.estimate(arguments(["duration": 0.5, "tasks": 5]), 2) == 1.5)
    #expect(sleep.bound(list) == .waiting)
  }

  @Test(arguments: [(7.2e9, 1.0), (7.2e9, 1e6), (1001, 1e6), (1e300, 2), (.infinity, 1), (.nan, 1)])
  func `sleeps that no machine will see end are refused`(duration: Double, tasks: Double) throws {
    let sleep = try description(of: "sleep")
    let values = arguments(["duration": duration, "tasks": tasks])
    #expect(sleep.check(values) != nil)
    #expect(sleep.estimate(values, 1) == nil)
  }

  @Test func `the longest sleep is told`() throws {
    let sleep = try description(of: "sleep")
    let message =
      "the tasks would sleep for more than 1,000,000,000 s (31 years) together: write shorter durations or "
      + "fewer tasks"
    #expect(sleep.check(arguments(["duration": 1001, "tasks": 1e6])) == message)
    #expect(sleep.check(arguments(durations: Array(repeating: 9e8, count: 2))) == message)
    let longest = arguments(["duration": 1000, "tasks": 1e6])
    #expect(sleep.check(longest) == nil)
    #expect(sleep.estimate(longest, 1) == 1e9)
  }

  @Test(arguments: [1.1e9, 1e300, .infinity, .nan])
  func `work that no machine will see end is refused`(work: Double) throws {
    for mode in ["spin", "sleep"] {
      let values = arguments(["serial_fraction": 0.5, "work": work], texts: ["mode": mode])
      #expect(try description(of: "amdahl").check(values) != nil)
    }
  }

  @Test(arguments: [("noop", "tasks", 1e9), ("pi", "points", 1e18), ("noop", "tasks", 1e300)])
  func `counts beyond their bound are refused`(kind: String, name: String, count: Double) {
    #expect(throws: WorkloadError.self) {
      _ = try WorkloadCatalogue.make(
        RunRequest(
          kind: kind, arguments: arguments([name: count]), executor: ExecutorChoice(kind: .serial),
          workers: 1, calibration: nil))
    }
  }

  @Test func `sleeps are given in one of two forms`() throws {
    let check = try description(of: "sleep").check
    #expect(check(arguments(durations: [1])) == nil)
    #expect(check(arguments(["duration": 1, "tasks": 2])) == nil)
    let forms = "write either 'durations', or 'duration' and 'tasks'"
    #expect(check(arguments()) == "no duration is given: \(forms)")
    #expect(
      check(arguments(["tasks": 2], durations: [1]))
        == "both 'durations' and 'duration' or 'tasks' are given: \(forms)")
    #expect(check(arguments(["duration": 1])) == "'duration' and 'tasks' go together: 'tasks' is missing")
    #expect(check(arguments(["tasks": 1])) == "'duration' and 'tasks' go together: 'duration' is missing")
    #expect(check(arguments(durations: [])) == "'durations' is empty: write at least one")
  }
}
