import Analysis
import Expressions
import Jobs

/// `methods.txt`: the paragraph of a paper that says how the numbers were measured. It states what the folder holds,
/// and nothing else.
package enum MethodsText {
  /// The whole file: the paragraph in lines of at most 100 columns.
  package static func file(_ record: RecordedStudy) -> [UInt8] {
    var lines: [String] = []
    var line = ""
    for word in paragraph(record).split(separator: " ") {
      if !line.isEmpty, PlainText.width(line) + 1 + PlainText.width(String(word)) > 100 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return Array((lines + [line]).map { $0 + "\n" }.joined().utf8)
  }

  /// The paragraph on one line.
  static func paragraph(_ record: RecordedStudy) -> String {
    let methods = Methods(record: record)
    let sentences =
      [methods.machine, methods.workload] + methods.repetitions + [methods.clock]
      + StatisticsWords(study: record.study).sentences + methods.quality
    return PlainText.printable(sentences.compactMap(\.self).joined(separator: " "))
  }
}

/// The sentences on what was run, where and how.
private struct Methods {
  let record: RecordedStudy

  private var job: Job { record.job }
  private var study: Study { record.study }
  private var words: JobWords { JobWords(job: job) }

  /// The machine, by all that it tells.
  var machine: String? {
    let host = record.host
    guard host.isKnown else { return nil }
    var parts: [String] = []
    if let model = host.value(of: "processor") { parts.append(model) }
    if let online = host.value(of: "CPUs online") {
      let usable =
        host.value(of: "CPUs for a sweep").map { $0 == online ? "" : ", \($0) of them usable" } ?? ""
      parts.append("\(online) CPU\(online == "1" ? "" : "s")\(usable)")
    }
    if let cores = host.value(of: "physical cores") { parts.append("\(cores) physical cores") }
    if let sockets = host.value(of: "sockets") {
      parts.append("\(sockets) socket\(sockets == "1" ? "" : "s")")
    }
    for (name, word) in [("SMT", "SMT"), ("turbo", "turbo"), ("governor", "governor")] {
      if let value = host.value(of: name) { parts.append("\(word) \(value)") }
    }
    if let memory = host.value(of: "memory") { parts.append("\(memory) of memory") }
    if let quota = host.value(of: "CPU quota"), quota != "none" { parts.append("a quota of \(quota)") }
    if let kernel = host.value(of: "kernel") { parts.append("Linux \(kernel)") }
    if host.value(of: "virtual machine") == "yes" { parts.append("a virtual machine") }
    let version = host.value(of: "swrun").map { " \($0)" } ?? ""
    // Where nothing was measured the machine does not matter.
    guard !record.measured.isEmpty else {
      return "The numbers were computed with swrun\(version), not measured."
    }
    guard !parts.isEmpty else { return "The measurements were made with swrun\(version)." }
    return "The measurements were made with swrun\(version) on a machine with these properties: "
      + "\(parts.joined(separator: ", "))."
  }

  var workload: String {
    var text = "The workload was \(words.workload), run "
    if let executors = words.executors { text += "by \(executors) " }
    text += "with \(words.workers) under \(ScalingWords(study).title)"
    if job.affinities != [.none] {
      text += ", bound to CPUs by affinity \(JobWords.joined(job.axes[Job.affinityAxis].values.map(\.text)))"
    }
    text += "."
    let excluded = record.absent.map { "\(Wording.counted($0.count, "combination")) (\($0.reason))" }
    if !excluded.isEmpty { text += " Left out were \(JobWords.joined(Array(excluded.prefix(5))))" }
    return excluded.isEmpty ? text : text + (excluded.count > 5 ? " and others." : ".")
  }

  var repetitions: [String?] {
    let simulated = study.cells.count - record.measured.count
    var sentences: [String?] = []
    if !record.measured.isEmpty, let good = Wording.goodRuns(study) {
      let cells = Wording.counted(record.measured.count, "cell")
      sentences.append(
        "\(good) good run\(good == "1" ? "" : "s") of each of \(cells) \(good == "1" ? "was" : "were") made "
          + "\(words.order).")
    }
    if let adaptive = job.adaptive {
      let percent = NumberFormat.shortest(adaptive.precision * 100)
      sentences.append(
        "A cell had no more runs once the interval of its median was within \(percent) % of it, with at least "
          + "\(adaptive.minimum) and at most \(job.repetitions) runs.")
    }
    if simulated > 0, !record.measured.isEmpty {
      sentences.append(
        "\(Wording.counted(simulated, "cell")) \(simulated == 1 ? "was" : "were") computed, not executed.")
    }
    if let quiet = job.quietMachine, quiet.retries > 0, !record.measured.isEmpty {
      sentences.append(
        "A run that something disturbed was measured again, up to \(Wording.counted(quiet.retries, "time")), and the "
          + "last one counts; \(Wording.counted(record.runs.retries, "run")) \(record.runs.retries == 1 ? "was" : "were") "
          + "made for this.")
    }
    let each = record.isCommand ? "run of each cell before the first round" : "iteration inside each run"
    if job.warmup > 0 {
      let plural = each.replacing("run of", with: "runs of").replacing("iteration", with: "iterations")
      sentences.append("\(job.warmup) untimed \(job.warmup == 1 ? each : plural) warmed up.")
    }
    return sentences
  }

  /// Which clock, and which interval.
  var clock: String? {
    guard !record.measured.isEmpty else { return nil }
    var text =
      record.isCommand
      ? "Time is from the start of the program to its end as the process that started it sees it, "
      : "Time is from the release of the barrier at which all workers wait, ready, to the combined result, so that "
        + "the slowest worker counts and starting the workers does not, "
    text += "by the monotonic clock of the system"
    if let source = record.host.value(of: "clock source") { text += " (\(source))" }
    text += "."
    if study.measure.name != "wall_s" {
      let unit = study.measure.unit.isEmpty ? "" : " in \(study.measure.unit)"
      text += " The measure is \(study.measure.name)\(unit)"
      text += record.isCommand ? ", which the program itself prints." : ", which the workload tells."
    }
    return text
  }

  /// What went wrong, and what disturbed.
  var quality: [String?] {
    let facts = record.runs
    var sentences: [String?] = []
    sentences.append(
      facts.troubleText.map {
        "Of \(Wording.counted(facts.all, "run")) \(facts.all - facts.good) did not end well and are left out: \($0)."
      })
    if facts.all > 0, facts.troubleText == nil, !record.measured.isEmpty {
      sentences.append("No run failed.")
    }
    if let text = facts.taintText {
      sentences.append(
        "Of \(facts.good) runs that ended well, all attempts counted, \(facts.tainted) "
          + "\(facts.tainted == 1 ? "was" : "were") disturbed: \(text)."
      )
    }
    let outliers = study.cells.compactMap(\.sample?.outliers).reduce(0, +)
    if outliers > 0 {
      sentences.append(
        "\(Wording.counted(outliers, "value")) beyond 1.5 interquartile ranges from the quartiles stay in."
      )
    }
    let kinds = host("what disturbs")
    if !kinds.isEmpty, !record.measured.isEmpty {
      sentences.append("Known to disturb on this machine: \(kinds.joined(separator: ", ")).")
    }
    return sentences
  }

  private func host(_ what: String) -> [String] {
    record.host.disturbances.map { $0.value.isEmpty ? $0.name : "\($0.name) (\($0.value))" }
  }
}
