import Analysis
import Jobs
import Reporting
import Testing

private func rule(_ number: Int, _ record: RecordedStudy) -> AuditedRule { Audit.rules(record)[number - 1] }

struct AuditTests {
  @Test func `there are twelve rules in their order`() throws {
    let rules = Audit.rules(try InventedRecord.whole())
    #expect(rules.map(\.number) == Array(1...12))
    #expect(rules.allSatisfy { !$0.reasons.isEmpty && !$0.title.isEmpty })
  }

  @Test func `a study with runs and workers enough breaks no rule`() throws {
    let rules = Audit.rules(try InventedRecord.scaling())
    #expect(rules.filter { $0.state == .broken }.map(\.number) == [])
    #expect(Audit.verdict(rules) == "11 held, 0 broken, 1 not applicable.")
  }

  @Test func `the base is named with its absolute value`() throws {
    let base = rule(1, try InventedRecord.scaling())
    #expect(base.state == .held)
    #expect(base.reasons[0].hasPrefix("fork, f = 0.1: base: 1 worker, 2.0"))
    #expect(base.reasons.contains { $0.contains("relative") })
  }

  @Test func `without speedups the rules on them do not apply`() throws {
    let job = InventedStudy.job(workers: [4], repetitions: 6)
    var study = try InventedStudy.study(job) { _, _, _ in nil }
    study.cells = study.cells.map { cell in
      var cell = cell
      cell.speedup = nil
      return cell
    }
    let record = InventedRecord.record(study, job)
    #expect([1, 4, 11].map { rule($0, record).state } == [.notApplicable, .notApplicable, .notApplicable])
  }

  @Test func `fewer than six runs break the rule of intervals`() throws {
    let record = try InventedRecord.scaling(repetitions: 3)
    #expect(rule(5, record).state == .broken)
    #expect(rule(5, record).reasons.contains { $0.contains("8 of 8 cells have no interval") })
    #expect(rule(12, record).state == .broken)
    #expect(rule(6, record).state == .notApplicable)
  }

  @Test func `without a good run the rules on times, intervals and plots do not apply`() throws {
    let job = InventedStudy.job(workers: [1, 2], repetitions: 6)
    var study = try InventedStudy.study(job) { _, _, _ in nil }
    study.cells = study.cells.map { cell in
      var cell = cell
      cell.sample = nil
      return cell
    }
    var record = InventedRecord.record(study, job)
    record.runs = RunFacts()
    #expect([5, 10, 12].map { rule($0, record).state } == [.notApplicable, .notApplicable, .notApplicable])
  }

  @Test func `the widths of intervals are told`() throws {
    let reason = rule(5, try InventedRecord.scaling()).reasons[0]
    #expect(reason.contains(" of 8 cells; the widest is ±"))
    #expect(reason.contains("97.9 %"))
  }

  @Test func `values in two groups are told by the rule of the centre`() throws {
    let job = InventedStudy.job(workers: [4, 8], repetitions: 10)
    var runs = 0
    let study = try InventedStudy.study(job) { _, _, workers in
      runs += 1
      return (runs.isMultiple(of: 2) ? 2 : 3) / Double(workers)
    }
    let reasons = rule(8, InventedRecord.record(study, job)).reasons
    #expect(reasons.contains { $0.hasPrefix("2 cells with values in two heaps") }, "\(reasons)")
  }

  @Test func `idle CPUs need a reason`() throws {
    let job = InventedStudy.job(workers: [1, 2], repetitions: 6)
    let study = try InventedStudy.study(job) { _, _, workers in 2 / Double(workers) }
    let idle = InventedRecord.record(study, job)
    #expect(rule(2, idle).state == .broken)
    #expect(rule(2, idle).reasons[0].hasPrefix("At most 2 of 8 CPUs are used"))
    let reasoned = InventedRecord.record(
      study, job, absent: [AbsentCells(count: 2, reason: "others need them")])
    #expect(rule(2, reasoned).state == .held)
    #expect(rule(2, reasoned).reasons.contains("2 cells left out: others need them."))
  }

  @Test func `cells without a run break the rule of subsets`() throws {
    var record = try InventedRecord.scaling()
    record.plannedCells = 10
    #expect(rule(2, record).state == .broken)
    #expect(rule(2, record).reasons[0].hasPrefix("2 of 10 cells have no run"))
  }

  @Test func `the setup has 26 fields, and what the machine does not tell breaks nothing`() throws {
    let setup = rule(9, try InventedRecord.scaling())
    #expect(setup.state == .held)
    #expect(setup.reasons[0].hasPrefix("25 of 26 fields present"))
    #expect(setup.reasons[1] == "Not told by the machine: turbo.")
  }

  @Test func `a folder without host json breaks the rule of the setup`() throws {
    let record = try InventedRecord.scaling()
    let setup = rule(9, InventedRecord.record(record.study, record.job, host: nil))
    #expect(setup.state == .broken)
    #expect(setup.reasons.contains { $0.hasPrefix("Missing: host, processor") })
  }

  @Test func `a command under weak scaling must say how its work grows`() throws {
    var given = try InventedScaling.weak()
    #expect(rule(9, InventedRecord.record(given.study, given.job)).state == .held)
    given.job.workload = .command(CommandWorkload(line: CommandLine(arguments: [])))
    #expect(rule(9, InventedRecord.record(given.study, given.job)).state == .broken)
  }

  @Test func `runs that are too short for the clock break the rule of time`() throws {
    let record = try InventedRecord.scaling()
    #expect(rule(10, record).state == .held)
    var short = Measurement()
    short.wall = 5e-7
    let broken = rule(10, InventedRecord.record(record.study, record.job, more: [short]))
    #expect(broken.state == .broken)
    #expect(
      broken.reasons.last == "That is too short for this clock: measure more work, at least a millisecond.")
  }

  @Test func `a comparison is told with its verdicts`() throws {
    let comparison = rule(7, try InventedRecord.whole())
    #expect(comparison.state == .held)
    #expect(comparison.reasons[0].hasSuffix("1 regressed."))
    #expect(rule(7, try InventedRecord.scaling()).state == .notApplicable)
  }

  @Test func `without plots the rule of plots does not apply`() throws {
    var record = try InventedRecord.scaling()
    record.job.output.plots = []
    #expect(rule(12, record).state == .notApplicable)
  }

  @Test func `the table names every rule and counts the broken ones`() throws {
    let record = try InventedRecord.scaling(repetitions: 3)
    let table = AuditTable(Audit.rules(record), of: "amdahl")
    let lines = table.text(width: 80).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains(" 5  broken          Numbers that vary have intervals"))
    #expect(lines.dropLast().last?.contains("2 broken (rules 5, 12)") == true)
    let csv = try table.csv().split(separator: "\n")
    #expect(csv.count == 13)
    #expect(csv[0] == "rule,title,state,reasons")
    #expect(table.json["broken"] == .integer(2))
  }
}
