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
struct SeriesAxes {
  /// An axis that is a position of ``SeriesKey/choices``.
  struct Member {
    /// Index into the job's axes.
    var axis: Int
    var name: String
    var texts: [String]
    var indices: [String: Int]
  }

  /// Executor, affinity, then the swept parameters.
  let members: [Member]
  /// How many of the parameter columns belong to axes; the rest is derived.
  let parameterCount: Int
  private let columnCount: Int

  init(job: Job) {
    let parameters = job.axes.indices.filter { job.axes[$0].role == .parameter && job.axes[$0].isSwept }
    members = ([Job.executorAxis, Job.affinityAxis] + parameters).map { axis in
      let texts =
        axis == Job.executorAxis ? job.executors.map(\.text) : job.axes[axis].values.map(\.text)
      return Member(
        axis: axis, name: job.axes[axis].name, texts: texts,
        indices: Dictionary(
          texts.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first }))
    }
    parameterCount = parameters.count
    columnCount = job.parameterColumns.count
  }

  /// The position of an axis of the job among the members; nil for one that does not tell series apart.
  func position(ofAxis axis: Int) -> Int? {
    members.firstIndex { $0.axis == axis }
  }

  /// The series that a measurement belongs to.
  func key(of measurement: Measurement) throws(UnexpectedRow) -> SeriesKey {
    guard measurement.parameters.count == columnCount else {
      throw UnexpectedRow(
        seq: measurement.seq,
        reason: "it has \(measurement.parameters.count) parameters, not \(columnCount)")
    }
    let texts = [measurement.executor, measurement.affinity] + measurement.parameters.prefix(parameterCount)
    var choices: [Int] = []
    for (member, text) in zip(members, texts) {
      guard let index = member.indices[text] else {
        throw UnexpectedRow(
          seq: measurement.seq, reason: "'\(text)' is not a value of '\(member.name)'")
      }
      choices.append(index)
    }
    return SeriesKey(choices: choices)
  }
}
