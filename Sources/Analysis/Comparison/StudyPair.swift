package import Jobs

/// One of two studies that are compared.
package struct ComparedStudy: Sendable {
  /// How messages and the columns `base` and `value` name it: the name of its folder.
  package var name: String
  package var study: Study
  package var job: Job

  package init(name: String, study: Study, job: Job) {
    self.name = name
    self.study = study
    self.job = job
  }
}

/// Why two studies cannot be compared.
package struct ComparisonError: Error, Equatable, CustomStringConvertible {
  /// Whether another option would help, and not other results.
  package var isUsage: Bool
  /// What is wrong, and the way out.
  package var description: String
}

/// Two studies, compared cell by cell. Cells are the same that are defined the same, whatever else the sweeps hold.
package struct StudyPair: Sendable {
  private let old: ComparedStudy
  private let new: ComparedStudy
  private let ignored: Set<String>
  private let oldCells: [CellDefinition]
  private let newCells: [CellDefinition]

  /// - Parameters:
  ///   - ignored: axes that do not take part in the match, and what else a cell is defined by: `workload`, `scaling`,
  ///     `warmup`, `environment`, `services`, `derived`. Where several cells remain alike, those with equal values of
  ///     the ignored axes belong together: an axis may have been renamed.
  /// - Throws: ``ComparisonError`` for an unknown name, or where the measures differ.
  package init(
    old: ComparedStudy, new: ComparedStudy, ignoring ignored: [String] = []
  ) throws(ComparisonError) {
    self.old = old
    self.new = new
    let oldShared = CellDefinition.Shared(old.study, old.job)
    let newShared = CellDefinition.Shared(new.study, new.job)
    var oldCells = old.study.cells.map { oldShared.definition(of: $0) }
    var newCells = new.study.cells.map { newShared.definition(of: $0) }
    let oldNames = Set(oldCells.flatMap(\.facts.keys))
    let newNames = Set(newCells.flatMap(\.facts.keys))
    for name in ignored where !oldNames.contains(name) && !newNames.contains(name) {
      let known = oldNames.union(newNames).sorted().joined(separator: ", ")
      throw ComparisonError(
        isUsage: true, description: "there is no axis '\(name)' to ignore: there are \(known)")
    }
    // A default that one side does not know of is none that it was measured without.
    let surplus = oldShared.unwritten.subtracting(newNames)
      .union(newShared.unwritten.subtracting(oldNames))
    for index in oldCells.indices { oldCells[index].facts = oldCells[index].without(surplus) }
    for index in newCells.indices { newCells[index].facts = newCells[index].without(surplus) }
    self.ignored = Set(ignored)
    self.oldCells = oldCells
    self.newCells = newCells
    guard old.study.measure.name == new.study.measure.name,
      old.study.measure.isRate == new.study.measure.isRate
    else {
      throw ComparisonError(
        isUsage: false,
        description: "\(old.name) measures '\(old.study.measure.name)', \(new.name) "
          + "'\(new.study.measure.name)': they cannot be compared")
    }
  }

  /// The comparison of all cells that both have.
  ///
  /// - Throws: ``ComparisonError`` where there is none, which says what differs.
  package func comparison(
    threshold: Double = ComparisonSetting.defaultThreshold
  ) throws(ComparisonError) -> Comparison {
    let matches = try self.matches()
    let columns = CellColumns(study: new.study, job: new.job)
    let pairs = matches.map { match in
      let oldCell = old.study.cells[match.old]
      let newCell = new.study.cells[match.new]
      return ComparedRuns(
        labels: columns.axes.map { columns.text(of: $0, in: newCell) }, base: old.name, value: new.name,
        baseValues: oldCell.values, values: newCell.values,
        areComputed: oldCell.isSimulated && newCell.isSimulated)
    }
    let isRate = new.study.measure.isRate
    let isAdaptive = old.job.adaptive != nil || new.job.adaptive != nil
    return Comparison(
      axis: "folder", columns: columns.axes.map { new.job.axes[$0].name }, threshold: threshold,
      isRate: isRate, cells: ComparisonJudge(threshold: threshold, isRate: isRate).cells(pairs),
      notes: ComparisonNotes.power(pairs) + ComparisonNotes.adaptive(isAdaptive) + relabelled
        + lonely(old, oldCells, matched: Set(matches.map(\.old)))
        + lonely(new, newCells, matched: Set(matches.map(\.new))))
  }

  // MARK: - The match

  /// Indices of cells that belong together, in the order of the new study.
  private func matches() throws(ComparisonError) -> [(old: Int, new: Int)] {
    let oldGroups = Dictionary(grouping: oldCells.indices) { oldCells[$0].without(ignored) }
    let newGroups = Dictionary(grouping: newCells.indices) { newCells[$0].without(ignored) }
    var matches: [(old: Int, new: Int)] = []
    // In the order of the cells, so that the same studies fail with the same message.
    for (key, newGroup) in newGroups.sorted(by: { $0.value[0] < $1.value[0] }) {
      guard let oldGroup = oldGroups[key] else { continue }
      if oldGroup.count == 1, newGroup.count == 1 {
        matches.append((oldGroup[0], newGroup[0]))
        continue
      }
      let byTexts = Dictionary(grouping: oldGroup) { oldCells[$0].texts(of: ignored) }
      let found = newGroup.compactMap { index -> (old: Int, new: Int)? in
        let alike = newGroup.filter {
          newCells[$0].texts(of: ignored) == newCells[index].texts(of: ignored)
        }
        guard alike.count == 1, let group = byTexts[newCells[index].texts(of: ignored)], group.count == 1
        else { return nil }
        return (group[0], index)
      }
      guard !found.isEmpty else { throw ambiguity(oldGroup, newGroup) }
      matches += found
    }
    guard !matches.isEmpty else { throw nothing() }
    return matches.sorted { $0.new < $1.new }
  }

  private func ambiguity(_ oldGroup: [Int], _ newGroup: [Int]) -> ComparisonError {
    let names = ignored.sorted().map { "'\($0)'" }.joined(separator: ", ")
    return ComparisonError(
      isUsage: true,
      description: "without \(names) \(ComparisonNotes.cells(oldGroup.count)) of \(old.name) "
        + "and \(ComparisonNotes.cells(newGroup.count)) of \(new.name) are alike, and no values tell "
        + "which belong together: ignore less")
  }

  /// Why no cell has a counterpart.
  private func nothing() -> ComparisonError {
    guard !oldCells.isEmpty, !newCells.isEmpty else {
      let empty = oldCells.isEmpty ? old.name : new.name
      return ComparisonError(isUsage: false, description: "\(empty) has no run that could be compared")
    }
    var differences: [String] = []
    var names: [String] = []
    for name in Set((oldCells + newCells).flatMap(\.facts.keys)).subtracting(ignored).sorted() {
      let oldTexts = Set(oldCells.compactMap { $0.facts[name] })
      let newTexts = Set(newCells.compactMap { $0.facts[name] })
      guard oldTexts.isDisjoint(with: newTexts) else { continue }
      names.append(name)
      if oldTexts.isEmpty || newTexts.isEmpty {
        differences.append("'\(name)' is only in \(oldTexts.isEmpty ? new.name : old.name)")
      } else {
        differences.append(
          "'\(name)' is \(Self.list(oldTexts)) in \(old.name) and \(Self.list(newTexts)) in \(new.name)")
      }
    }
    guard !differences.isEmpty else {
      return ComparisonError(
        isUsage: false,
        description: "\(old.name) and \(new.name) have no cell in common: no combination of values is in both"
      )
    }
    return ComparisonError(
      isUsage: false,
      description:
        "\(old.name) and \(new.name) have no cell in common: \(differences.joined(separator: "; ")); "
        + "\(names.map { "--ignore \($0)" }.joined(separator: " ")) compares all the same")
  }

  private static func list(_ texts: Set<String>) -> String {
    let shown = texts.sorted().prefix(4).map { $0.isEmpty ? "empty" : $0 }.joined(separator: ", ")
    return texts.count > 4 ? "\(shown), …" : shown
  }

  // MARK: - Notes

  /// The cells of one side that have no counterpart, the first by name.
  private func lonely(_ side: ComparedStudy, _ cells: [CellDefinition], matched: Set<Int>) -> [String] {
    let left = cells.indices.filter { !matched.contains($0) }
    guard !left.isEmpty else { return [] }
    let columns = CellColumns(study: side.study, job: side.job)
    let shown = left.prefix(3).map { index in
      columns.axes.filter { side.job.axes[$0].values.count > 1 || $0 == Job.workersAxis }
        .map { "\(side.job.axes[$0].name)=\(columns.text(of: $0, in: side.study.cells[index]))" }
        .joined(separator: ", ")
    }
    let more = left.count > 3 ? " and \(left.count - 3) more" : ""
    return ["only in \(side.name): \(shown.joined(separator: "; "))\(more)"]
  }

  /// Labels that stand for other values than before.
  private var relabelled: [String] {
    var notes: [String] = []
    for axis in new.job.axes where axis.role == .parameter {
      guard let before = old.job.axes.first(where: { $0.name == axis.name && $0.role == .parameter }) else {
        continue
      }
      for value in axis.values {
        guard let other = before.values.first(where: { $0.text == value.text }),
          other.written != value.written
        else { continue }
        notes.append(
          "'\(value.text)' of '\(axis.name)' is \(other.written) in \(old.name) and \(value.written) in \(new.name)"
        )
      }
    }
    return notes
  }
}
