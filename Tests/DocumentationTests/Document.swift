import Foundation

/// A document of the project, with what its tests look at.
struct Document {
  /// A fenced block of code.
  struct Block {
    /// The words behind the fence, such as `text` and `swrun --help`.
    var language: String
    var info: String
    var text: String
    /// Of the fence, counted from 1.
    var line: Int
  }

  /// The path in the project, such as `docs/manifest.md`.
  let path: String
  let text: String
  let blocks: [Block]
  /// The text without its blocks.
  let prose: String

  init(_ path: String) throws {
    self.path = path
    text = try Project.text(path)
    var blocks: [Block] = []
    var prose: [Substring] = []
    var open: Block?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard line.hasPrefix("```") else {
        if open == nil { prose.append(line) } else { open?.text += line + "\n" }
        continue
      }
      if let block = open {
        blocks.append(block)
        open = nil
      } else {
        let words = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
        open = Block(
          language: words.first ?? "", info: words.count > 1 ? words[1] : "", text: "", line: index + 1)
      }
    }
    self.blocks = blocks
    self.prose = prose.joined(separator: "\n")
  }

  /// The documents of the project.
  static let paths: [String] = {
    let folder = Project.root.appending(path: "docs").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "results/README.md"]
      + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
  }()

  /// What stands between backticks in the prose.
  var codeSpans: [String] {
    prose.matches(of: /`+([^`\n]+)`+/).map { String($0.output.1) }
  }

  /// The targets of links.
  var links: [String] {
    prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }
  }

  /// The part below a heading, up to the next heading of the same or a higher level.
  func section(_ heading: String) -> String {
    let lines = prose.split(separator: "\n", omittingEmptySubsequences: false)
    let level = heading.prefix { $0 == "#" }.count
    guard let start = lines.firstIndex(where: { $0 == heading }) else { return "" }
    let rest = lines[(start + 1)...]
    let end =
      rest.firstIndex { line in
        let depth = line.prefix { $0 == "#" }.count
        return depth > 0 && depth <= level
      } ?? rest.endIndex
    return rest[..<end].joined(separator: "\n")
  }

  /// The rows of the tables whose first column has this heading, in a text; cells without backticks.
  static func rows(of heading: String, in text: String) -> [[String]] {
    var rows: [[String]] = []
    var isWanted = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        isWanted = false
        continue
      }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      if !isWanted {
        isWanted = cells.first == heading
      } else if cells.first?.hasPrefix("---") == false {
        rows.append([cells[0].trimmingCharacters(in: CharacterSet(charactersIn: "`"))] + cells.dropFirst())
      }
    }
    return rows
  }
}

/// The checkout that these tests stand in.
enum Project {
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }
}
