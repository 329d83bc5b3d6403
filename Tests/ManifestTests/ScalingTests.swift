import Expressions
import Jobs
import Manifest
import Testing

/// The job of a manifest that must be right.
private func job(_ text: String) throws -> Job {
  let checked = check(text)
  return try #require(checked.job, "\(checked.errorsText)")
}

/// A built-in study whose tasks grow with the workers.
private func weak(_ rest: String = "") -> String {
  "name: t\nworkload: {kind: sleep, duration: 1ms, tasks: [2, 4]}\nexecutor: threads\nworkers: [1, 2]\n"
    + "zip: [[workers, tasks]]\nscaling: weak\n" + rest
}

/// A command whose size is derived from the workers.
private func grown(_ rest: String) -> String {
  "name: t\nworkload: {command: [prog, \"{workers}\", \"{n}\"]}\nworkers: [1, 2]\n"
    + "derived: {n: \"100 * workers\"}\n" + rest
}

private let faults = [
  FaultyManifest(study("scaling: storng\n"), 4, "unknown scaling 'storng'.*'strong'"),
  FaultyManifest(study("weak: {reference: none}\n"), 4, "'weak' is for work that grows.*write scaling: weak"),
  FaultyManifest(
    study("scaling: throughput\nweak: {reference: none}\n"), 5, "'weak' is for work that grows"),
  FaultyManifest(study("scaling: weak\nweak: measured\n"), 5, "'weak' is not a mapping.*reference: measured"),
  FaultyManifest(study("scaling: weak\nweak: {}\n"), 5, "'reference' is missing in 'weak'"),
  FaultyManifest(study("scaling: weak\nweak: {reference: measurd}\n"), 5, "'measurd'.*'measured'"),
  FaultyManifest(study("scaling: weak\nweak: {refrence: none}\n"), 5, "(?s)'refrence'.*'reference'"),
  FaultyManifest(
    study("scaling: weak\nweak: {reference: measured}\n"), 5, "would all be the same.*keeps its value"),
  FaultyManifest(
    sleeping("workers: [1, 2]\nscaling: weak\n"), 5,
    "its size 'tasks' one value.*zip: \\[\\[workers, tasks\\]\\]"),
  FaultyManifest(
    "name: t\nworkload: gustafson\nexecutor: threads\nworkers: [1, 2]\n", 2,
    "'gustafson' grows.*write scaling: weak"),
  FaultyManifest(
    "name: t\nworkload: gustafson\nexecutor: threads\nscaling: throughput\n", 4,
    "'gustafson' grows.*not throughput scaling"),
  FaultyManifest(
    "name: t\nworkload: sizeless\nexecutor: threads\nworkers: [1, 2]\nscaling: weak\n", 5,
    "'sizeless' has no size"),
  FaultyManifest(
    "name: t\nworkload: sizeless\nexecutor: threads\nscaling: throughput\n", 4,
    "'sizeless' tells numbers of one run.*write scaling: strong"),
  FaultyManifest(
    "name: t\nworkload: driven\nexecutor: threads\nscaling: throughput\n", 4,
    "'driven' is no work that a single"),
  FaultyManifest(
    "name: t\nworkload: noop\nexecutor: {kind: threads, chunk: 4}\nscaling: throughput\n", 3,
    "each worker has one task.*leave 'chunk' out"),
  FaultyManifest(study("work: {amount: \"n\", unit: points}\n"), 4, "unknown name 'n'"),
  FaultyManifest(study("work: {amount: \"100\"}\n"), 4, "'unit' is missing in 'work'.*unit: points"),
  FaultyManifest(study("work: {unit: points}\n"), 4, "'amount' is missing in 'work'"),
  FaultyManifest(study("work: {amount: \"1\", unit: \"\"}\n"), 4, "'unit' in 'work' is empty"),
  FaultyManifest(
    study("work: {amount: \"1\", unit: \(String(repeating: "u", count: 33))}\n"), 4, "longer than 32"),
  FaultyManifest(study("work: 100\n"), 4, "'work' is not a mapping"),
  FaultyManifest(
    study("scaling: throughput\nwork: {amount: \"100\", unit: points}\n"), 5,
    "same for every number of workers.*write \"\\(100\\) \\* workers\""),
  FaultyManifest(
    grown("scaling: weak\nwork: {amount: \"100\", unit: points}\n"), 6, "the work grows with the workers"),
  FaultyManifest(study("output: {plots: [time, rate]}\n"), 4, "'rate'.*work: \\{amount: EXPRESSION"),
  FaultyManifest(
    "name: t\nworkload: {command: [prog, \"{workers}\"], serial: prog}\n", 2,
    "'serial' in 'workload' is one text"),
  FaultyManifest(
    "name: t\nworkload: {command: [prog, \"{workers}\"], serial: [prog, \"{n}\"]}\n", 2, "unknown name 'n'"),
  FaultyManifest(
    "name: t\nworkload: {command: [prog, \"{workers}\"], serial: [prog]}\nscaling: weak\n", 2,
    "'serial' in 'workload' runs once"),
]

