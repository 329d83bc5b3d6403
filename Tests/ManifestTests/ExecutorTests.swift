import Jobs
import Manifest
import Testing

private func manifest(_ executor: String, workload: String = "{kind: sleep, duration: 1ms, tasks: 2}")
  -> String
{
  "name: t\nworkload: \(workload)\nexecutor: \(executor)\n"
}

private let faults: [FaultyManifest] = [
  FaultyManifest(
    manifest("thread-gil"), 3, #"unknown executor 'thread-gil' \(did you mean 'threads-gil'\?\)"#),
  FaultyManifest(manifest("{kind: simulted}"), 3, "did you mean 'simulated'"),
  FaultyManifest(
    manifest("{kind: serial, chunk: 2}"), 3,
    "'chunk' is no option of executor 'serial': threads, threads-gil, fork and simulated have it"),
  FaultyManifest(
    manifest("{kind: simulated, reuse: true}"), 3,
    "'reuse' is no option of executor 'simulated': threads, threads-gil and fork have it"),
  FaultyManifest(
    manifest("{kind: fork, noise: 2%}"), 3, "'noise' is no option of executor 'fork': simulated has it"),
  FaultyManifest(
    manifest("{kind: fork, resue: true}"), 3, "unknown key 'resue'.*did you mean 'reuse'"),
  FaultyManifest(manifest("{reuse: true}"), 3, "'kind' is missing"),
  FaultyManifest(manifest("{kind: fork, reuse: yes}"), 3, "'yes': expected true or false"),
  FaultyManifest(manifest("{kind: fork, reuse: \"true\"}"), 3, "because it is quoted"),
  FaultyManifest(manifest("{kind: fork, reuse: }"), 3, "'reuse' in executor 'fork' has no value"),
  FaultyManifest(manifest("{kind: simulated, dispatch: 5}"), 3, "'5' has no unit"),
  FaultyManifest(manifest("{kind: simulated, dispatch: 0}"), 3, "'0' has no unit"),
  FaultyManifest(manifest("{kind: simulated, dispatch: -1ms}"), 3, "negative"),
  FaultyManifest(manifest("{kind: simulated, noise: 0.1}"), 3, "'0.1' has no unit|write 0.1%"),
  FaultyManifest(manifest("{kind: simulated, noise: 51%}"), 3, "expected a percentage from 0% to 50%"),
  FaultyManifest(manifest("{kind: simulated, noise: -1%}"), 3, "negative"),
  FaultyManifest(
    manifest("[{kind: simulated, dispatch: 1ms}, {kind: simulated, dispatch: 1000us}]"), 3, "twice"),
  FaultyManifest(
    manifest("[threads, simulated]", workload: "noop"), 3,
    "'noop' cannot be simulated.*is for 'sleep' and 'amdahl'"),
]

@Suite struct ExecutorTests {
  @Test(arguments: faults)
  func `a fault in an executor is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }

  @Test(arguments: [
    ("threads-gil", ExecutorChoice(kind: .threadsGIL), "threads-gil"),
    ("simulated", ExecutorChoice(kind: .simulated), "simulated"),
    ("{kind: threads, reuse: true}", ExecutorChoice(kind: .threads, reuse: true), "threads:reuse=true"),
    (
      "{kind: fork, reuse: false, chunk: 4}", ExecutorChoice(kind: .fork, chunk: .tasks(4), reuse: false),
      "fork:chunk=4:reuse=false"
    ),
    (
      "{kind: simulated, dispatch: 20us, noise: 7%}",
      ExecutorChoice(kind: .simulated, dispatch: 20e-6, noise: 0.07), "simulated:dispatch=20us:noise=7%"
    ),
    (
      "{kind: simulated, dispatch: 0s, noise: 0%}", ExecutorChoice(kind: .simulated, dispatch: 0, noise: 0),
      "simulated:dispatch=0s:noise=0%"
    ),
    ("{kind: simulated, noise: 50%}", ExecutorChoice(kind: .simulated, noise: 0.5), "simulated:noise=50%"),
  ])
  func `an executor has its options`(_ written: String, _ choice: ExecutorChoice, _ text: String) throws {
    let checked = check(manifest(written))
    let job = try #require(checked.job, "\(checked.errorsText)")
    #expect(job.executors == [choice])
    #expect(job.axes[Job.executorAxis].values.map(\.text) == [text])
  }

  @Test func `what is computed has no CPU to lack and none to share`() {
    let text = manifest("simulated", workload: "{kind: amdahl, serial_fraction: 0.1}")
    let checked = check(text + "workers: [1, 200]\naffinity: [\"0-1\", \"0-9\"]\nrepetitions: 2\n")
    #expect(checked.job != nil, "\(checked.errorsText)")
    #expect(checked.diagnostics.isEmpty, "\(checked.warningsText)")
  }

  @Test func `a CPU is lacking where only some cells are computed`() {
    let checked = check(manifest("[threads, simulated]") + "affinity: \"0-9\"\n")
    #expect(checked.diagnostics.map(\.severity) == [.lacking])
  }

  @Test func `the timeline is drawn only where it is asked for`() throws {
    let usual = try #require(check(manifest("threads")).job)
    #expect(usual.output.plots == [.time, .speedup, .speedupLog, .efficiency])
    #expect(!usual.asksForTrace)
    let asked = try #require(check(manifest("threads") + "output: {plots: [timeline]}\n").job)
    #expect(asked.output.plots == [.timeline])
    #expect(asked.asksForTrace)
  }
}
