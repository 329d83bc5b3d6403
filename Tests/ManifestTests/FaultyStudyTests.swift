import Manifest
import Testing

private let names = [
  FaultyManifest(study("parameters: [n]\n"), 4, "'parameters' is not a mapping"),
  FaultyManifest(study("parameters: {1n: 2}\n"), 4, "'1n' cannot be the name"),
  FaultyManifest(study("parameters: {a-b: 2}\n"), 4, "'a-b' cannot be the name"),
  FaultyManifest(study("parameters: {wall_s: 2}\n"), 4, "column of the results"),
  FaultyManifest(study("parameters: {median: 2}\n"), 4, "column of the results"),
  FaultyManifest(study("parameters: {workers: 2}\n"), 4, "already an axis"),
  FaultyManifest(study("parameters: {and: 2}\n"), 4, "word of expressions"),
  FaultyManifest(study("parameters: {n: [1, 1]}\n"), 4, "'1' twice"),
  FaultyManifest(study("parameters: {n: []}\n"), 4, "empty list"),
  FaultyManifest(study("parameters: {n: {}}\n"), 4, "empty mapping"),
  FaultyManifest(study("parameters: {n: }\n"), 4, "no value"),
  FaultyManifest(study("parameters: {n: [1, null]}\n"), 4, "no value"),
  FaultyManifest(study("parameters: {n: [\"\"]}\n"), 4, "empty value"),
  FaultyManifest(study("parameters: {n: \"a\\tb\"}\n"), 4, "control character"),
  FaultyManifest(study("parameters: {n: {a: 1, b: 1}}\n"), 4, "'1' twice"),
  FaultyManifest(study("parameters: {n: {a: \"1\\n\"}}\n"), 4, "line break"),
  FaultyManifest(study("parameters: {n: {from: 1, to: 3, step: 0}}\n"), 4, "step"),
  FaultyManifest(study("parameters: {n: {from: 1s, to: 3s}}\n"), 4, "'step' is missing.*1s"),
  FaultyManifest(study("parameters: {n: {from: 0, to: 1e12, step: 0.1}}\n"), 4, "more than 1000000 values"),
  FaultyManifest(
    study("parameters: {n: {from: 1, to: 2, factor: 1.0000000000001}}\n"), 4, "more than 1000000"),
  FaultyManifest(study("parameters: {n: \"a\\u202eb\"}\n"), 4, "writing direction"),
  FaultyManifest(study("parameters: {n: {\"a\\u2066b\": 1}}\n"), 4, "writing direction"),
  FaultyManifest(
    study("parameters: {m_median: [1, 2]}\nmetrics: {m: {regex: \"(a)\"}}\n"), 5,
    "'m_median'.*already an axis"),
  FaultyManifest(
    study("metrics: {m: {regex: \"(a)\"}, m_low: {regex: \"(a)\"}}\n"), 4, "'m_low'.*already a metric"),
  FaultyManifest(study("metrics: {cpu_s: {regex: \"(a)\"}}\n"), 4, "'cpu_s_median'.*already a column"),
  FaultyManifest(
    study("parameters: {a: {from: 1, to: 1000000}, b: {from: 1, to: 1000000}}\n"), 4,
    "2000000000000 cells, more than 1000000"),
  FaultyManifest(
    study(
      "zip: [[a, b, c, d, e]]\nparameters:\n"
        + "abcde".map { "  \($0): {from: 1, to: 500000}\n" }.joined()), 6, "2500000 values together"),
  FaultyManifest(sleeping("parameters: {tasks: 3}\n"), 4, "inside 'workload'"),
  FaultyManifest(study("derived: {n: \"2 *\"}\n"), 4, "derived value 'n'"),
  FaultyManifest(study("derived: {n: \"m + 1\", m: \"2\"}\n"), 4, "unknown name 'm'"),
  FaultyManifest(study("derived: {n: \"repetition\"}\n"), 4, "unknown name 'repetition'"),
  FaultyManifest(study("derived: {cell: \"1\"}\n"), 4, "'cell' cannot be the name"),
  FaultyManifest(study("parameters: {n: 1}\nderived: {n: \"1\"}\n"), 5, "already an axis"),
  FaultyManifest(study("zip: [a, b]\n"), 4, "list of lists"),
  FaultyManifest(study("zip: [[workers, wrokers]]\n"), 4, "'wrokers'.*'workers'"),
  FaultyManifest(study("zip: [[workers]]\n"), 4, "at least two"),
  FaultyManifest(
    study("parameters: {n: [1, 2, 3]}\nzip: [[workers, n]]\n"), 5, "'workers' has 2 and 'n' has 3"),
  FaultyManifest(study("parameters: {n: [1, 2]}\nzip: [[workers, n], [n, affinity]]\n"), 5, "'n' twice"),
  FaultyManifest(study("derived: {d: \"1\"}\nzip: [[workers, d]]\n"), 5, "derived value"),
  FaultyManifest(study("zip: []\n"), 4, "empty list"),
  FaultyManifest(study("exclude: {where: \"workers > 1\", reason: x}\n"), 4, "not a list"),
  FaultyManifest(study("exclude: [{reason: x}]\n"), 4, "'where' is missing"),
  FaultyManifest(study("exclude: [{where: workers > 1, reason: \"\"}]\n"), 4, "'reason'.*empty"),
  FaultyManifest(study("exclude: [{where: worker > 1, reason: x}]\n"), 4, "worker"),
  FaultyManifest(
    study("exclude: [{wher: workers > 1, reason: x}]\n"), 4, "(?s)'where' is missing.*'wher'.*'where'"),
  FaultyManifest(study("baseline: {wokers: 1}\n"), 4, "'wokers'.*'workers'"),
  FaultyManifest(study("baseline: {workers: 3}\n"), 4, "no value '3': it has 1, 2"),
  FaultyManifest(study("baseline: {}\n"), 4, "empty mapping"),
]

