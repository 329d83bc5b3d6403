/// Whether a model is further from the means of repeated measurements than these scatter (Draper and Smith, *Applied
/// Regression Analysis*, 1998, section 2.1).
package struct LackOfFit: Sendable, Equatable {
  /// F = (SS of the lack of fit / (m − p)) / (SS within the groups / (N − m)).
  package let statistic: Double
  /// The probability of a larger one where the model is right.
  package let probability: Double

  /// The test; nil without a degree of freedom for both, or where nothing scatters within the groups.
  ///
  /// - Parameters:
  ///   - groups: the repeated measurements of each of m settings.
  ///   - fitted: what the model says of the mean of each group. It has to be fitted to these means by least squares,
  ///     weighted by the sizes of the groups.
  ///   - parameters: how many parameters of the model were fitted, p.
  package init?(groups: [[Double]], fitted: [Double], parameters: Int) {
    let count = groups.reduce(0) { $0 + $1.count }
    let lack = groups.count - parameters
    let pure = count - groups.count
    guard lack > 0, pure > 0 else { return nil }
    var within = 0.0
    var between = 0.0
    for (group, value) in zip(groups, fitted) {
      let mean = group.reduce(0, +) / Double(group.count)
      for element in group { within += (element - mean) * (element - mean) }
      between += Double(group.count) * (mean - value) * (mean - value)
    }
    guard within > 0 else { return nil }
    statistic = (between / Double(lack)) / (within / Double(pure))
    probability = FisherDistribution.upperTail(
      statistic, numerator: Double(lack), denominator: Double(pure))
  }
}
