import Analysis
import Expressions
import Jobs

/// The rules on what was measured: subsets, and the completeness of the setup.
struct AuditedSetup {
  let record: RecordedStudy

  private var study: Study { record.study }
  private var job: Job { record.job }

  // MARK: - Rule 2

  var subsets: AuditedRule {
    let title = "What is left out is named, with the reason"
    var reasons: [String] = []
    var faults: [String] = []
    for absent in record.absent {
      reasons.append("\(Wording.counted(absent.count, "cell")) left out: \(absent.reason).")
    }
    let missing = record.plannedCells - study.cells.count
    if missing > 0 {
      faults.append(
        "\(missing) of \(record.plannedCells) cells have no run: swrun run --resume makes them, exclude gives a reason."
      )
    }
    if let text = record.runs.troubleText {
      reasons.append(
        "Runs that did not end well are counted beside each cell, and stay in the table: \(text).")
    }
    switch resources {
    case .all(let text): reasons.append(text)
    case .idle(let text): faults.append(text)
    case nil: break
    }
    if faults.isEmpty {
      reasons.append("All \(Wording.counted(study.cells.count, "cell")) of the manifest are shown.")
      return AuditedRule(2, title, .held, reasons)
    }
    return AuditedRule(2, title, .broken, faults + reasons)
  }

  private enum Resources {
    case all(String)
    /// Some are left idle without a reason.
    case idle(String)
  }

  /// How many of the CPUs were used; nil where that is not known or does not matter.
  private var resources: Resources? {
    let cells = record.measured
    guard let usable = record.host.number("usable_cpus"), !cells.isEmpty else { return nil }
    let cpus = Int(usable)
    let most = cells.map { max($0.workers, $0.oversubscribed?.threads ?? 0) }.max() ?? 0
    let noun = Wording.counted(cpus, "CPU")
    guard most < cpus else {
      return .all("All of \(noun) are used: up to \(Wording.counted(most, "worker")).")
    }
    if cells.allSatisfy({ $0.bound == .waiting }) {
      return .all("The workers wait and do not compute, so that CPUs are no limit: \(most) workers, \(noun).")
    }
    guard record.absent.isEmpty else {
      return .all("At most \(most) of \(noun) are used; what is left out has its reason.")
    }
    return .idle(
      "At most \(most) of \(noun) are used, and no reason is given: list more workers, and exclude those that are not "
        + "wanted with a reason.")
  }

  // MARK: - Rule 9

  /// A field of the setup.
  struct Field: Equatable {
    enum State: Equatable {
      case present
      /// The machine does not tell it: the folder says so.
      case untold
      /// The folder should have it and has not.
      case missing
    }

    var name: String
    var state: State

    init(_ name: String, _ isPresent: Bool, isTold: Bool = true) {
      self.name = name
      state = isPresent ? .present : isTold ? .missing : .untold
    }
  }

  /// The 26 fields that a setup is described by.
  var fields: [Field] {
    let host = record.host
    /// A fact of the machine: where there is a host.json without it, the machine does not tell.
    func fact(_ name: String, _ key: String) -> Field {
      Field(name, host.value(of: key) != nil, isTold: !host.isKnown)
    }
    let facts = [
      fact("host", "host"), fact("processor", "processor"), fact("CPUs online", "CPUs online"),
      fact("CPUs allowed", "CPUs allowed"), fact("CPU quota", "CPU quota"),
      fact("physical cores", "physical cores"), fact("sockets", "sockets"), fact("NUMA nodes", "NUMA nodes"),
      fact("SMT", "SMT"), fact("caches", "caches"), fact("memory", "memory"),
      fact("swap in use", "swap in use"),
      fact("governor", "governor"), fact("turbo", "turbo"), fact("large pages", "large pages"),
      fact("random addresses", "random addresses"), fact("kernel", "kernel"),
      fact("virtual machine", "virtual machine"), fact("clock source", "clock source"),
      fact("load at the start", "load at the start"),
    ]
    let isProgramKnown = record.isCommand ? !host.members("inputs").isEmpty : host.value(of: "swrun") != nil
    return facts + [
      Field("limits", !host.members("limits").isEmpty),
      Field("swrun version", host.value(of: "swrun") != nil),
      Field("workload and its program", isProgramKnown),
      Field("factors and levels", job.axes.allSatisfy { !$0.values.isEmpty }),
      Field("order and seed", host.text("seed") != nil),
      Field("time of the start", !record.runs.firstStart.isEmpty),
    ]
  }

  var completeness: AuditedRule {
    let title = "All factors, their levels and the whole setup are recorded"
    let fields = fields
    func names(_ state: Field.State) -> [String] { fields.filter { $0.state == state }.map(\.name) }
    let (present, untold, missing) = (names(.present), names(.untold), names(.missing))
    var reasons = ["\(present.count) of \(fields.count) fields present: \(present.joined(separator: ", "))."]
    if !untold.isEmpty { reasons.append("Not told by the machine: \(untold.joined(separator: ", ")).") }
    if !missing.isEmpty { reasons.append("Missing: \(missing.joined(separator: ", ")).") }
    var isBroken = !missing.isEmpty
    var scaling =
      "\(ScalingWords(study).title.prefix(1).uppercased())\(ScalingWords(study).title.dropFirst())"
    if study.scaling == .weak {
      switch (job.work, study.workUnit) {
      case (let work?, let unit?): scaling += ": the work is \(work.amount.source) \(unit)"
      default:
        scaling += ", without the function by which the work grows: work gives it"
        // A built-in workload grows in proportion by itself, as its name says.
        if record.isCommand { isBroken = true }
      }
    }
    reasons.append(
      "\(scaling); \(JobWords(job: job).workers); seed \(job.seed); order \(job.order.rawValue).")
    if record.isCommand, job.inheritedEnvironment == .all {
      reasons.append(
        "The program inherits all variables of the caller, which are not recorded; environment_inherit names those "
          + "that count.")
    }
    if record.hosts.count > 1 {
      reasons.append("The sweep was resumed: \(record.hosts.count) starts, each with its own description.")
    }
    return AuditedRule(9, title, isBroken ? .broken : .held, reasons)
  }
}
