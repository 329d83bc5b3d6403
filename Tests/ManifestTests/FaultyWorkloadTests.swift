import Manifest
import Testing

private let heads = [
  // name and top level
  FaultyManifest("workload: noop\nexecutor: serial\n", 1, "'name' is missing"),
  FaultyManifest("name:\nworkload: noop\nexecutor: serial\n", 1, "'name' has no value"),
  FaultyManifest("name: [a]\nworkload: noop\nexecutor: serial\n", 1, "is a list"),
  FaultyManifest("name: a b\nworkload: noop\nexecutor: serial\n", 1, "'a b' cannot be the name"),
  FaultyManifest("name: .a\nworkload: noop\nexecutor: serial\n", 1, "'\\.a'"),
  FaultyManifest("name: é\nworkload: noop\nexecutor: serial\n", 1, "'é'"),
  FaultyManifest(
    "name: \(String(repeating: "a", count: 65))\nworkload: noop\nexecutor: serial\n", 1, "up to 64"),
  FaultyManifest("- name\n", 1, "a manifest is not a mapping"),
  FaultyManifest(
    "name: t\nworkload: noop\n", 1, "'executor' is missing.*serial, threads, threads-gil, fork and simulated"),
  FaultyManifest(
    "name: latency\nworkload: noop\nexecutor: serial\n", 1,
    "'latency' is the folder of 'swrun host --latency'"),
  FaultyManifest(sleeping("revision: [git, describe]\n"), 4, "'revision' is not supported yet"),
  FaultyManifest(sleeping("description: [a]\n"), 4, "'description' is a list"),
  // workload
  FaultyManifest("name: t\nworkload: managr\nexecutor: serial\n", 2, "unknown workload 'managr'"),
  FaultyManifest("name: t\nworkload: nop\nexecutor: serial\n", 2, "'nop' \\(did you mean 'noop'"),
  FaultyManifest("name: t\nworkload: zzzzzz\nexecutor: serial\n", 2, "there are sleep, amdahl, noop, pi, "),
  FaultyManifest("name: t\nworkload: command\n", 2, "\\{command: \\[program"),
  FaultyManifest("name: t\nworkload: {kid: noop}\nexecutor: serial\n", 2, "'kid'.*'kind'"),
  FaultyManifest("name: t\nworkload: {tasks: 3}\nexecutor: serial\n", 2, "neither 'kind' nor 'command'"),
  FaultyManifest("name: t\nworkload: {kind: noop, command: [a]}\n", 2, "both 'kind' and 'command'"),
  FaultyManifest("name: t\nworkload: [noop]\nexecutor: serial\n", 2, "'workload' is not a mapping"),
  FaultyManifest("name: t\nworkload: {kind: noop, tasks: 0}\nexecutor: serial\n", 2, "from 1 to 1000000"),
  FaultyManifest(
    "name: t\nworkload: {kind: noop, tasks: \"3\"}\nexecutor: serial\n", 2, "'3' because it is quoted"),
  FaultyManifest("name: t\nworkload: {kind: noop, tasks: [2, 2]}\nexecutor: serial\n", 2, "'2' twice"),
  FaultyManifest("name: t\nworkload: {kind: noop, tasks: []}\nexecutor: serial\n", 2, "empty list"),
  FaultyManifest("name: t\nworkload: {kind: noop, tasks: [[2]]}\nexecutor: serial\n", 2, "is a list"),
  FaultyManifest("name: t\nworkload: {kind: noop, tasks: 1_000}\nexecutor: serial\n", 2, "1_000"),
  FaultyManifest("name: t\nworkload: {kind: noop, tasks: 0755}\nexecutor: serial\n", 2, "0755"),
  FaultyManifest("name: t\nworkload: {kind: amdahl}\nexecutor: serial\n", 2, "'serial_fraction' is missing"),
  FaultyManifest(
    "name: t\nworkload: {kind: amdahl, serial_fraction: .inf}\nexecutor: serial\n", 2, "\\.inf"),
  FaultyManifest(
    "name: t\nworkload: {kind: amdahl, serial_fraction: -0.1}\nexecutor: serial\n", 2, "from 0 to 1"),
  FaultyManifest(
    "name: t\nworkload:\n  kind: amdahl\n  serial_fraction: 0.1\n  mode: slep\nexecutor: serial\n", 5,
    "'slep' \\(did you mean 'sleep'"),
  FaultyManifest(
    "name: t\nworkload:\n  kind: amdahl\n  serial_fraction: [0.1, 0.5]\n  mode: [spin, sleep]\n"
      + "executor: serial\n",
    3, "half and asleep.*serial_fraction = 0\\.5, mode = sleep"),
  FaultyManifest("name: t\nworkload: sleep\nexecutor: serial\n", 2, "give 'durations'"),
  FaultyManifest(
    "name: t\nworkload: {kind: sleep, duration: [1s, 1000ms]}\nexecutor: serial\n", 2, "same as '1s'"),
  FaultyManifest("name: t\nworkload: {kind: sleep, durations: 1s}\nexecutor: serial\n", 2, "not a list"),
  FaultyManifest(
    "name: t\nworkload: {kind: sleep, durations: [[1s], 2s]}\nexecutor: serial\n", 2, "not a list"),
  FaultyManifest("name: t\nworkload: {kind: sleep, durations: [[]]}\nexecutor: serial\n", 2, "empty list"),
  FaultyManifest("name: t\nworkload: {kind: sleep, durations: [1s, 2]}\nexecutor: serial\n", 2, "no unit"),
  FaultyManifest(
    "name: t\nworkload: {kind: sleep, durations: [[1s], [1000ms]]}\nexecutor: serial\n", 2, "twice"),
  FaultyManifest("name: t\nworkload: {kind: pi, block: 4}\nexecutor: serial\n", 2, "KiB"),
  FaultyManifest(
    "name: t\nworkload: {kind: pi, points: {label: 3}}\nexecutor: serial\n", 2, "unknown key 'label'"),
]