private let runs = [
  FaultyManifest(study("repetitions: 0\n"), 4, "from 1"),
  FaultyManifest(study("warmup: -1\n"), 4, "from 0"),
  FaultyManifest(study("warmup: 1.0\n"), 4, "1\\.0"),
  FaultyManifest(study("order: randm\n"), 4, "'random'"),
  FaultyManifest(study("seed: -1\n"), 4, "-1"),
  FaultyManifest(study("seed: 9223372036854775808\n"), 4, "too large"),
  FaultyManifest(study("scaling: storng\n"), 4, "'storng'.*'strong'"),
  FaultyManifest(study("limits: {memory: 1GiB}\n"), 4, "'memory'.*not supported yet"),
  FaultyManifest(study("limits: {wall_time: 0s}\n"), 4, "more than 0"),
  FaultyManifest(study("limits: {wall_tme: 1s}\n"), 4, "'wall_tme'.*'wall_time'"),
  FaultyManifest(study("limits: {open_files: 0}\n"), 4, "from 1"),
  FaultyManifest(study("limits: {stack: 8 MiB}\n"), 4, "space before its unit"),
  FaultyManifest(study("limits: 1h\n"), 4, "not a mapping"),
  FaultyManifest(study("environment: {A: [b]}\n"), 4, "'A' is a list"),
  FaultyManifest(study("environment: {\"A B\": c}\n"), 4, "'A B'"),
  FaultyManifest(study("environment: {A: {workers}}\n"), 4, "with quotes"),
  FaultyManifest(study("environment: {A: \"{nope}\"}\n"), 4, "unknown name 'nope'"),
  FaultyManifest(study("environment: [A]\n"), 4, "not a mapping"),
  FaultyManifest(study("environment_inherit: none\n"), 4, "'none'"),
  FaultyManifest(study("environment_inherit: [A, A]\n"), 4, "twice"),
  FaultyManifest(study("inputs: a.txt\n"), 4, "not a list"),
  FaultyManifest(study("inputs: [\"\"]\n"), 4, "empty"),
  FaultyManifest(study("setup: make\n"), 4, "list such as \\[make\\]"),
  FaultyManifest(study("setup: []\n"), 4, "empty list"),
  FaultyManifest(study("setup: [make, \"{workers}\"]\n"), 4, "outside all cells"),
  FaultyManifest(study("cleanup: [rm, \"{cell}\"]\n"), 4, "outside all cells"),
  FaultyManifest(study("prepare: {comand: [a]}\n"), 4, "(?s)'command' is missing.*'comand'.*'command'"),
  FaultyManifest(study("prepare: [[a], {command: b}]\n"), 4, "shell: true"),
  FaultyManifest(study("conclude: [[a], {command: [b], limits: {grace: 2}}]\n"), 4, "2ms|2s"),
]

