import Jobs
import Manifest
import Testing

/// A command with a metric and an axis of its own.
private let text = """
  name: t
  workload: {command: [prog, "{workers}", "{build}"]}
  workers: [1, 2, 4, 8, 16, 32]
  parameters: {build: {old: prog-1, new: prog-2}, size: [1, 2]}
  derived: {n: "2 * size"}
  metrics: {speed: {regex: "([0-9.]+)", unit: MB/s, kind: rate}, age: {regex: "(.)", unit: s, kind: cost}}

  """

private func gates(_ lines: String, more: String = "") throws -> [Gate] {
  let checked = check(text + more + "gates:\n" + lines)
  return try #require(checked.job, "\(checked.errorsText)").gates
}

private func gate(_ line: String, more: String = "") throws -> Gate {
  try #require(try gates("  - \(line)\n", more: more).first)
}

/// What is refused in a gate, with the part that the carets show.
private struct FaultyGate: CustomTestStringConvertible {
  var line: String
  var blamed: String
  var message: String
  var more = ""
  var testDescription: String { line }

  init(_ line: String, _ blamed: String, _ message: String, more: String = "") {
    self.line = line
    self.blamed = blamed
    self.message = message
    self.more = more
  }
}

private let faults = [
  // form
  FaultyGate("efficiency", "", "there is no limit: expected <, <=, > or >= and a number"),
  FaultyGate("efficiency >=", "", "the number is missing: write one behind >="),
  FaultyGate("efficiency == 0.7", "==", "no measured number is exactly another"),
  FaultyGate("efficiency => 0.7", "=>", "'=>' is written >="),
  FaultyGate(
    "efficiency with workers=8 >= 0.7", "with", "'with' is not expected here: expected at AXIS=VALUE"),
  FaultyGate("efficiency at >= 0.7", ">", "expected an axis and its value"),
  FaultyGate("efficiency at workers >= 8", ">", "expected '=' and a value of 'workers'"),
  FaultyGate("efficiency at workers==8 >= 0.7", "=", "one '=' stands between"),
  FaultyGate("efficiency at workers= >= 0.7", ">", "expected a value of 'workers'"),
  FaultyGate("efficiency at workers=8, >= 0.7", ">", "expected an axis and its value"),
  FaultyGate("efficiency at build='new >= 0.7", "'new >= 0.7", "the quote that begins here does not end"),
  FaultyGate("not regresed", "regresed", "expected 'not regressed'"),
  FaultyGate("not regressed at workers=8", "at workers=8", "expected nothing behind"),
  FaultyGate("<= 3", "<", "expected a quantity"),
  // quantities
  FaultyGate("eficiency >= 0.7", "eficiency", "unknown quantity 'eficiency' (did you mean 'efficiency'?)"),
  FaultyGate("wall >= 7s", "wall", "expected the measure wall_s"),
  FaultyGate("bound >= 7", "bound", "a column of words"),
  FaultyGate("wall_s <= 7s", "wall_s", "the measure is 'speed'", more: "measure: speed\n"),
  FaultyGate("rate >= 7", "rate", "needs the amount of work"),
  FaultyGate("speedup_absolute >= 7", "speedup_absolute", "add the executor serial"),
  FaultyGate("tree_peak_median <= 7MiB", "tree_peak_median", "write sample: 100ms"),
  FaultyGate(
    "karp_flatt <= 0.1", "karp_flatt", "does not exist under this scaling", more: "scaling: throughput\n"),
  FaultyGate(
    "amdal.serial_fraction <= 0.1", "amdal.serial_fraction", "unknown law 'amdal' (did you mean 'amdahl'?)"),
  FaultyGate("amdahl.sigma <= 0.1", "amdahl.sigma", "it has tau and serial_fraction"),
  FaultyGate("gustafson.serial_fraction <= 0.1", "gustafson.serial_fraction", "write scaling: weak"),
  FaultyGate("usl.kappa <= 0.1", "usl.kappa", "is not fitted: 'fit' names others", more: "fit: amdahl\n"),
  // conditions
  FaultyGate("efficiency at wokers=8 >= 0.7", "wokers", "unknown axis 'wokers' (did you mean 'workers'?)"),
  FaultyGate("efficiency at n=8 >= 0.7", "n", "'n' is a derived value"),
  FaultyGate("efficiency at workers=9 >= 0.7", "9", "has no value '9': it has 1, 2, 4, 8, 16, 32"),
  FaultyGate("efficiency at build=prog-9 >= 0.7", "prog-9", "it has old, new"),
  FaultyGate("efficiency at size=1, size=2 >= 0.7", "size", "'size' has one value already"),
  FaultyGate("amdahl.tau at workers=1 <= 3s", "workers", "fitted over all numbers of workers"),
  // limits
  FaultyGate("wall_s <= 1.2", "1.2", "'1.2' has no unit: write 1.2h, 1.2min, 1.2s"),
  FaultyGate("wall_s <= 20%", "20%", "is not a duration"),
  FaultyGate("speedup >= 2s", "2s", "is not a number"),
  FaultyGate("efficiency >= 0.7x", "0.7x", "is not a number"),
  FaultyGate("max_rss_median <= 7", "7", "has no unit"),
  FaultyGate("speed >= 20GB/s", "20GB/s", "is not a number"),
]

