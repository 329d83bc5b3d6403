/// A measurement that does not belong to the job: the result file and the manifest beside it disagree.
package struct UnexpectedRow: Error, Equatable, CustomStringConvertible {
  /// The number of the measurement.
  package var seq: Int
  /// What is wrong, in words.
  package var reason: String

  package init(seq: Int, reason: String) {
    self.seq = seq
    self.reason = reason
  }

  package var description: String {
    "measurement \(seq) is not one of this job: \(reason)"
  }
}
