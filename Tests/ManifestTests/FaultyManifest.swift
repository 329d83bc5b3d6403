import Manifest
import Testing

/// A manifest with one fault, the line of the first error, and what its messages must contain.
struct FaultyManifest: CustomTestStringConvertible {
  var text: String
  var line: Int
  var pattern: String
  var testDescription: String { pattern }

  init(_ text: String, _ line: Int, _ pattern: String) {
    self.text = text
    self.line = line
    self.pattern = pattern
  }

  func expectRefusal() throws {
    let checked = check(text)
    let shown = checked.errorsText
    #expect(checked.job == nil, "\(text)")
    #expect(checked.errors.first?.line == line, "\(shown)")
    #expect(shown.contains(try Regex(pattern)), "\(shown)")
  }
}
