import Expressions
import Jobs

/// Judges, combination by combination, what falls away.
///
/// A condition depends on few axes as a rule. Exclusions that depend on the same dimensions of the product are
/// decided together, once for each combination of those dimensions, so that most cells cost look-ups alone.
struct CellJudge {
  /// The most steps that deciding all exclusions may take: some seconds.
  static let mostSteps = 50_000_000
  /// The largest table of a group, and the entries of all tables together.
  private static let mostEntries = 100_000
  private static let mostEntriesTogether = 4_000_000

  private let job: Job
  private let layout: ProductLayout
  private var groups: [ExclusionGroup]
  /// For each exclusion, the derived columns that it needs, in their order.
  private let columns: [[Int]]
  /// The choice of each dimension in the combination that is judged.
  private var digits: [Int]

  /// What decides a combination first.
  private enum Finding {
    case excluded(Int)
    case fault(Int, ExpressionError)
  }

  /// - Throws: ``SweepError/tooManyConditions(steps:maximum:)`` before anything is decided.
  init(_ job: Job, layout: ProductLayout) throws(SweepError) {
    self.job = job
    self.layout = layout
    digits = Array(repeating: 0, count: layout.sizes.count)
    columns = job.exclusions.map { Self.derivedColumns(neededBy: $0, in: job) }
    var groups: [ExclusionGroup] = []
    var indices: [[Int]: Int] = [:]
    for (position, needed) in columns.enumerated() {
      let dimensions = Self.dimensions(of: job.exclusions[position], needed, in: job, layout)
      if let index = indices[dimensions] {
        groups[index].exclusions.append(position)
      } else {
        indices[dimensions] = groups.count
        groups.append(ExclusionGroup(dimensions: dimensions, exclusions: [position]))
      }
    }
    self.groups = groups
    try prepareTables()
  }

  /// Why a combination falls away; nil where it is a cell.
  mutating func verdict(on index: Int) throws(SweepError) -> SweepPlan.FallsAway? {
    layout.split(index, into: &digits)
    if layout.repeatsSerialCell(digits) { return .serialHasOneWorker }
    var first = Int.max
    var isFault = false
    for group in groups.indices {
      let outcome = outcome(of: group, at: index)
      if let position = outcome.position, position < first {
        first = position
        isFault = outcome.isFault
      }
    }
    guard first < .max else { return nil }
    let cell = layout.cell(at: index)
    if isFault, case .fault(let position, let fault)? = decide([first], of: cell) {
      throw SweepError.exclusion(index: position, fault: fault, cell: job.text(of: cell))
    }
    return .excluded(first)
  }

  // MARK: - Groups

  private mutating func outcome(of group: Int, at index: Int) -> ExclusionGroup.Outcome {
    let entry = groups[group].entry(for: digits)
    if let entry, groups[group].outcomes[entry] != .unknown { return groups[group].outcomes[entry] }
    let outcome: ExclusionGroup.Outcome
    switch decide(groups[group].exclusions, of: layout.cell(at: index)) {
    case .excluded(let position): outcome = .excluded(position)
    case .fault(let position, _): outcome = .fault(position)
    case nil: outcome = .stays
    }
    if let entry { groups[group].outcomes[entry] = outcome }
    return outcome
  }

  private mutating func prepareTables() throws(SweepError) {
    var entries = 0
    var steps = 0
    for group in groups.indices {
      var decisions = layout.count
      let size = groups[group].dimensions.reduce(1) { min($0 * layout.sizes[$1], layout.count) }
      // A table that is not smaller than the product would be looked into once.
      if size <= Self.mostEntries, size * 2 <= layout.count, entries + size <= Self.mostEntriesTogether {
        groups[group].makeTable(sizes: layout.sizes)
        entries += size
        decisions = size
      }
      for position in groups[group].exclusions {
        let (product, overflows) = decisions.multipliedReportingOverflow(by: length(of: position))
        let (sum, sumOverflows) = steps.addingReportingOverflow(product)
        steps = overflows || sumOverflows ? .max : sum
      }
    }
    guard steps <= Self.mostSteps else {
      throw SweepError.tooManyConditions(steps: steps, maximum: Self.mostSteps)
    }
  }

