import Foundation
import Manifest
import Testing

/// One faulty or good manifest of the collection in `Fixtures`.
struct GivenManifest: CustomTestStringConvertible {
  var file: String
  var isGood: Bool
  /// 0 where no line is expected.
  var line: Int
  var pattern: String
  var testDescription: String { file }

  static func url(_ file: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appending(path: "Fixtures/badmanifests/\(file)")
  }

  static let all: [GivenManifest] = {
    do {
      let index = try String(contentsOf: url("index.tsv"), encoding: .utf8)
      return index.split(separator: "\n").dropFirst().map { row in
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return GivenManifest(
          file: cells[0], isGood: cells[1] == "ok", line: Int(cells[2]) ?? 0,
          pattern: cells.count > 3 ? cells[3] : "")
      }
    } catch {
      return []
    }
  }()
}

@Suite struct GivenManifestTests {
  @Test func `the collection is there`() {
    #expect(GivenManifest.all.count == 68)
  }

  // That `exclude` leaves no cell is found by the expansion of the sweep, which is not part of this target.
  @Test(arguments: GivenManifest.all.filter { $0.file != "exclude-all.yaml" })
  func `a given manifest has the given verdict`(_ given: GivenManifest) throws {
    let checked = check(bytes: Array(try Data(contentsOf: GivenManifest.url(given.file))))
    let text = checked.errorsText
    #expect((checked.job != nil) == given.isGood, "\(text)")
    #expect(checked.hasErrors != given.isGood)
    guard !given.isGood else { return }
    if given.line > 0 { #expect(checked.errors.first?.line == given.line, "\(text)") }
    let regex = try Regex(given.pattern)
    #expect(given.pattern.isEmpty || text.contains(regex), "\(text)")
  }
}
