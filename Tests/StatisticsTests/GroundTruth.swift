import Foundation

/// A published case: inputs, the values that must come out, and how far from them is near enough.
///
///     let truth = try GroundTruth("mwu.small")
///     let first = try truth.inputs["s1"].numbers
///     let tolerance = try truth.tolerance["rel"].number
struct GroundTruth {
  let id: String
  let inputs: Value
  let expected: Value
  let tolerance: Value

  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// A value of the file, with the path that leads to it for the sake of messages.
  struct Value: Sequence {
    fileprivate let content: Any
    let path: String

    /// The member of an object.
    subscript(name: String) -> Value {
      get throws {
        guard let member = (content as? [String: Any])?[name] else {
          throw Problem(description: "\(path) has no '\(name)'")
        }
        return Value(content: member, path: "\(path).\(name)")
      }
    }

    /// The element of a list.
    subscript(index: Int) -> Value {
      get throws {
        guard let list = content as? [Any], list.indices.contains(index) else {
          throw Problem(description: "\(path) has no element \(index)")
        }
        return Value(content: list[index], path: "\(path)[\(index)]")
      }
    }

    /// Whether an object has a member.
    func has(_ name: String) -> Bool { (content as? [String: Any])?[name] != nil }

    /// The names of an object's members, sorted.
    var names: [String] { (content as? [String: Any]).map { $0.keys.sorted() } ?? [] }

    /// The elements of a list; none for anything else.
    var elements: [Value] {
      (content as? [Any] ?? []).enumerated().map { Value(content: $1, path: "\(path)[\($0)]") }
    }

    func makeIterator() -> IndexingIterator<[Value]> { elements.makeIterator() }

    var number: Double {
      get throws {
        guard let number = (content as? NSNumber)?.doubleValue else {
          throw Problem(description: "\(path) is no number")
        }
        return number
      }
    }

    var integer: Int {
      get throws {
        guard let whole = Int(exactly: try number) else {
          throw Problem(description: "\(path) is no integer")
        }
        return whole
      }
    }

    var text: String {
      get throws {
        guard let text = content as? String else { throw Problem(description: "\(path) is no text") }
        return text
      }
    }

    /// A list of numbers.
    var numbers: [Double] {
      get throws {
        guard content is [Any] else { throw Problem(description: "\(path) is no list") }
        return try elements.map { try $0.number }
      }
    }

    /// A list of lists of numbers.
    var rows: [[Double]] {
      get throws {
        guard content is [Any] else { throw Problem(description: "\(path) is no list") }
        return try elements.map { try $0.numbers }
      }
    }

    /// An object whose members are numbers.
    var numbersByName: [String: Double] {
      get throws {
        var numbers: [String: Double] = [:]
        for name in names { numbers[name] = try self[name].number }
        return numbers
      }
    }
  }

  /// The case with a name such as `mwu.small`.
  init(_ id: String) throws {
    guard let url = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/cases.json") else {
      throw Problem(description: "the test bundle has no resources")
    }
    let file = Value(
      content: try JSONSerialization.jsonObject(with: Data(contentsOf: url)), path: "cases.json")
    guard let found = try file["cases"].first(where: { try $0["id"].text == id }) else {
      throw Problem(description: "cases.json has no case '\(id)'")
    }
    self.id = id
    let named = Value(content: found.content, path: id)
    inputs = try named["inputs"]
    expected = try named["expected"]
    tolerance = try named["tolerance"]
  }
}

/// How far a number is from the expected one, relative to it; absolute where that is 0.
func relativeError(_ value: Double, _ expected: Double) -> Double {
  expected == 0 ? abs(value) : abs(value - expected) / abs(expected)
}