private let quantities = [
  FaultyManifest(study("metrics: {m: {}}\n"), 4, "'regex' is missing"),
  FaultyManifest(study("metrics: {m: {regex: \"a\"}}\n"), 4, "no group"),
  FaultyManifest(study("metrics: {m: {regex: \"(a\"}}\n"), 4, "no regular expression"),
  FaultyManifest(study("metrics: {m: {regex: \"(a)\", kind: csot}}\n"), 4, "'csot'.*'cost'"),
  FaultyManifest(study("metrics: {m: {regex: \"(a)\", reduce: maen}}\n"), 4, "'maen'.*'mean'"),
  FaultyManifest(study("metrics: {m: {regex: \"(a)\", optional: no}}\n"), 4, "'no': expected true"),
  FaultyManifest(study("metrics: {m: {regex: \"(a)\", regx: b}}\n"), 4, "'regx'.*'regex'"),
  FaultyManifest(study("metrics: {m: {regex: \"(a)\", unit: \"a\\nb\"}}\n"), 4, "line break"),
  FaultyManifest(study("metrics: {m: {regex: \"(a)\", from: \"{x}\"}}\n"), 4, "unknown name 'x'"),
  FaultyManifest(study("metrics: {user_s: {regex: \"(a)\"}}\n"), 4, "column of the results"),
  FaultyManifest(study("parameters: {n: 1}\nmetrics: {n: {regex: \"(a)\"}}\n"), 5, "already an axis"),
  FaultyManifest(sleeping("metrics: {m: {regex: \"(a)\"}}\n"), 4, "for commands"),
  FaultyManifest(study("success: {exit_codes: []}\n"), 4, "empty list"),
  FaultyManifest(study("success: {exit_codes: [256]}\n"), 4, "256"),
  FaultyManifest(study("success: {exit_codes: [0, 0]}\n"), 4, "twice"),
  FaultyManifest(study("success: {regex: \"[\"}\n"), 4, "no regular expression"),
  FaultyManifest(sleeping("success: {exit_codes: [0]}\n"), 4, "for commands"),
  FaultyManifest(study("measure: wal_s\n"), 4, "'wal_s'.*'wall_s'"),
  FaultyManifest(study("metrics: {m: {regex: \"(a)\", kind: count}}\nmeasure: m\n"), 5, "kind count"),
  FaultyManifest(study("output: results\n"), 4, "not a mapping"),
  FaultyManifest(study("output: {directory: \"\"}\n"), 4, "empty"),
  FaultyManifest(study("output: {plots: [sppedup]}\n"), 4, "'sppedup'.*'speedup'"),
  FaultyManifest(
    study("output: {plots: [time, timeline]}\n"), 4, "'timeline', which shows the tasks of built-in workloads"
  ),
  FaultyManifest(study("output: {plots: [time, time]}\n"), 4, "twice"),
  FaultyManifest(study("output: {formats: [svg, pfd]}\n"), 4, "'pfd'.*'pdf'.*svg, png, pdf or tikz"),
  FaultyManifest(study("output: {formats: [svg, png, svg]}\n"), 4, "'svg' twice"),
  FaultyManifest(study("output: {efficiency_floor: 70}\n"), 4, "'70' has no unit: write 70%"),
  FaultyManifest(study("output: {efficiency_floor: 170%}\n"), 4, "from 0% to 100%"),
  FaultyManifest(study("output: {formats: []}\n"), 4, "empty list"),
  FaultyManifest(study("output: {keep: {runs: 3}}\n"), 4, "'keep'.*not supported yet"),
]

@Suite struct FaultyStudyTests {
  @Test(arguments: names)
  func `a fault in names or in the sweep is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }

  @Test(arguments: runs)
  func `a fault in how runs are made is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }

  @Test(arguments: quantities)
  func `a fault in what is measured is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }
}
