import Expressions
import Jobs
import Manifest
import Testing

/// The job of a manifest that must be right.
private func job(_ text: String, machine: Machine = Invented.machine) throws -> Job {
  let checked = check(text, machine: machine)
  return try #require(checked.job, "\(checked.errorsText)")
}

private func texts(_ job: Job, _ axis: String) -> [String] {
  job.axes.first { $0.name == axis }?.values.map(\.text) ?? []
}

@Suite struct GoodManifestTests {
  @Test func `five lines are a study`() throws {
    let job = try job(
      """
      name: amdahl
      workload: { kind: amdahl, serial_fraction: [0.1, 0.25], work: 2s, mode: sleep }
      executor: [threads, fork]
      workers: [1, 2, 4, 8, 16]
      repetitions: 10
      """)
    #expect(job.axes.map(\.name) == ["executor", "workers", "affinity", "serial_fraction", "work", "mode"])
    #expect(job.axes.map(\.isSwept) == [true, true, false, true, false, false])
    #expect(job.executors == [ExecutorChoice(kind: .threads), ExecutorChoice(kind: .fork)])
    #expect(job.axes[4].values == [AxisValue(text: "2s", value: .number(2))])
    #expect(job.parameterColumns == ["serial_fraction"])
    #expect(job.warmup == 0)
  }

  @Test func `defaults follow the parameters that are written and take no part in the key`() throws {
    let job = try job(
      "name: t\nworkload: {kind: amdahl, mode: spin, serial_fraction: 0.1}\nexecutor: serial\n")
    #expect(job.axes.dropFirst(3).map(\.name) == ["mode", "serial_fraction", "work"])
    #expect(job.axes.map(\.isWritten) == [true, true, true, true, true, false])
  }

  @Test(arguments: [("mode: spin", 1), ("mode: sleep", 0), ("mode: [sleep, spin]", 1)])
  func `the default of warmup follows from what bounds the workload`(mode: String, warmup: Int) throws {
    let job = try job("name: t\nworkload: {kind: amdahl, serial_fraction: 0.1, \(mode)}\nexecutor: serial\n")
    #expect(job.warmup == warmup)
  }

  @Test func `a command has the executor command`() throws {
    let job = try job(study("executor: command\n"))
    #expect(job.executors == [ExecutorChoice(kind: .command)])
    #expect(texts(job, "executor") == ["command"])
    #expect(job.warmup == 0)
  }

  @Test func `one worker may be used nowhere`() throws {
    #expect(try job("name: t\nworkload: {command: [a]}\n").axes[1].values.map(\.text) == ["1"])
  }

  @Test(arguments: [
    "environment: {OMP_NUM_THREADS: \"{workers}\"}", "prepare: [a, \"{workers}\"]", "affinity: compact",
    "parameters: {r: [3, 4]}\nzip: [[workers, r]]\nenvironment: {R: \"{r}\"}",
    "derived: {d: \"workers * 2\"}\nenvironment: {D: \"{d}\"}",
  ])
  func `workers may be used outside the command`(_ use: String) throws {
    _ = try job("name: t\nworkload: {command: [a]}\nworkers: [1, 2]\n\(use)\n")
  }

  @Test(arguments: [
    ("{from: 1, to: 9, step: 4}", ["1", "5", "9"]), ("{from: 1, to: 10, step: 4}", ["1", "5", "9"]),
    ("{from: 1, to: 64, factor: 4}", ["1", "4", "16", "64"]),
    ("{from: 3, to: 1, step: -1}", ["3", "2", "1"]),
    ("{from: 4, to: 9, factor: 1.5}", ["4", "6", "9"]), ("{from: 2, to: 2}", ["2"]), ("3", ["3"]),
    ("auto", ["1", "2", "3", "4"]),
  ])
  func `workers have their forms`(_ written: String, _ expected: [String]) throws {
    #expect(texts(try job(sleeping("workers: \(written)\n")), "workers") == expected)
  }

  @Test(arguments: [
    ("{from: 0.1, to: 0.5, step: 0.1}", ["0.1", "0.2", "0.3", "0.4", "0.5"]),
    ("{from: 1KiB, to: 1MiB, factor: 32}", ["1KiB", "32KiB", "1024KiB"]),
    ("{from: 100ms, to: 1s, step: 300ms}", ["100ms", "400ms", "700ms", "1000ms"]),
    ("{from: 3s, to: 1s, step: -1s}", ["3s", "2s", "1s"]),
    ("{from: 1e3, to: 4000, factor: 2}", ["1000", "2000", "4000"]),
    ("[1.10, 1.1, v2]", ["1.10", "1.1", "v2"]), ("no", ["no"]), ("{to: 1, other: 2}", ["to", "other"]),
  ])
  func `a parameter has its forms and keeps its spelling`(_ written: String, _ expected: [String]) throws {
    #expect(texts(try job(study("parameters: {x: \(written)}\n")), "x") == expected)
  }