private let commands = [
  FaultyManifest("name: t\nworkload: {command: prog 1}\n", 2, "list such as \\[prog, 1\\].*shell: true"),
  FaultyManifest("name: t\nworkload: {command: [a], shell: true}\n", 2, "'shell' is true"),
  FaultyManifest("name: t\nworkload: {command: a, shell: yes}\n", 2, "'yes': expected true or false"),
  FaultyManifest("name: t\nworkload: {command: [\"\"]}\n", 2, "the program.*empty"),
  FaultyManifest("name: t\nworkload: {command: [a, {workers}]}\n", 2, "write \"\\{workers\\}\" with quotes"),
  FaultyManifest("name: t\nworkload: {command: [a, -j{workers}]}\n", 2, "needs quotes"),
  FaultyManifest("name: t\nworkload: {command: [a, [b]]}\n", 2, "is a list"),
  FaultyManifest("name: t\nworkload: {command: [a, \"{worker}\"]}\n", 2, "unknown name 'worker'.*'workers'"),
  FaultyManifest("name: t\nworkload: {command: [a, \"{}\"]}\n", 2, "empty placeholder"),
  FaultyManifest("name: t\nworkload: {command: [a, b}c]}\n", 2, "expected"),
  FaultyManifest("name: t\nworkload: {command: [a, \"b}c\"]}\n", 2, "'\\}\\}' for the character"),
  FaultyManifest("name: t\nworkload: {command: [a], stdot: keep}\n", 2, "'stdot'.*'stdout'"),
  FaultyManifest("name: t\nworkload: {command: [a], directory: \"\"}\n", 2, "'directory'.*empty"),
  FaultyManifest("name: t\nworkload: {command: [a]}\nworkers: [1, 2]\n", 3, "used nowhere.*\\{workers\\}"),
  FaultyManifest(
    "name: t\nworkload: {command: [a]}\nworkers: [1, 2]\nderived: {n: \"2 * workers\"}\n", 3, "used nowhere"),
  FaultyManifest(study("executor: threads\n"), 4, "'threads'.*leave 'executor' out"),
  FaultyManifest(study("executor: [command, threads]\n"), 4, "only executor is 'command'"),
]

