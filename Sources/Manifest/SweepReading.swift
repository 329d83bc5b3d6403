import Expressions
import Jobs
import YAML

/// The names that are known while the rest of a manifest is read.
struct KnownNames {
  /// In the order of ``Job/axes``.
  var axes: [PlacedAxis]
  /// Also those whose expression is wrong, so that one mistake is not reported wherever the name is used.
  var derived: [String] = []
  /// The services, as far as they can be read before anything else.
  var services: [NamedService] = []

  /// What a condition or a derived value may use.
  var ofCell: [String] { axes.map(\.axis.name) + derived }
  /// What a placeholder of a run may use: the list of ``Job/names``.
  var ofRun: [String] { ofCell + Job.runNames + services.map { Service.portName(of: $0.name) } }

  /// Each name that is taken, with what it is.
  var taken: [String: String] {
    var taken: [String: String] = [:]
    for axis in axes { taken[axis.axis.name] = "an axis" }
    for name in derived { taken[name] = "a derived value" }
    return taken
  }

  func axis(named name: String) -> Int? {
    axes.firstIndex { $0.axis.name == name }
  }
}

extension NodeReader {
  /// The axes of `parameters`, in the order of the manifest.
  ///
  /// - Parameter names: axes that there are already.
  func namedParameters(_ node: YAMLNode, after names: KnownNames, maximum: Int) -> [PlacedAxis] {
    guard let entries = namedEntries(node, "'parameters'", expected: "names with values") else { return [] }
    let taken = names.taken.mapValues { _ in
      "an axis (a built-in workload has its parameters inside 'workload')"
    }
    return entries.compactMap { entry in
      let what = "parameter '\(Excerpt.of(entry.name))'"
      let isFree = isFreeName(entry, "parameter", taken: taken)
      let read = namedValues(entry.value, what, maximum: maximum)
      guard isFree else { return nil }
      let axis = Axis(
        name: entry.name, role: .parameter, values: read?.values ?? [], isSwept: read?.isSwept ?? false)
      return PlacedAxis(axis: axis, place: place(of: entry.value), range: read?.range)
    }
  }

  /// The value of `derived`: each may use the axes and those before it.
  func derived(_ node: YAMLNode, _ names: inout KnownNames) -> [DerivedColumn] {
    guard let entries = namedEntries(node, "'derived'", expected: "names with expressions") else { return [] }
    var columns: [DerivedColumn] = []
    for entry in entries {
      let isFree = isFreeName(entry, "derived value", taken: names.taken)
      let expression = expression(
        entry.value, "derived value '\(Excerpt.of(entry.name))'", names: names.ofCell, bareText: false)
      guard isFree else { continue }
      names.derived.append(entry.name)
      if let expression { columns.append(DerivedColumn(name: entry.name, expression: expression)) }
    }
    return columns
  }

  /// The value of `zip`: groups of axes that advance together.
  func zips(_ node: YAMLNode, _ names: KnownNames) -> [[Int]] {
    let form = "a list of lists of axes such as [[size, seed]]"
    guard let groups = elements(node, "'zip'", expected: form) else { return [] }
    if groups.contains(where: { $0.scalarText != nil }) {
      error("'zip' is a list of lists: expected \(form)", at: node)
      return []
    }
    var used: [String: String] = [:]
    return groups.compactMap { group in
      guard let elements = elements(group, "a group of 'zip'", expected: form) else { return nil }
      var axes: [Int] = []
      for element in elements {
        guard let name = text(element, "an axis in 'zip'"),
          let axis = axis(name, in: "'zip'", names, at: element),
          isNew(name, meaning: name, among: &used, "'zip'", at: element)
        else { continue }
        axes.append(axis)
      }
      guard axes.count == elements.count else { return nil }
      guard axes.count > 1 else {
        error("a group of 'zip' has one axis: expected at least two that advance together", at: group)
        return nil
      }
      return haveEqualLengths(axes, names, at: group) ? axes : nil
    }
  }

  private func haveEqualLengths(_ axes: [Int], _ names: KnownNames, at node: YAMLNode) -> Bool {
    let lengths = axes.map { names.axes[$0].count }
    // An axis without values is wrong itself, and reported.
    guard Set(lengths).count > 1, !lengths.contains(0) else { return true }
    let shown = zip(axes, lengths).map { "'\(names.axes[$0].axis.name)' has \($1)" }
    error("axes in 'zip' need equally many values: \(Self.list(shown, or: "and"))", at: node)
    return false
  }

  func axis(_ name: String, in what: String, _ names: KnownNames, at node: YAMLNode) -> Int? {
    if let axis = names.axis(named: name) { return axis }
    if names.derived.contains(name) {
      error("'\(Excerpt.of(name))' in \(what) is a derived value: expected an axis", at: node)
    } else {
      let known = names.axes.map(\.axis.name)
      let suggestion = self.suggestion(for: name, in: known)
      error(
        "unknown axis '\(Excerpt.of(name))' in \(what)\(suggestion): there are "
          + Self.list(known, or: "and"),
        at: node)
    }
    return nil
  }

  /// How many conditions may be held against every cell.
  private static let mostExclusions = 1000

  /// The value of `exclude`.
  func exclusions(_ node: YAMLNode, _ names: KnownNames) -> [Exclusion] {
    let form = "a list of {where: CONDITION, reason: TEXT}"
    guard let elements = elements(node, "'exclude'", expected: form) else { return [] }
    guard elements.count <= Self.mostExclusions else {
      error(
        "'exclude' has \(elements.count) elements: expected at most \(Self.mostExclusions); join conditions, such "
          + "as workers in [3, 5, 7]", at: node)
      return []
    }
    return elements.compactMap { element in
      guard let section = section(element, "'exclude'", keys: ["where", "reason"], expected: form) else {
        return nil
      }
      let condition = required("where", in: section, "'exclude'", "write a condition such as workers > 4")
        .flatMap { expression($0, "'where' in 'exclude'", names: names.ofCell, bareText: true) }
      let reason = required("reason", in: section, "'exclude'", "say why the cells are left out")
        .flatMap { text($0, "'reason' in 'exclude'") }
      if let reason, reason.allSatisfy(\.isWhitespace), let node = section["reason"] {
        error("'reason' in 'exclude' is empty: say why the cells are left out", at: node)
        return nil
      }
      guard let condition, let reason else { return nil }
      return Exclusion(condition: condition, reason: reason)
    }
  }

  /// The value of `baseline`.
  func baseline(_ node: YAMLNode, _ names: KnownNames) -> [BaselineSetting] {
    guard let entries = entries(node, "'baseline'", expected: "axes with values such as {workers: 1}") else {
      return []
    }
    if entries.isEmpty {
      error("'baseline' is an empty mapping: expected axes with values such as {workers: 1}", at: node)
    }
    return entries.compactMap { entry in
      guard let index = axis(entry.name, in: "'baseline'", names, at: entry.key),
        let text = text(
          entry.value, "'\(Excerpt.of(entry.name))' in 'baseline'", expected: "a value of the axis")
      else { return nil }
      let axis = names.axes[index]
      guard let found = axis.index(ofValue: text, isPlain: !entry.value.isQuoted) else {
        if axis.count > 0 {
          error(
            "'baseline': the axis '\(Excerpt.of(entry.name))' has no value '\(Excerpt.of(text))': it has "
              + axis.shownValues, at: entry.value)
        }
        return nil
      }
      return BaselineSetting(axis: index, value: found)
    }
  }
}
