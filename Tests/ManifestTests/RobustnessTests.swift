import Manifest
import Testing

private let everything = """
  name: t
  description: |
    two
    lines
  workload: {command: [prog, "-j{workers}", "{2 * n}", "{input}"], directory: ., stdout: discard}
  executor: command
  workers: {from: 1, to: 8, factor: 2}
  parameters:
    n: [10, 20]
    input: {small: "a.tar", big: b.tar}
    speed: {from: 1s, to: 3s, step: 1s}
  derived: {m: "64 * round(n * sqrt(workers) / 64)"}
  zip: [[n, input]]
  exclude: [{where: "workers > 4 and input == small", reason: too small}]
  repetitions: {min: 6, max: 20, precision: 2%, budget: 1h}
  fit: [amdahl, usl]
  compare: {axis: speed, base: 1s, threshold: 3%}
  gates: ["gbps at n=10, workers=2 >= 0.5", not regressed, amdahl.serial_fraction < 20%]
  reference: last-good
  quiet_machine: {max_running: 1, wait: 5min, on_expiry: skip, steal: 1%, retries: 3}
  limits: {wall_time: 1min, address_space: 1GiB}
  affinity: [none, "0-1"]
  environment: {A: "{m}", B: null}
  environment_inherit: [PATH]
  inputs: ["{input}"]
  prepare: [[touch, x], {command: "a | b", shell: true}]
  metrics: {gbps: {regex: "([0-9.]+) GB/s", kind: rate}}
  measure: gbps
  baseline: {workers: 1}
  output: {plots: [speedup, comparison], formats: [svg, tikz], efficiency_floor: 60%}

  """

/// SplitMix64, so that every run of the tests sees the same bytes.
private struct SeededBytes {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}

/// A job, or at least one error that has a place and can be shown.
private func expectVerdict(_ bytes: [UInt8]) {
  let checked = check(bytes: bytes)
  #expect((checked.job == nil) == checked.hasErrors)
  for diagnostic in checked.diagnostics {
    let hasPlace = diagnostic.line >= 1 && diagnostic.column >= 1 && diagnostic.length >= 1
    #expect(hasPlace || diagnostic.message.hasPrefix("and "), "\(String(decoding: bytes, as: UTF8.self))")
    #expect(!checked.rendered(diagnostic, path: "m").isEmpty)
  }
}

@Suite struct RobustnessTests {
  @Test func `the manifest that the others come from is good`() {
    let checked = check(everything)
    #expect(checked.job != nil, "\(checked.errorsText)")
  }

  @Test func `every prefix has a verdict`() {
    let bytes = Array(everything.utf8)
    for length in bytes.indices { expectVerdict(Array(bytes.prefix(length))) }
  }

  @Test func `every mutation has a verdict`() {
    let bytes = Array(everything.utf8)
    var random = SeededBytes(state: 2024)
    let interesting: [UInt8] = Array("{}[]:,\"'#&*!|>%-\n\t 09x\0\u{7F}".utf8) + [0x80, 0xC3, 0xFF]
    for _ in 0..<2000 {
      var mutated = bytes
      let index = random.next(below: bytes.count)
      switch random.next(below: 4) {
      case 0: mutated[index] ^= 1 << UInt8(random.next(below: 8))
      case 1: mutated.insert(interesting[random.next(below: interesting.count)], at: index)
      case 2: mutated[index] = interesting[random.next(below: interesting.count)]
      default: mutated.remove(at: index)
      }
      expectVerdict(mutated)
    }
  }

  @Test(arguments: [
    "[]", "{}", "\"2\"", "2", "a", "[a, b]", "[[a]]", "{a: b}", "{a: }", "null", "[null]", "-1", "{from: 1}",
  ])
  func `any value in place of any other has a verdict`(_ value: String) {
    let lines = everything.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in lines.indices {
      guard let colon = lines[index].firstIndex(of: ":") else { continue }
      var changed = lines
      changed[index] = lines[index][...colon] + " " + value
      expectVerdict(Array(changed.joined(separator: "\n").utf8))
    }
  }

  @Test func `a product beyond all numbers is refused before it is made`() {
    let axes = (0..<30).map { "  p\($0): {from: 1, to: 1000}\n" }.joined()
    let checked = check(study("parameters:\n\(axes)"))
    #expect(checked.errorsText.contains("far more than 1000000 cells"))
  }
}