@Suite struct GateTests {
  @Test func `a gate has a quantity, conditions, a relation and a limit`() throws {
    let gate = try gate("efficiency at workers=8 >= 0.7")
    #expect(gate.text == "efficiency at workers=8 >= 0.7")
    #expect(gate.quantity == .column("efficiency"))
    #expect(gate.conditions == [Gate.Condition(axis: Job.workersAxis, value: 3)])
    #expect(gate.relation == .atLeast)
    #expect(gate.limit == 0.7)
  }

  @Test func `the measure has its unit`() throws {
    let gate = try gate("wall_s at build=new, workers=4 < 1200ms")
    #expect(gate.quantity == .measure)
    #expect(gate.conditions.map(\.axis) == [3, 1])
    #expect(gate.conditions.map(\.value) == [1, 2])
    #expect(gate.limit == 1.2)
  }

  @Test func `blanks do not matter`() throws {
    let gate = try gate("  efficiency   at size = 2 ,workers= 8>=70%  ")
    #expect(gate.conditions == [Gate.Condition(axis: 4, value: 1), Gate.Condition(axis: 1, value: 3)])
    #expect(gate.limit == 0.7)
  }

  @Test func `a value in quotes may hold anything`() throws {
    let gate = try gate("efficiency at affinity='0-1,3' > 0.5", more: "affinity: [none, \"0-1,3\"]\n")
    #expect(gate.conditions == [Gate.Condition(axis: Job.affinityAxis, value: 1)])
  }

  @Test func `the settings of an executor are part of its value`() throws {
    let checked = check(
      "name: t\nworkload: noop\nexecutor: [threads, {kind: fork, chunk: 4}]\n"
        + "gates: [wall_s at executor=fork:chunk=4 <= 1s]\n")
    #expect(checked.job?.gates.first?.conditions == [Gate.Condition(axis: 0, value: 1)])
  }

  @Test(arguments: [
    ("speed >= 20", 20.0), ("speed >= 20MB/s", 20), ("speed >= 1e3 MB/s", 1000), ("age <= 2", 2),
    ("age <= 2s", 2), ("age <= 250ms", 0.25), ("max_rss_median <= 1KiB", 1024), ("failed <= 0", 0),
    ("median <= 2s", 2), ("amdahl.serial_fraction <= 5%", 0.05), ("usl.peak_workers > 12", 12),
    ("usl.tau <= 3s", 3), ("linear.tau <= 3s", 3), ("karp_flatt > -0.5", -0.5),
  ])
  func `a limit is in the unit of its quantity`(_ line: String, _ limit: Double) throws {
    #expect(try gate(line).limit == limit)
  }