private let axes = [
  FaultyManifest(sleeping("workers: -1\n"), 4, "-1"),
  FaultyManifest(sleeping("workers: [1, [2]]\n"), 4, "is a list"),
  FaultyManifest(sleeping("workers: [1, auto]\n"), 4, "'auto' stands alone"),
  FaultyManifest(sleeping("workers: all\n"), 4, "all"),
  FaultyManifest(sleeping("workers:\n"), 4, "no value"),
  FaultyManifest(sleeping("workers: 10000000\n"), 4, "from 1 to 1000000"),
  FaultyManifest(sleeping("workers: 99999999999999999999\n"), 4, "too large"),
  FaultyManifest(sleeping("workers: {from: 8, to: 1}\n"), 4, "sign is wrong"),
  FaultyManifest(sleeping("workers: {from: 1, to: 8, step: -1}\n"), 4, "sign is wrong"),
  FaultyManifest(sleeping("workers: {from: 1, to: 8, step: 1, factor: 2}\n"), 4, "both"),
  FaultyManifest(sleeping("workers: {from: 1, to: 8, factor: 0.5}\n"), 4, "above 1"),
  FaultyManifest(sleeping("workers: {from: 1, to: 8, factor: 1.5}\n"), 4, "1\\.5, which is not a whole"),
  FaultyManifest(sleeping("workers: {from: 8, to: 1, factor: 2}\n"), 4, "not smaller"),
  FaultyManifest(sleeping("workers: {from: 1, too: 8}\n"), 4, "(?s)'to' is missing.*'too'.*'to'"),
  FaultyManifest(
    sleeping("workers: {from: 1, to: 1000000}\naffinity: [none, compact]\n"), 4,
    "2000000 cells, more than 1000000"),
  FaultyManifest("name: t\nworkload: noop\nexecutor: [threads, threads]\n", 3, "'threads' twice"),
  FaultyManifest("name: t\nworkload: noop\nexecutor: [fork, spwan]\n", 3, "unknown executor 'spwan'"),
  FaultyManifest("name: t\nworkload: noop\nexecutor: command\n", 3, "for commands only"),
  FaultyManifest("name: t\nworkload: noop\nexecutor: {chunk: 2}\n", 3, "'kind' is missing"),
  FaultyManifest("name: t\nworkload: noop\nexecutor: {kind: fork, chunk: 0}\n", 3, "'chunk'.* 0"),
  FaultyManifest("name: t\nworkload: noop\nexecutor: {kind: fork, chunk: all}\n", 3, "'all'"),
  FaultyManifest(sleeping("affinity: [none, none]\n"), 4, "twice"),
  FaultyManifest(sleeping("affinity: [\"0-2\", \"0,1,2\"]\n"), 4, "same as '0-2'"),
  FaultyManifest(sleeping("affinity: 3-1\n"), 4, "runs backwards"),
  FaultyManifest(sleeping("affinity: \"1,1\"\n"), 4, "twice"),
  FaultyManifest(sleeping("affinity: \"0-99999999\"\n"), 4, "largest CPU"),
  FaultyManifest(sleeping("affinity: copmact\n"), 4, "'compact'"),
  FaultyManifest(sleeping("affinity: \"\"\n"), 4, "empty"),
]

@Suite struct FaultyWorkloadTests {
  @Test(arguments: heads)
  func `a fault in name or workload is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }

  @Test(arguments: commands)
  func `a fault in a command is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }

  @Test(arguments: axes)
  func `a fault in an axis is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }
}
