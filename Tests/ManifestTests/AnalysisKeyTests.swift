import Jobs
import Manifest
import Testing

private func job(_ text: String) throws -> Job {
  let checked = check(text)
  return try #require(checked.job, "\(checked.errorsText)")
}

private func swept(_ lines: String) -> String {
  "name: t\nworkload: {command: [prog, \"{workers}\", \"{build}\"]}\nworkers: [1, 2]\n"
    + "parameters: {build: {old: a, new: b}, one: 1, size: [5, 6]}\n" + lines
}

private let faults = [
  FaultyManifest(study("repetitions: {max: 20}\n"), 4, "'precision' is missing.*precision: 2%"),
  FaultyManifest(study("repetitions: {precision: 2%}\n"), 4, "'max' is missing.*max: 50"),
  FaultyManifest(
    study("repetitions: {min: 9, max: 8, precision: 2%}\n"), 4, "'min' in 'repetitions' is 9, more than"),
  FaultyManifest(study("repetitions: {max: 8, precision: 0%}\n"), 4, "more than 0%"),
  FaultyManifest(study("repetitions: {max: 8, precision: 2}\n"), 4, "'2' has no unit: write 2%"),
  FaultyManifest(study("repetitions: {max: 8, precision: 2%, budget: 3}\n"), 4, "'3' has no unit"),
  FaultyManifest(study("repetitions: {max: 0, precision: 2%}\n"), 4, "from 1 to 1000000"),
  FaultyManifest(study("repetitions: {mx: 8, precision: 2%}\n"), 4, "'mx'.*'max'"),
  FaultyManifest(
    study("repetitions: {max: 8, precision: 2%}\norder: random\n"), 5,
    "'order' is random.*write order: rounds"),
  FaultyManifest(swept("compare: {base: old}\n"), 5, "'axis' is missing.*axis: build"),
  FaultyManifest(swept("compare: build\n"), 5, "'compare' is not a mapping.*axis: build, base: old"),
  FaultyManifest(swept("compare: {axis: biuld}\n"), 5, "unknown axis 'biuld'.*'build'"),
  FaultyManifest(swept("compare: {axis: workers}\n"), 5, "along which the study scales"),
  FaultyManifest(swept("zip: [[workers, size]]\ncompare: {axis: size}\n"), 6, "along which the study scales"),
  FaultyManifest(swept("compare: {axis: one}\n"), 5, "has one value"),
  FaultyManifest(swept("compare: {axis: build, base: newer}\n"), 5, "has no value 'newer': it has old, new"),
  FaultyManifest(swept("compare: {axis: build, threshold: 0.02}\n"), 5, "'0.02' has no unit: write 0.02%"),
  FaultyManifest(
    swept("compare: {axis: build, threshold: 0%}\n"), 5, "is 0%: expected more than 0% and less than 100%"),
  FaultyManifest(swept("compare: {axis: build, threshold: 100%}\n"), 5, "is 100%: expected more than 0%"),
  FaultyManifest(
    swept("output: {plots: [comparison]}\n"), 5, "'comparison'.*nothing is compared: write compare"),
  FaultyManifest(study("quiet_machine: {}\n"), 4, "empty mapping: write \\{max_running: 1\\}"),
  FaultyManifest(study("quiet_machine: 3\n"), 4, "not a mapping"),
  FaultyManifest(study("quiet_machine: {max_running: -1}\n"), 4, "from 0"),
  FaultyManifest(study("quiet_machine: {wait: 10min}\n"), 4, "nothing to wait for: write max_running"),
  FaultyManifest(study("quiet_machine: {on_expiry: skip}\n"), 4, "nothing to wait for: write max_running"),
  FaultyManifest(study("quiet_machine: {max_running: 1, on_expiry: stop}\n"), 4, "'stop'.*run or skip"),
  FaultyManifest(study("quiet_machine: {steal: 0.005}\n"), 4, "'0.005' has no unit"),
  FaultyManifest(study("quiet_machine: {retries: 101}\n"), 4, "from 0 to 100"),
  FaultyManifest(study("reference: [a]\n"), 4, "'reference' is a list"),
]

@Suite struct AnalysisKeyTests {
  @Test func `repetitions until a precision is reached`() throws {
    let job = try job(study("repetitions: {min: 8, max: 50, precision: 1.5%, budget: 30min}\n"))
    #expect(job.repetitions == 50)
    #expect(job.adaptive == AdaptiveRepetitions(minimum: 8, precision: 0.015, budget: 1800))
  }

