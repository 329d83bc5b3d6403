import Foundation
import TestPrograms
import Testing

@Suite struct HelpTests {
  private static let program = TestProgram("swrun")

  private static func help(_ arguments: String...) throws -> String {
    let result = try program.run(arguments: arguments, environment: ["COLUMNS": "80"])
    #expect(result.exitCode == 0)
    return result.output
  }

  @Test(arguments: Document.paths)
  func `a printed help text is what the program prints`(path: String) throws {
    for block in try Document(path).blocks where block.language == "text" && block.info.hasPrefix("swrun ") {
      let arguments = block.info.split(separator: " ").dropFirst().map(String.init)
      let result = try Self.program.run(arguments: arguments, environment: ["COLUMNS": "80"])
      #expect(block.text == result.output, "\(path):\(block.line)")
    }
  }

  @Test func `the README shows the help text`() throws {
    #expect(try Document("README.md").blocks.contains { $0.info == "swrun --help" })
  }

  @Test(arguments: ["README.md", "docs/exit-codes.md"])
  func `the table of exit codes is that of the help text`(path: String) throws {
    let document = try Document(path)
    let table = Document.rows(of: "code", in: document.prose).map { "\($0[0]) \($0[1])" }
    let words = try Self.help("--help").split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    let start = try #require(words.range(of: "Exit codes: "))
    let end = try #require(words.range(of: ". USAGE:"))
    #expect(table.joined(separator: ", ") == String(words[start.upperBound..<end.lowerBound]))
  }

  @Test(arguments: Document.paths)
  func `every option that a document names is one of the program`(path: String) throws {
    let commands = [
      "run", "plan", "validate", "analyze", "fit", "compare", "history", "audit", "list", "host",
    ]
    let known = Set(
      try commands.flatMap {
        try Self.help("help", $0).matches(of: /--[a-z][a-z-]*/).map { String($0.output) }
      })
    let document = try Document(path)
    let own = document.codeSpans.filter { $0.hasPrefix("--") || $0.hasPrefix("swrun ") }
    let lines = document.blocks.filter { $0.language == "text" && $0.info == "crontab" }.map(\.text)
    for text in own + lines {
      for option in text.matches(of: /(?:^|\s)(--[a-z][a-z-]*)/) {
        #expect(known.contains(String(option.output.1)), "\(path): \(text)")
      }
    }
  }

  @Test(arguments: Document.paths)
  func `every subcommand that a document names is one of the program`(path: String) throws {
    let document = try Document(path)
    for span in document.codeSpans {
      guard let match = span.wholeMatch(of: /swrun ([a-z]+)(?: .*)?/) else { continue }
      let known = [
        "run", "plan", "validate", "analyze", "fit", "compare", "history", "audit", "list", "host", "help",
      ]
      #expect(known.contains(String(match.output.1)), "\(path): \(span)")
    }
  }
}
