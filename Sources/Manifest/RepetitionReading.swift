import Expressions
import Jobs
import YAML

/// How often, and on how quiet a machine: `repetitions` and `quiet_machine`.
extension JobReader {
  /// A sweep of more runs than this could not be finished in a lifetime.
  static let mostRepetitions = 1_000_000

  /// The fewest runs of a cell where `min` is not given.
  private static let usualMinimum = 10

  func readRepetitions(into job: inout Job) {
    guard let node = manifest["repetitions"] else { return }
    guard case .mapping = node.content, reader.unquotedPlaceholder(node) == nil else {
      if let number = reader.integer(node, "'repetitions'", in: 1...Self.mostRepetitions) {
        job.repetitions = number
      }
      return
    }
    let keys = ["min", "max", "precision", "budget"]
    guard let section = reader.section(node, "'repetitions'", keys: keys) else { return }
    let bounds = 1...Self.mostRepetitions
    let maximum = reader.required(
      "max", in: section, "'repetitions'", "write the most runs of a cell, such as max: 50"
    ).flatMap { reader.integer($0, "'max' in 'repetitions'", in: bounds) }
    let minimum = section["min"].map { reader.integer($0, "'min' in 'repetitions'", in: bounds) }
    let precision = reader.required(
      "precision", in: section, "'repetitions'",
      "write how well medians are to be known, such as precision: 2%"
    ).flatMap(self.precision)
    let budget = section["budget"].flatMap { reader.duration($0, "'budget' in 'repetitions'") }
    guard let maximum, let precision else { return }
    job.repetitions = maximum
    let least = minimum ?? min(Self.usualMinimum, maximum)
    guard let least else { return }
    guard least <= maximum else {
      reader.error(
        "'min' in 'repetitions' is \(least), more than 'max', which is \(maximum)",
        at: section["min"] ?? node)
      return
    }
    job.adaptive = AdaptiveRepetitions(minimum: least, precision: precision, budget: budget)
  }

  private func precision(_ node: YAMLNode) -> Double? {
    let what = "'precision' in 'repetitions'"
    guard let precision = reader.percentage(node, what, atMost: 1) else { return nil }
    guard precision > 0 else {
      reader.error("\(what) is \(Excerpt.of(node.scalarText ?? "")): expected more than 0%", at: node)
      return nil
    }
    return precision
  }

  /// Refuses runs in random order whose number is decided while they are made.
  func refuseRandomPrecision(_ job: Job) {
    guard job.adaptive != nil, job.order == .random, let node = manifest["order"] else { return }
    reader.error(
      "'order' is random, in which all runs are known beforehand, and 'repetitions' decides while they are made which "
        + "cells need more: write order: rounds", at: node)
  }

  // MARK: - Quiet machine

  func readQuietMachine(into job: inout Job) {
    guard let node = manifest["quiet_machine"] else { return }
    let keys = ["max_running", "wait", "on_expiry", "steal", "retries"]
    guard let section = reader.section(node, "'quiet_machine'", keys: keys) else { return }
    guard !section.entries.isEmpty else {
      if case .mapping(let pairs) = node.content, pairs.isEmpty {
        reader.error("'quiet_machine' is an empty mapping: write {max_running: 1} or {retries: 2}", at: node)
      }
      return
    }
    var quiet = QuietMachine()
    for entry in section.entries {
      let what = "'\(entry.name)' in 'quiet_machine'"
      switch entry.name {
      case "max_running": quiet.maximumRunning = reader.integer(entry.value, what, in: 0...1_000_000)
      case "wait": quiet.wait = reader.duration(entry.value, what, mayBeZero: true) ?? quiet.wait
      case "on_expiry": quiet.onExpiry = reader.choice(entry.value, what) ?? quiet.onExpiry
      case "steal": quiet.steal = reader.percentage(entry.value, what, atMost: 1) ?? quiet.steal
      default: quiet.retries = reader.integer(entry.value, what, in: 0...100) ?? quiet.retries
      }
    }
    for name in ["wait", "on_expiry"] where section.has(name) && !section.has("max_running") {
      guard let entry = section.entries.first(where: { $0.name == name }) else { continue }
      reader.error(
        "'\(name)' in 'quiet_machine' is about waiting, and there is nothing to wait for: write max_running: 1 as well",
        at: entry.key)
    }
    job.quietMachine = quiet
  }
}
