import Expressions
import Jobs

/// Makes one metric of what its pattern matched.
enum MetricReader {
  /// The text of the metric's column; nil where it is optional and did not occur.
  ///
  /// Where a single match is the value, its text is kept as the program printed it.
  static func value(_ metric: Metric, matches: [String]) -> Result<String?, MetricFault> {
    if matches.isEmpty {
      return metric.isOptional ? .success(nil) : .failure(.noMatch(metric.name))
    }
    var numbers: [Double] = []
    for match in matches {
      guard let number = Double(match), number.isFinite else {
        return .failure(.notANumber(metric.name, match))
      }
      numbers.append(number)
    }
    guard let reduction = metric.reduction else {
      return matches.count == 1 ? .success(matches[0]) : .failure(.severalMatches(metric.name, matches.count))
    }
    return .success(reduce(numbers, matches, by: reduction))
  }

  private static func reduce(_ numbers: [Double], _ texts: [String], by reduction: Metric.Reduction)
    -> String?
  {
    func text(of number: Double?) -> String? {
      number.flatMap { numbers.firstIndex(of: $0) }.map { texts[$0] }
    }
    switch reduction {
    case .first: return texts.first
    case .last: return texts.last
    case .min: return text(of: numbers.min())
    case .max: return text(of: numbers.max())
    case .sum: return NumberFormat.shortest(numbers.reduce(0, +))
    case .mean: return NumberFormat.shortest(numbers.reduce(0, +) / Double(numbers.count))
    case .median:
      let sorted = numbers.sorted()
      let middle = sorted.count / 2
      return sorted.count % 2 == 1
        ? text(of: sorted[middle]) : NumberFormat.shortest((sorted[middle - 1] + sorted[middle]) / 2)
    }
  }
}

/// Why a metric has no value.
enum MetricFault: Error, Equatable {
  case noMatch(String)
  case severalMatches(String, Int)
  case notANumber(String, String)

  var message: String {
    switch self {
    case .noMatch(let name):
      "metric '\(name)': its regex matches nothing"
    case .severalMatches(let name, let count):
      "metric '\(name)': its regex matches \(count) times; say which with 'reduce'"
    case .notANumber(let name, let text):
      "metric '\(name)': '\(text.prefix(80))' is not a number"
    }
  }
}
