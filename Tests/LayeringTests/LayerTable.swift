import Foundation

/// A row of the table in `docs/architecture.md`.
struct LayerRow {
  var layer: Int
  var target: String
  var mayImport: Set<String>

  /// Whether it is C: a C stands before the name of what it is for.
  var isC: Bool { target.hasPrefix("C") && target.dropFirst().first?.isUppercase == true }
}

/// The checkout that these tests stand in.
enum Checkout {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func layers() throws -> [LayerRow] {
    try text("docs/architecture.md").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard fields.count >= 5, let layer = Int(fields[1]) else { return nil }
      let names = fields[3].matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) }
      return LayerRow(
        layer: layer, target: fields[2].trimmingCharacters(in: CharacterSet(charactersIn: "`")),
        mayImport: Set(names))
    }
  }

  /// The Swift and C files of a target, with their text.
  static func sources(of target: String) throws -> [(name: String, text: String)] {
    let folder = root.appending(path: "Sources/\(target)")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return try (files?.allObjects as? [URL] ?? [])
      .filter { ["swift", "c", "h"].contains($0.pathExtension) }
      .map { ("\(target)/\($0.lastPathComponent)", try String(contentsOf: $0, encoding: .utf8)) }
  }

  static func imports(in text: String) -> Set<String> {
    var modules: Set<String> = []
    for line in text.split(separator: "\n") where line.contains("import ") {
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place <= 2, !words[0].hasPrefix("//") else {
        continue
      }
      // `import struct Module.Name` names the kind first.
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      let rest = words[(place + 1)...].drop { kinds.contains($0) }
      if let module = rest.first?.split(separator: ".").first { modules.insert(String(module)) }
    }
    return modules
  }
}
