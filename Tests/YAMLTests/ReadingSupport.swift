import Foundation
import Testing
import YAML

/// Reads a document that is given as text.
func read(_ text: String) throws -> YAMLNode {
  try YAMLReader.read(bytes: Array(text.utf8), limits: .manifest)
}

/// The error of a text that must be refused.
func refusal(_ text: String) throws -> YAMLError {
  try refusal(bytes: Array(text.utf8))
}

/// The error of bytes that must be refused; every error has a place.
func refusal(bytes: [UInt8]) throws -> YAMLError {
  let error = try #require(throws: YAMLError.self) { try YAMLReader.read(bytes: bytes, limits: .manifest) }
  #expect(error.mark.line >= 1 && error.mark.column >= 1)
  #expect(!error.message.isEmpty)
  return error
}

func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
  ([0xFEFF] + Array(text.utf16)).flatMap { unit in
    bigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
  }
}

/// A tree as one line, with every scalar in quotes.
func outline(_ node: YAMLNode) -> String {
  switch node.content {
  case .scalar(let text, _): "'\(text)'"
  case .sequence(let elements): "[" + elements.map(outline).joined(separator: ", ") + "]"
  case .mapping(let pairs):
    "{" + pairs.map { outline($0.key) + ": " + outline($0.value) }.joined(separator: ", ") + "}"
  }
}

enum Fixture {
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = try #require(Bundle.module.resourceURL)
    return Array(try Data(contentsOf: folder.appending(path: "Fixtures/badyaml/\(name)")))
  }

  /// The lines of the index: file and whether a reader should accept it.
  static let index: [(file: String, isGood: Bool)] = {
    guard let bytes = try? bytes("index.tsv") else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      return (String(fields[0]), fields[4] == "accept")
    }
  }()
}
