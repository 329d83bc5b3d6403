import RealModule

/// The QR decomposition of a tall matrix by Householder reflections (Golub and Van Loan, *Matrix Computations*,
/// algorithm 5.2.1). Columns are scaled to length 1 first, so that units do not decide what counts as small.
struct HouseholderQR {
  /// Column by column: below and on the diagonal the reflections, above it R.
  private var columns: [[Double]]
  private var diagonal: [Double] = []
  private var scales: [Double] = []
  private let rows: Int

  /// Decomposes a matrix that is given by its columns, each as long as the others and at least as long as there are
  /// columns.
  init(columns matrix: [[Double]]) {
    rows = matrix.first?.count ?? 0
    columns = matrix
    for index in columns.indices {
      let length = Self.length(columns[index][...])
      scales.append(length > 0 ? length : 1)
      for row in 0..<rows { columns[index][row] /= scales[index] }
    }
    for index in columns.indices { reflect(index) }
  }

  /// Whether no column is, but for rounding, a combination of the ones before it.
  var hasFullRank: Bool {
    diagonal.allSatisfy { abs($0) > 1e-13 }
  }

  /// The coefficients that bring the combination of the columns nearest to the values; nil without full rank.
  func solve(_ values: [Double]) -> [Double]? {
    guard hasFullRank else { return nil }
    var rotated = values
    for index in columns.indices {
      let column = columns[index]
      var product = 0.0
      for row in index..<rows { product += column[row] * rotated[row] }
      for row in index..<rows { rotated[row] -= product * column[row] }
    }
    return backSubstituted(rotated)
  }

  /// (XᵀX)⁻¹ of the matrix X; nil without full rank.
  var inverseGram: [[Double]]? {
    guard hasFullRank else { return nil }
    let count = columns.count
    // R⁻¹ column by column, then R⁻¹R⁻ᵀ.
    let inverse = columns.indices.map { index in
      backSubstituted((0..<max(rows, count)).map { $0 == index ? 1 : 0 })
    }
    return columns.indices.map { first in
      columns.indices.map { second in
        (0..<count).reduce(0) { $0 + inverse[$1][first] * inverse[$1][second] }
      }
    }
  }

  /// Solves R x = the first values, and takes the scales of the columns out.
  private func backSubstituted(_ values: [Double]) -> [Double] {
    var solution = [Double](repeating: 0, count: columns.count)
    for index in columns.indices.reversed() {
      var sum = values[index]
      for later in columns.indices where later > index { sum -= columns[later][index] * solution[later] }
      solution[index] = sum / diagonal[index]
    }
    return solution.indices.map { solution[$0] / scales[$0] }
  }

  /// Makes a column zero below the diagonal, and turns the later ones alike. The reflection is kept as a vector v of
  /// length √2, so that it is x − v (v·x).
  private mutating func reflect(_ index: Int) {
    let length = Self.length(columns[index][index...])
    let first = columns[index][index]
    let turned = first > 0 ? -length : length
    diagonal.append(turned)
    guard length > 0 else { return }
    columns[index][index] = first - turned
    let norm = Self.length(columns[index][index...])
    for row in index..<rows { columns[index][row] *= Double.sqrt(2) / norm }
    for later in columns.indices where later > index {
      var product = 0.0
      for row in index..<rows { product += columns[index][row] * columns[later][row] }
      for row in index..<rows { columns[later][row] -= product * columns[index][row] }
    }
  }

  static func length(_ values: ArraySlice<Double>) -> Double {
    Double.sqrt(values.reduce(0) { $0 + $1 * $1 })
  }
}
