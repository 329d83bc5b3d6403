/// Least squares whose coefficients may not be negative, for a few columns and many sets of values.
///
/// Each subset of the columns is solved alone, and of those without a negative coefficient the one nearest to the
/// values is it: the problem is convex, so that nothing better is overlooked, and there is nothing to iterate (compare
/// Lawson and Hanson, *Solving Least Squares Problems*, 1974). What a subset needs of the columns is computed once.
package struct NonNegativeLeastSquares: Sendable {
  /// The most columns: their subsets are all tried.
  package static let mostColumns = 8

  private struct Subset {
    var members: [Int]
    /// The coefficients of the members are this times the values: row by row.
    var inverse: [Double]
  }

  package let columnCount: Int
  package let rowCount: Int
  /// Row by row.
  private let matrix: [Double]
  /// All columns first, then the others by falling size.
  private let subsets: [Subset]

  /// Prepares a matrix that is given by its columns; nil where these do not determine the coefficients.
  package init?(columns: [[Double]]) {
    guard let rows = columns.first?.count, rows >= columns.count, columns.count <= Self.mostColumns else {
      return nil
    }
    rowCount = rows
    columnCount = columns.count
    matrix = (0..<rows).flatMap { row in columns.map { $0[row] } }
    let masks = (1..<(1 << columns.count)).sorted {
      ($0.nonzeroBitCount, $1) > ($1.nonzeroBitCount, $0)
    }
    var subsets: [Subset] = []
    for mask in masks {
      let members = columns.indices.filter { mask & (1 << $0) != 0 }
      let decomposition = HouseholderQR(columns: members.map { columns[$0] })
      var inverse = [Double](repeating: 0, count: members.count * rows)
      for row in 0..<rows {
        var unit = [Double](repeating: 0, count: rows)
        unit[row] = 1
        guard let column = decomposition.solve(unit) else { return nil }
        for index in members.indices { inverse[index * rows + row] = column[index] }
      }
      subsets.append(Subset(members: members, inverse: inverse))
    }
    self.subsets = subsets
  }

  /// Room for one solution after the other, so that nothing is allocated for thousands of resamples.
  package struct Workspace: Sendable {
    /// In the order of the columns.
    package fileprivate(set) var coefficients: [Double]
    fileprivate var trial: [Double]
  }

  package var workspace: Workspace {
    Workspace(
      coefficients: Array(repeating: 0, count: columnCount), trial: Array(repeating: 0, count: columnCount))
  }

  /// The fit to values.
  package func solution(_ values: [Double]) -> LeastSquares.Solution {
    var workspace = workspace
    let sum = solve(values, in: &workspace)
    return LeastSquares.Solution(
      coefficients: workspace.coefficients, residualSumOfSquares: sum,
      isFree: workspace.coefficients.map { $0 > 0 })
  }

  /// Leaves the coefficients of the fit to values in the workspace, and returns the residual sum of squares.
  package func solve(_ values: [Double], in workspace: inout Workspace) -> Double {
    var best = values.reduce(0) { $0 + $1 * $1 }
    for index in 0..<columnCount { workspace.coefficients[index] = 0 }
    for subset in subsets {
      guard fill(&workspace.trial, of: subset, values) else { continue }
      let sum = residualSum(workspace.trial, subset, values)
      let isWhole = subset.members.count == columnCount
      if sum < best || isWhole {
        best = sum
        for index in 0..<columnCount { workspace.coefficients[index] = 0 }
        for (place, member) in subset.members.enumerated() {
          workspace.coefficients[member] = workspace.trial[place]
        }
      }
      // Where no bound holds, the fit without bounds is the best there is.
      if isWhole { return best }
    }
    return best
  }

  /// Computes the coefficients of a subset; false where one is negative.
  private func fill(_ trial: inout [Double], of subset: Subset, _ values: [Double]) -> Bool {
    for place in 0..<subset.members.count {
      var sum = 0.0
      let start = place * rowCount
      for row in 0..<rowCount { sum += subset.inverse[start + row] * values[row] }
      guard sum >= 0 else { return false }
      trial[place] = sum
    }
    return true
  }

  private func residualSum(_ trial: [Double], _ subset: Subset, _ values: [Double]) -> Double {
    var sum = 0.0
    for row in 0..<rowCount {
      var residual = values[row]
      for place in 0..<subset.members.count {
        residual -= trial[place] * matrix[row * columnCount + subset.members[place]]
      }
      sum += residual * residual
    }
    return sum
  }
}