  @Test func `there are at least 10 runs, or all where they are fewer`() throws {
    #expect(try job(study("repetitions: {max: 50, precision: 2%}\n")).adaptive?.minimum == 10)
    #expect(try job(study("repetitions: {max: 9, precision: 2%}\n")).adaptive?.minimum == 9)
  }

  @Test func `the first value is the base of a comparison`() throws {
    let job = try job(swept("compare: {axis: build}\n"))
    #expect(job.comparison == ComparisonSetting(axis: 3, base: 0, threshold: 0.02))
    #expect(job.output.plots == Plot.defaults + [.comparison])
  }

  @Test func `a comparison has a base and a threshold`() throws {
    let job = try job(swept("compare: {axis: build, base: new, threshold: 5%}\noutput: {plots: [time]}\n"))
    #expect(job.comparison == ComparisonSetting(axis: 3, base: 1, threshold: 0.05))
    #expect(job.output.plots == [.time])
  }

  @Test func `executors can be compared`() throws {
    let job = try job(
      "name: t\nworkload: noop\nexecutor: [threads, fork]\ncompare: {axis: executor, base: fork}\n")
    #expect(job.comparison == ComparisonSetting(axis: 0, base: 1))
  }

  @Test func `nothing is waited for unless it is asked for`() throws {
    #expect(try job(study("")).quietMachine == nil)
    #expect(try job(study("quiet_machine: {retries: 1}\n")).quietMachine == QuietMachine(retries: 1))
  }

  @Test func `all that makes a machine quiet`() throws {
    let line = "quiet_machine: {max_running: 1, wait: 2min, on_expiry: skip, steal: 1%, retries: 0}\n"
    #expect(
      try job(study(line)).quietMachine
        == QuietMachine(maximumRunning: 1, wait: 120, onExpiry: .skip, steal: 0.01, retries: 0))
  }

  @Test func `pictures have formats, and there is a floor of efficiency`() throws {
    let job = try job(study("output: {formats: [png, tikz, pdf, svg], efficiency_floor: 55%}\n"))
    #expect(job.output.formats == [.png, .tikz, .pdf, .svg])
    #expect(job.output.efficiencyFloor == 0.55)
  }

  @Test func `every plot can be asked for`() throws {
    let job = try job(study("output: {plots: [karp-flatt, runs, residuals]}\n"))
    #expect(job.output.plots == [.karpFlatt, .runs, .residuals])
  }

  @Test(arguments: faults)
  func `what is wrong is refused with a way out`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }

  @Test(arguments: [
    (study("repetitions: {max: 7, precision: 2%}\n"), "no cell ends before 'max'"),
    (study("repetitions: {max: 5, precision: 2%}\n"), "with fewer than 6 repetitions"),
    (
      swept("compare: {axis: build}\nrepetitions: {max: 20, precision: 2%}\n"),
      "5:10: warning: cells that end when"
    ),
    (
      study("gates: [not regressed]\nrepetitions: {max: 20, precision: 2%}\n"),
      "4:8: warning: cells that end when"
    ),
    (study("reference: last-good\n"), "there is no such gate"),
    (study("gates: [efficiency >= 70]\n"), "4:9: warning: gate 'efficiency >= 70' is about a share"),
    (study("fit: amdahl\n"), "Amdahl's law with an interval of its serial fraction needs at least 3"),
    (swept("fit: usl\n"), "scalability law holds can be told from 6 numbers of workers: there are 2"),
    (swept("fit: auto\n"), "needs at least 3 numbers of workers: there are 2"),
    (
      "name: t\nworkload: gustafson\nexecutor: threads\nworkers: [1]\nscaling: weak\nfit: gustafson\n",
      "Gustafson's law needs at least 2 numbers of workers: there is 1"
    ),
  ])
  func `what will say less than expected is a warning`(_ text: String, _ message: String) {
    let checked = check(text)
    #expect(checked.job != nil, "\(checked.errorsText)")
    #expect(checked.warningsText.contains(message), "\(checked.warningsText)")
  }

  @Test func `enough of everything is no warning`() {
    let checked = check(
      sleeping(
        "workers: [1, 2, 3, 4, 5, 6]\nfit: [amdahl, usl]\nrepetitions: {max: 20, precision: 2%}\n"
          + "gates: [efficiency >= 0.5]\n"))
    #expect(checked.diagnostics.isEmpty, "\(checked.warningsText)")
  }

  @Test(arguments: ["efficiency >= 70%", "efficiency >= 1.2", "speedup >= 12"])
  func `a limit that may be meant as it is brings no warning`(_ gate: String) {
    let checked = check(study("gates: [\(gate)]\n"))
    #expect(checked.job != nil, "\(checked.errorsText)")
    #expect(!checked.warningsText.contains("share"), "\(checked.warningsText)")
  }
}
