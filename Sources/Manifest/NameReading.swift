import Expressions
import Jobs
import YAML

extension NodeReader {
  /// The value of `name`, which names the result folder.
  func jobName(_ node: YAMLNode) -> String? {
    let form =
      "up to 64 of the characters A-Z a-z 0-9 . _ -, beginning with a letter or digit and not ending in '.'"
    guard let text = text(node, "'name'", expected: form) else { return nil }
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first, Self.isLetter(first) || Self.isDigit(first), scalars.count <= 64,
      scalars.last != ".",
      scalars.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || "._-".unicodeScalars.contains($0) })
    else {
      error("'\(Excerpt.of(text))' cannot be the name of a job: expected \(form)", at: node)
      return nil
    }
    guard text != Job.latencyName else {
      error("'\(text)' is the folder of 'swrun host --latency': give the job another name", at: node)
      return nil
    }
    return text
  }

  /// How many parameters, derived values or metrics a job may have: each is a column of the results.
  static let mostNames = 100

  /// The keys and values of a mapping whose keys become names of columns.
  func namedEntries(_ node: YAMLNode, _ what: String, expected: String) -> [Section.Entry]? {
    guard let entries = entries(node, what, expected: expected) else { return nil }
    guard entries.count <= Self.mostNames else {
      error("\(what) has \(entries.count) names: expected at most \(Self.mostNames)", at: node)
      return nil
    }
    return entries
  }

  /// Whether a key may be the name of a parameter, derived value or metric; reports why not.
  ///
  /// - Parameter taken: names that are there already, with what they are.
  func isFreeName(_ entry: Section.Entry, _ what: String, taken: [String: String]) -> Bool {
    let name = entry.name
    let shown = Excerpt.of(name)
    let scalars = Array(name.unicodeScalars)
    guard let first = scalars.first, Self.isLetter(first) || first == "_", scalars.count <= 64,
      scalars.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || $0 == "_" })
    else {
      error(
        "'\(shown)' cannot be the name of a \(what): expected up to 64 letters, digits and '_', not "
          + "beginning with a digit", at: entry.key)
      return false
    }
    if let owner = taken[name] {
      error("'\(shown)' cannot be the name of a \(what): it is already \(owner)", at: entry.key)
      return false
    }
    if Columns.reserved.contains(name) {
      error("'\(shown)' cannot be the name of a \(what): it is a column of the results", at: entry.key)
      return false
    }
    if Expression.reservedWords.contains(name) {
      error("'\(shown)' cannot be the name of a \(what): it is a word of expressions", at: entry.key)
      return false
    }
    return true
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }
}