  /// How much work one decision is: 1 for a condition of usual length.
  private func length(of exclusion: Int) -> Int {
    let derived = columns[exclusion].reduce(0) { $0 + job.derived[$1].expression.source.utf8.count }
    return 1 + (job.exclusions[exclusion].condition.source.utf8.count + derived) / 64
  }

  /// The derived columns that a condition needs, with those that they need themselves.
  private static func derivedColumns(neededBy exclusion: Exclusion, in job: Job) -> [Int] {
    var needed = Set(exclusion.condition.references.filter { $0 >= job.axes.count })
    // A column needs columns before it alone.
    for column in job.derived.indices.reversed() where needed.contains(job.axes.count + column) {
      needed.formUnion(job.derived[column].expression.references.filter { $0 >= job.axes.count })
    }
    return needed.map { $0 - job.axes.count }.sorted()
  }

  /// The dimensions that a condition depends on, ascending.
  private static func dimensions(
    of exclusion: Exclusion, _ columns: [Int], in job: Job, _ layout: ProductLayout
  ) -> [Int] {
    var axes = Set(exclusion.condition.references.filter { $0 < job.axes.count })
    for column in columns {
      axes.formUnion(job.derived[column].expression.references.filter { $0 < job.axes.count })
    }
    // The number of workers of `serial` is not that of the axis.
    if axes.contains(Job.workersAxis) { axes.insert(Job.executorAxis) }
    return Set(axes.map(layout.dimension(ofAxis:))).filter { layout.sizes[$0] > 1 }.sorted()
  }

  // MARK: - Conditions

  /// The first of these exclusions that holds or cannot be decided.
  private func decide(_ exclusions: [Int], of cell: Cell) -> Finding? {
    for position in exclusions {
      do throws(ExpressionError) {
        let derived = try derivedValues(columns[position], of: cell)
        let holds = try job.exclusions[position].condition.evaluateCondition { name in
          name < job.axes.count ? job.conditionValue(name, of: cell) : derived[name - job.axes.count]
        }
        if holds { return .excluded(position) }
      } catch {
        return .fault(position, error)
      }
    }
    return nil
  }

  /// The values of these derived columns; at the places of others is nothing of meaning.
  private func derivedValues(_ columns: [Int], of cell: Cell) throws(ExpressionError) -> [Value] {
    guard !columns.isEmpty else { return [] }
    var derived = Array(repeating: Value.boolean(false), count: job.derived.count)
    for column in columns {
      let known = derived
      derived[column] = try job.derived[column].expression.evaluate { name in
        name < job.axes.count ? job.value(name, of: cell).value : known[name - job.axes.count]
      }
    }
    return derived
  }
}

/// Exclusions that depend on the same dimensions, and what is known of their combinations.
struct ExclusionGroup {
  /// What the exclusions of a group make of one combination: a number, since a table may have many.
  struct Outcome: Equatable {
    private var code: Int32

    static let unknown = Outcome(code: 0)
    static let stays = Outcome(code: -1)
    /// The exclusion with this index holds, and none before it.
    static func excluded(_ position: Int) -> Outcome { Outcome(code: Int32(position) * 2 + 1) }
    /// The exclusion with this index cannot be decided, and none before it holds.
    static func fault(_ position: Int) -> Outcome { Outcome(code: Int32(position) * 2 + 2) }

    /// The exclusion; nil where the combination stays.
    var position: Int? { code > 0 ? (Int(code) - 1) / 2 : nil }
    var isFault: Bool { code > 0 && code % 2 == 0 }
  }

  let dimensions: [Int]
  /// In the order of the manifest.
  var exclusions: [Int]
  /// By combination of the dimensions; empty without a table.
  var outcomes: [Outcome] = []
  private var strides: [Int] = []

  init(dimensions: [Int], exclusions: [Int]) {
    self.dimensions = dimensions
    self.exclusions = exclusions
  }

  mutating func makeTable(sizes: [Int]) {
    var count = 1
    strides = dimensions.map { dimension in
      defer { count *= sizes[dimension] }
      return count
    }
    outcomes = Array(repeating: .unknown, count: count)
  }

  /// The place of a combination in the table; nil without a table.
  func entry(for digits: [Int]) -> Int? {
    guard !outcomes.isEmpty else { return nil }
    var entry = 0
    for position in dimensions.indices { entry += digits[dimensions[position]] * strides[position] }
    return entry
  }
}
