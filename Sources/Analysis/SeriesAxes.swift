import Jobs

/// What names a series: for the executor, the affinity and each swept parameter, the index of its value.
/// Keys compare in the order of the manifest.
struct SeriesKey: Hashable, Comparable {
  var choices: [Int]

  static func < (left: SeriesKey, right: SeriesKey) -> Bool {
    left.choices.lexicographicallyPrecedes(right.choices)
  }
}

/// The axes of a job that tell series apart, with the way from the texts of a row to indices.
///
/// An affinity or a parameter that is zipped with `workers` does not: it varies along a series, as the
/// number of workers does.
struct SeriesAxes {
  /// An axis that is a position of ``SeriesKey/choices``.
  struct Member {
    /// Index into the job's axes.
    var axis: Int
    /// The column among those of the parameters; nil for executor and affinity.
    var column: Int?
    var name: String
    var texts: [String]
    var indices: [String: Int]
  }

  /// Executor, affinity, then the swept parameters that do not vary along a series. The executor is always
  /// one of them: another executor is another series, however it is zipped.
  let members: [Member]
  /// The axes that vary along a series together with the workers.
  private let alongWorkers: Set<Int>
  /// Whether any parameter varies along a series.
  let parametersVaryAlongSeries: Bool
  private let columnCount: Int

  init(job: Job) {
    let along = Set(job.zips.first { $0.contains(Job.workersAxis) } ?? [])
      .subtracting([Job.workersAxis, Job.executorAxis])
    let parameters = job.axes.indices.filter { job.axes[$0].role == .parameter && job.axes[$0].isSwept }
    let columns = parameters.enumerated().filter { !along.contains($0.element) }
    func member(_ axis: Int, column: Int?) -> Member {
      let texts =
        axis == Job.executorAxis ? job.executors.map(\.text) : job.axes[axis].values.map(\.text)
      return Member(
        axis: axis, column: column, name: job.axes[axis].name, texts: texts,
        indices: Dictionary(
          texts.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first }))
    }
    members =
      [member(Job.executorAxis, column: nil), member(Job.affinityAxis, column: nil)]
      + columns.map { member($0.element, column: $0.offset) }
    alongWorkers = along
    parametersVaryAlongSeries = along.contains { job.axes[$0].role == .parameter }
    columnCount = job.parameterColumns.count
  }

  /// Whether an axis varies along a series as the number of workers does.
  func variesAlongSeries(_ axis: Int) -> Bool {
    axis == Job.workersAxis || alongWorkers.contains(axis)
  }

  /// The position of an axis of the job among the members; nil for one that does not tell series apart.
  func position(ofAxis axis: Int) -> Int? {
    alongWorkers.contains(axis) ? nil : members.firstIndex { $0.axis == axis }
  }

  /// The series that a measurement belongs to.
  func key(of measurement: Measurement) throws(UnexpectedRow) -> SeriesKey {
    guard measurement.parameters.count == columnCount else {
      throw UnexpectedRow(
        seq: measurement.seq,
        reason: "it has \(measurement.parameters.count) parameters, not \(columnCount)")
    }
    var choices: [Int] = []
    for member in members {
      let text =
        member.column.map { measurement.parameters[$0] }
        ?? (member.axis == Job.executorAxis ? measurement.executor : measurement.affinity)
      guard let index = member.indices[text] else {
        throw UnexpectedRow(
          seq: measurement.seq, reason: "'\(text)' is not a value of '\(member.name)'")
      }
      choices.append(alongWorkers.contains(member.axis) ? 0 : index)
    }
    return SeriesKey(choices: choices)
  }
}