private let laws = [
  FaultyManifest(study("fit: [amdhal]\n"), 4, "unknown law 'amdhal' \\(did you mean 'amdahl'"),
  FaultyManifest(study("fit: linear\n"), 4, "unknown law 'linear'.*amdahl, gustafson, usl or auto"),
  FaultyManifest(study("fit: []\n"), 4, "empty list"),
  FaultyManifest(study("fit: [usl, usl]\n"), 4, "'usl' twice"),
  FaultyManifest(study("fit: [auto, usl]\n"), 4, "'auto' in 'fit' stands alone"),
  FaultyManifest(study("fit: {usl: 1}\n"), 4, "unknown law in 'fit'"),
  FaultyManifest(
    study("fit: gustafson\n"), 4, "'gustafson' in 'fit' does not belong here: .*write scaling: weak"),
  FaultyManifest(weak("fit: [amdahl]\n"), 7, "'amdahl'.*stays the same.*write gustafson"),
  FaultyManifest(weak("fit: [usl]\n"), 7, "'usl'.*write gustafson"),
  FaultyManifest(
    weak("fit: [gustafson]\nweak: {reference: none}\n"), 7, "write weak: \\{reference: measured\\}"),
  FaultyManifest(
    study("scaling: throughput\nfit: [amdahl]\n"), 5, "'amdahl'.*every worker does the whole work"),
  FaultyManifest(study("scaling: throughput\nfit: [gustafson]\n"), 5, "'gustafson'.*write scaling: weak"),
]

@Suite struct ScalingTests {
  @Test(arguments: faults)
  func `what does not fit the scaling is refused with a way out`(manifest: FaultyManifest) throws {
    try manifest.expectRefusal()
  }

  @Test(arguments: laws)
  func `a law that does not belong to the scaling is refused with the reason`(manifest: FaultyManifest) throws
  {
    try manifest.expectRefusal()
  }

  @Test func `only the law that does not belong is refused`() {
    let errors = check(weak("fit: [gustafson, amdahl]\n")).errors
    #expect(errors.map(\.column) == [18])
  }

  @Test func `the laws that belong are fitted`() throws {
    #expect(try job(weak("fit: [gustafson]\n")).fit == [.gustafson])
    #expect(try job(study("scaling: throughput\nfit: usl\n")).fit == [.usl])
    #expect(try job(study("fit: [usl, amdahl]\n")).fit == [.usl, .amdahl])
  }

  @Test(arguments: ["", "fit: auto\n", "fit: [auto]\n"])
  func `without a choice all laws of the scaling are fitted`(_ line: String) throws {
    #expect(try job(study(line)).fit == nil)
  }

  @Test func `work that grows in a zip is weak scaling with its reference measured`() throws {
    let job = try job(weak())
    #expect(job.scaling == .weak)
    #expect(job.weakReference == .measured)
    #expect(job.measuresReferences)
  }

  @Test func `the reference can be left out`() throws {
    #expect(try !job(weak("weak: {reference: none}\n")).measuresReferences)
  }

  @Test func `a command has no reference unless it is asked for`() throws {
    #expect(try !job(grown("scaling: weak\n")).measuresReferences)
    #expect(try job(grown("scaling: weak\nweak: {reference: measured}\n")).measuresReferences)
  }

  @Test func `a list for each number of workers is a size, too`() throws {
    let job = try job(
      "name: t\nworkload: {kind: sleep, durations: [[1ms], [1ms, 1ms]]}\nexecutor: threads\nworkers: [1, 2]\n"
        + "zip: [[workers, durations]]\nscaling: weak\n")
    #expect(job.scaling == .weak)
  }

  @Test func `what grows by itself needs no zip`() throws {
    let job = try job("name: t\nworkload: gustafson\nexecutor: threads\nworkers: [1, 2]\nscaling: weak\n")
    #expect(job.measuresReferences)
  }

  @Test func `every worker can do the whole work`() throws {
    #expect(try job(sleeping("workers: [1, 2]\nscaling: throughput\n")).scaling == .throughput)
  }

  @Test func `the amount of work brings a rate and its plot`() throws {
    let job = try job(study("parameters: {n: 5}\nwork: {amount: \"n * 10\", unit: points}\n"))
    #expect(job.work?.amount.source == "n * 10")
    #expect(job.work?.unit == "points")
    #expect(job.output.plots == Plot.defaults + [.rate])
  }

  @Test func `plots that are named are not added to`() throws {
    let job = try job(study("work: {amount: \"10\", unit: points}\noutput: {plots: [time]}\n"))
    #expect(job.output.plots == [.time])
  }

  @Test func `a serial program is an executor of its own`() throws {
    let job = try job(
      "name: t\nworkload: {command: [prog, \"{workers}\", \"{n}\"], serial: [other, \"{n}\"], directory: d}\n"
        + "workers: [1, 2]\nparameters: {n: [1, 2]}\n")
    #expect(job.executors.map(\.kind) == [.command, .serial])
    #expect(job.axes[Job.executorAxis].values.map(\.text) == ["command", "serial"])
    guard case .command(let command) = job.workload else {
      Issue.record("no command")
      return
    }
    #expect(command.serial?.arguments.map(\.source) == ["other", "{n}"])
    #expect(command.serial?.directory?.source == "d")
  }

  @Test func `a serial text for the shell goes with a command for the shell`() throws {
    let job = try job(
      "name: t\nworkload: {command: \"prog {workers} | wc\", serial: \"other | wc\", shell: true}\nworkers: [1, 2]\n"
    )
    guard case .command(let command) = job.workload else {
      Issue.record("no command")
      return
    }
    #expect(command.serial?.usesShell == true)
  }
}
