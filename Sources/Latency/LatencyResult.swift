package import Analysis

/// What the ladder says about one operation.
package struct LatencyResult: Sendable, Equatable {
  package var operation: LatencyOperation
  /// Nanoseconds, over batches; nil where it could not be measured.
  package var summary: SampleSummary?
  /// Why there is no value, or what to know about it; nil where there is nothing to say.
  package var note: String?

  package init(_ operation: LatencyOperation, summary: SampleSummary?, note: String? = nil) {
    self.operation = operation
    self.summary = summary
    self.note = note
  }

  /// The summary of measured values.
  init(_ operation: LatencyOperation, _ nanoseconds: [Double], note: String? = nil) {
    self.init(operation, summary: SampleSummary(nanoseconds), note: note)
  }
}

/// Looks for results that contradict each other.
package enum LadderCheck {
  /// What each step must not exceed.
  private static let ascending: [LatencyOperation] = [
    .instruction, .firstCache, .secondCache, .thirdCache, .memory,
  ]

  /// A warning for each pair of neighbours whose intervals are in the wrong order, and for values that are
  /// none.
  package static func warnings(_ results: [LatencyResult]) -> [String] {
    var warnings: [String] = []
    for result in results {
      if let median = result.summary?.median, median <= 0 {
        warnings.append(
          "\(result.operation.name): the result is not above 0; measure again on a quiet machine")
      }
    }
    let steps = ascending.compactMap { step in results.first { $0.operation == step && $0.summary != nil } }
    for (shorter, longer) in zip(steps, steps.dropFirst()) {
      guard let below = shorter.summary, let above = longer.summary else { continue }
      guard (below.interval?.low ?? below.median) > (above.interval?.high ?? above.median) else { continue }
      warnings.append(
        "\(shorter.operation.name) took longer than \(longer.operation.name), which cannot be: something "
          + "disturbed the measurement, or the caches are not what the machine tells; measure again")
    }
    return warnings
  }
}
