import Jobs
import Manifest

/// Workloads and executors made up for these tests, alike to real ones but free to stay as they are.
enum Invented {
  static let catalogue = Catalogue(
    workloads: [sleep, amdahl, noop, pi, gustafson, sizeless, driven], executors: executors)

  /// Two cores with two hardware threads each, of which all are allowed.
  static let machine = Machine(
    cpus: (0..<4).map { Machine.CPU(id: $0, socket: 0, core: $0 / 2, node: 0) }, allowed: [0, 1, 2, 3],
    memory: 8_000_000_000)

  private static let tasks = ParameterDescription(
    name: "tasks", summary: "how many tasks", kind: .integer(1...1_000_000), defaultText: "1")

  private static let sleep = WorkloadDescription(
    kind: "sleep", summary: "tasks that wait",
    parameters: [
      ParameterDescription(name: "duration", summary: "of each task", kind: .duration),
      ParameterDescription(name: "durations", summary: "of the tasks, one by one", kind: .durations),
      ParameterDescription(name: "tasks", summary: "how many tasks", kind: .integer(1...1_000_000)),
    ],
    sizeParameter: "tasks", parallelPart: "all tasks", bound: { _ in .waiting },
    check: { arguments in
      if arguments.has("durations") {
        return arguments.has("duration") || arguments.has("tasks")
          ? "give 'durations', or 'duration' and 'tasks', not both" : nil
      }
      return arguments.has("duration") ? nil : "give 'durations', or 'duration' and 'tasks'"
    }, canSimulate: true)

  private static let amdahl = WorkloadDescription(
    kind: "amdahl", summary: "a serial part and a parallel part",
    parameters: [
      ParameterDescription(
        name: "serial_fraction", summary: "the serial share", kind: .number(0...1), isRequired: true),
      ParameterDescription(name: "work", summary: "time of one worker", kind: .duration, defaultText: "1s"),
      ParameterDescription(
        name: "mode", summary: "spin or sleep", kind: .choice(["spin", "sleep"]), defaultText: "spin"),
    ],
    sizeParameter: "work", parallelPart: "1 - serial_fraction",
    bound: { $0.text("mode") == "sleep" ? .waiting : .cpu },
    check: { arguments in
      arguments.number("serial_fraction") == 0.5 && arguments.text("mode") == "sleep"
        ? "half and asleep do not go together" : nil
    }, canSimulate: true)

  private static let gustafson = WorkloadDescription(
    kind: "gustafson", summary: "work for each worker", parameters: [], sizeParameter: nil,
    parallelPart: "all but a share", bound: { _ in .cpu }, growsWithWorkers: true)

  private static let sizeless = WorkloadDescription(
    kind: "sizeless", summary: "always the same", parameters: [], sizeParameter: nil, parallelPart: "nothing",
    bound: { _ in .cpu },
    metrics: [MetricDescription(name: "lost", summary: "what is lost", kind: .count)])

  private static let driven = WorkloadDescription(
    kind: "driven", summary: "by its futures", parameters: [], sizeParameter: nil, parallelPart: "nothing",
    bound: { _ in .cpu }, runsAsCopies: false)

  private static let noop = WorkloadDescription(
    kind: "noop", summary: "tasks that do nothing", parameters: [tasks], sizeParameter: "tasks",
    parallelPart: "all tasks", bound: { _ in .cpu })

  private static let pi = WorkloadDescription(
    kind: "pi", summary: "points in a circle",
    parameters: [
      ParameterDescription(
        name: "points", summary: "how many points", kind: .integer(1...(.max)), defaultText: "2000000"),
      ParameterDescription(name: "block", summary: "bytes of a block", kind: .size, defaultText: "64KiB"),
    ],
    sizeParameter: "points", parallelPart: "all points", bound: { _ in .cpu })

  private static let executors = [
    ExecutorDescription(kind: .serial, summary: "one after another", options: []),
    ExecutorDescription(kind: .threads, summary: "threads", options: pool),
    ExecutorDescription(kind: .threadsGIL, summary: "threads under a lock", options: pool),
    ExecutorDescription(kind: .fork, summary: "processes", options: pool),
    ExecutorDescription(
      kind: .simulated, summary: "computed",
      options: [("chunk", "tasks at a time"), ("dispatch", "of a claim"), ("noise", "of a task")]),
  ]

  private static let pool = [(name: "chunk", summary: "tasks at a time"), ("reuse", "one pool for all")]
}

/// Checks a manifest's text against what is invented.
func check(
  _ text: String, machine: Machine = Invented.machine, maximumCells: Int = 1_000_000
) -> CheckedManifest {
  check(bytes: Array(text.utf8), machine: machine, maximumCells: maximumCells)
}

func check(
  bytes: [UInt8], machine: Machine = Invented.machine, maximumCells: Int = 1_000_000
) -> CheckedManifest {
  ManifestReader.check(
    bytes: bytes, folder: "/jobs", catalogue: Invented.catalogue, machine: machine, maximumCells: maximumCells
  )
}

extension CheckedManifest {
  /// All that would be shown of the errors.
  var errorsText: String { text { $0 == .error } }
  /// All that would be shown of what is no error.
  var warningsText: String { text { $0 != .error } }

  var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

  private func text(_ isShown: (Diagnostic.Severity) -> Bool) -> String {
    diagnostics.filter { isShown($0.severity) }.map { rendered($0, path: "m.yaml") }.joined(separator: "\n")
  }
}

/// A command study with this behind it.
func study(_ rest: String) -> String {
  "name: t\nworkload: {command: [prog, \"{workers}\"]}\nworkers: [1, 2]\n" + rest
}

/// A study of the built-in workload that waits, with this behind it.
func sleeping(_ rest: String) -> String {
  "name: t\nworkload: {kind: sleep, duration: 1ms, tasks: 2}\nexecutor: threads\n" + rest
}