  @Test func `a label stands for its value`() throws {
    let job = try job(study("parameters: {input: {small: 1MB, none: \"\"}}\n"))
    #expect(
      job.axes[3].values == [
        AxisValue(text: "small", written: "1MB", value: .number(1e6)),
        AxisValue(text: "none", written: "", value: .text("")),
      ])
  }

  @Test func `a quoted number is text`() throws {
    #expect(try job(study("parameters: {x: \"12\"}\n")).axes[3].values[0].value == .text("12"))
  }

  @Test func `a list of durations is one value and a list of lists an axis`() throws {
    let one = try job("name: t\nworkload: {kind: sleep, durations: [2s, 500ms]}\nexecutor: serial\n")
    #expect(
      one.axes[3].values == [AxisValue(text: "[2s, 500ms]", value: .text("[2s, 500ms]"), elements: [2, 0.5])])
    #expect(!one.axes[3].isSwept)
    let two = try job("name: t\nworkload: {kind: sleep, durations: [[2s], [1s, 1s]]}\nexecutor: serial\n")
    #expect(texts(two, "durations") == ["[2s]", "[1s, 1s]"])
  }

  @Test func `an excluded combination of arguments is not checked`() throws {
    _ = try job(
      """
      name: t
      workload: {kind: amdahl, serial_fraction: [0.1, 0.5], mode: [spin, sleep]}
      executor: serial
      exclude: [{where: serial_fraction == 0.5 and mode == sleep, reason: no use}]
      """)
  }

  @Test func `derived values build on each other`() throws {
    let job = try job(
      study("parameters: {n1: 100}\nderived:\n  n: 64 * round(n1 * workers / 64)\n  m: n + 1\n"))
    #expect(job.derived.map(\.name) == ["n", "m"])
    #expect(job.derived[1].expression.references == [4])
  }

  @Test func `executors have a long form`() throws {
    let job = try job(
      "name: t\nworkload: noop\nexecutor: [{kind: fork, chunk: auto}, {kind: fork, chunk: 4}, fork]\n")
    #expect(texts(job, "executor") == ["fork:chunk=auto", "fork:chunk=4", "fork"])
    #expect(job.executors.map(\.chunk) == [.auto, .tasks(4), nil])
  }

  @Test func `affinity may be an axis`() throws {
    let job = try job(sleeping("affinity: [none, compact, scatter, \"0,2-3\", 1]\n"))
    #expect(job.affinities == [.none, .compact, .scatter, .cpus([0, 2, 3]), .cpus([1])])
  }

  @Test func `hooks are one command or several`() throws {
    let job = try job(
      study(
        """
        setup: [make, -j2]
        prepare: [[a, "{workers}"], {command: "b | c", shell: true, directory: d, limits: {wall_time: 5s}}]
        cleanup: {command: [rm, x]}
        """))
    #expect(job.setup.map { $0.line.arguments.map(\.source) } == [["make", "-j2"]])
    #expect(job.prepare.map(\.line.usesShell) == [false, true])
    #expect(job.prepare[1].limits.wallTime == 5)
    #expect(job.prepare[1].line.directory?.source == "d")
    #expect(job.cleanup.count == 1)
  }

  @Test func `the other keys reach the job`() throws {
    let job = try job(
      study(
        """
        description: text
        scaling: strong
        measure: m
        repetitions: 7
        warmup: 2
        order: random
        seed: 9223372036854775807
        limits: {wall_time: 1min, cpu_time: 2s, address_space: 1GiB, open_files: 20, core: 0, grace: 0s}
        environment: {A: 4, B: null, C: "x{workers}"}
        environment_inherit: [PATH]
        inputs: ["in-{workers}.txt"]
        metrics: {m: {regex: "(.*)", unit: GB/s, kind: rate, from: stderr, reduce: max, optional: true}}
        success: {exit_codes: [0, 3], regex: done}
        baseline: {workers: 2}
        output: {directory: out, plots: [speedup-log], formats: [svg]}
        """))
    #expect(job.measure == "m" && job.repetitions == 7 && job.warmup == 2 && job.order == .random)
    #expect(job.seed == UInt64(Int.max))
    #expect(job.limits == Limits(wallTime: 60, cpuTime: 2, addressSpace: 1 << 30, openFiles: 20, grace: 0))
    #expect(job.environment.map { $0.value?.source } == ["4", nil, "x{workers}"])
    #expect(job.inheritedEnvironment == .only(["PATH"]))
    #expect(job.inputs.map(\.source) == ["in-{workers}.txt"])
    #expect(
      job.metrics == [
        Metric(
          name: "m", pattern: "(.*)", unit: "GB/s", kind: .rate, source: .standardError, reduction: .max,
          isOptional: true)
      ])
    #expect(job.success == SuccessCriterion(exitCodes: [0, 3], pattern: "done"))
    #expect(job.baseline == [BaselineSetting(axis: 1, value: 1)])
    #expect(job.output.directory == "out")
    #expect(job.output.plots == [.speedupLog])
    #expect(job.output.formats == [.svg])
    #expect(job.output.asksForFormats)
    #expect(!job.asksForTrace)
  }

  @Test func `the bound on cells can be raised`() {
    let text = sleeping("workers: {from: 1, to: 20}\n")
    #expect(check(text, maximumCells: 10).job == nil)
    #expect(check(text, maximumCells: 20).job != nil)
  }

  @Test func `zipped axes count once`() {
    let text = study("parameters: {x: [1, 2], y: [1, 2]}\nzip: [[workers, x, y]]\n")
    #expect(check(text, maximumCells: 2).job != nil)
  }

  @Test func `the places of keys are kept`() {
    #expect(check(study("exclude: [{where: workers > 8, reason: x}]\n")).places["exclude"]?.line == 4)
  }
}