  @Test func `a metric is known by its index and the measure by itself`() throws {
    #expect(try gate("age <= 2s").quantity == .metric(1))
    #expect(try gate("speed >= 2", more: "measure: speed\n").quantity == .measure)
  }

  @Test func `not regressed compares with the last good one unless the manifest says otherwise`() throws {
    let checked = check(text + "gates: [not  regressed]\n")
    let job = try #require(checked.job, "\(checked.errorsText)")
    #expect(job.gates.map(\.quantity) == [.regression])
    #expect(job.reference == .lastGood)
    let other = try #require(check(text + "gates: [not regressed]\nreference: ../night\n").job)
    #expect(other.reference == .folder("/jobs/../night"))
  }

  @Test func `without such a gate there is no reference`() throws {
    #expect(try #require(check(text + "gates: [failed <= 0]\n").job).reference == nil)
  }

  @Test(arguments: faults)
  private func `what is wrong with a gate is shown at its place`(_ faulty: FaultyGate) throws {
    let checked = check(text + faulty.more + "gates:\n  - \(faulty.line)\n")
    #expect(checked.job == nil)
    let error = try #require(checked.errors.first)
    #expect(error.message.contains(faulty.message), "\(error.message)")
    let start = try #require(
      faulty.blamed.isEmpty ? faulty.line.endIndex : faulty.line.firstRange(of: faulty.blamed)?.lowerBound)
    // A word that stands earlier too, such as the first `=`, is not what is meant.
    let column = faulty.line.distance(from: faulty.line.startIndex, to: start) + 5
    #expect(error.line == (faulty.more.isEmpty ? 8 : 9))
    #expect(error.column >= column, "\(checked.errorsText)")
    #expect(error.length == max(1, faulty.blamed.count), "\(checked.errorsText)")
  }

  @Test(arguments: [
    ("gates: efficiency >= 0.7\n", "'gates' is not a list"), ("gates: []\n", "empty list"),
    ("gates: [failed <= 0, failed <= 0]\n", "twice"), ("gates: [[failed <= 0]]\n", "a gate is a list"),
    ("gates: [wall_s at build=new, workers=4 <= 1s]\n", "in [ ] a comma ends an element"),
    ("reference: tag:v1\ngates: [not regressed]\n", "'reference' as a tag is not supported yet"),
    ("reference: lastgood\ngates: [not regressed]\n", "'lastgood' (did you mean 'last-good'?)"),
  ])
  func `what is no list of gates is refused`(_ lines: String, _ message: String) {
    let checked = check(text + lines)
    #expect(checked.errorsText.contains(message), "\(checked.errorsText)")
  }

  @Test func `a metric that is wrong is not reported for each gate`() {
    let checked = check(text.replacing("kind: cost", with: "kind: csot") + "gates: [age <= 2s]\n")
    #expect(checked.errors.count == 1, "\(checked.errorsText)")
  }

  @Test func `every text is a gate or has an error at a place inside it`() {
    var random = SplitMix64(seed: 5)
    let pieces = [
      "efficiency", "wall_s", "at", "workers", "build", "=", "==", "<", "<=", ">=", "8", "0.7", "70%", "1s",
      "'",
      "new", ",", ".", "not", "regressed", "amdahl.tau", " ", " ", " ", "é", "\u{1F600}", "-", "\"", "(",
      "\\",
    ]
    for _ in 0..<5000 {
      let count = Int(random.below(10)) + 1
      let line = (0..<count).map { _ in pieces[Int(random.below(UInt32(pieces.count)))] }.joined()
      // As a quoted scalar, in which a quote is two.
      let written = "'" + line.replacing("'", with: "''") + "'"
      let checked = check(text + "gates:\n  - \(written)\n")
      #expect((checked.job == nil) == checked.hasErrors, "\(line)")
      for error in checked.errors {
        let end = error.column + error.length
        #expect(error.line == 8 && error.column >= 5 && end <= 5 + written.unicodeScalars.count, "\(line)")
      }
    }
  }
}
