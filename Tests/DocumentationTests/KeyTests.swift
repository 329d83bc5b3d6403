import Foundation
import TestPrograms
import Testing

@Suite struct KeyTests {
  private static let base = "name: study\nworkload: noop\nexecutor: threads\n"
  private static let command = "name: study\nworkload: { command: [ls] }\n"

  private static func errors(_ text: String) throws -> String {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "study.yaml")
    return try TestProgram("swrun").run("validate", "study.yaml", directory: folder.path).errors
  }

  private static func documented(_ heading: String) throws -> [String] {
    Document.rows(of: heading, in: try Document("docs/manifest.md").prose).map { $0[0] }
  }

  /// The texts of a list of keys in the sources of the reader.
  private static func sourceList(_ name: String) throws -> [String] {
    let text = try Project.text("Sources/Manifest/JobReader.swift")
    let start = try #require(text.range(of: "static let \(name) = ["))
    let end = try #require(text[start.upperBound...].firstIndex(of: "]"))
    return text[start.upperBound..<end].matches(of: /"(\w+)"/).map { String($0.output.1) }
  }

  @Test func `the reader knows every key that is documented`() throws {
    let keys = try Self.documented("key")
    #expect(keys.count > 20)
    for key in keys {
      let errors = try Self.errors("\(key):\n")
      #expect(errors.contains("'\(key)' has no value"), "\(key): \(errors)")
    }
  }

  @Test func `every key that the reader knows is documented`() throws {
    #expect(Set(try Self.sourceList("keys")) == Set(try Self.documented("key")))
  }

  @Test func `the keys that are not supported yet are those that are named`() throws {
    let line = try #require(
      try Document("docs/manifest.md").prose.split(separator: "\n")
        .first { $0.hasPrefix("These keys belong to the format") })
    let named = line.matches(of: /`(\w+)`/).map { String($0.output.1) }
    #expect(Set(named) == Set(try Self.sourceList("laterKeys")))
    for key in named {
      #expect(try Self.errors(Self.base + "\(key): 1\n").contains("'\(key)' is not supported yet"))
    }
  }

  @Test(arguments: [
    ("key in `limits`", "limits: { qqqqqqqq: 1 }"), ("key in `output`", "output: { qqqqqqqq: 1 }"),
    ("key in `metrics`", "metrics: { a: { qqqqqqqq: 1 } }"), ("key in `success`", "success: { qqqqqqqq: 1 }"),
    ("key in `setup`", "setup: { qqqqqqqq: 1 }"), ("key in `services`", "services: [{ qqqqqqqq: 1 }]"),
    ("key in `ready`", "services: [{ name: a, command: [a], ready: { qqqqqqqq: 1 } }]"),
  ])
  func `the keys of a section are those that the reader names`(heading: String, line: String) throws {
    let errors = try Self.errors(Self.command + line + "\n")
    let known = try #require(errors.firstMatch(of: /unknown key 'qqqqqqqq'.*: known are (.*)/))
    let words = known.output.1.replacing(" and ", with: ", ").split(separator: ", ").map(String.init)
    #expect(words == (try Self.documented(heading)))
  }

  @Test func `the keys of a command are those that the reader names`() throws {
    let errors = try Self.errors("name: study\nworkload: { command: [ls], qqqqqqqq: 1 }\n")
    let known = try #require(errors.firstMatch(of: /unknown key 'qqqqqqqq'.*: known are (.*)/))
    let words = known.output.1.replacing(" and ", with: ", ").split(separator: ", ").map(String.init)
    #expect(Set(words + ["kind"]) == Set(try Self.documented("key in `workload`")))
  }

  @Test func `the workloads are those that the program lists, with their defaults`() throws {
    let rows = Document.rows(of: "kind", in: try Document("docs/manifest.md").section("## `workload`"))
    let data = Data(try TestProgram("swrun").run("list", "workloads", "--format", "json").output.utf8)
    let listed = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(rows.map { $0[0] } == listed.compactMap { $0["name"] as? String })
    for (row, workload) in zip(rows, listed) {
      for parameter in workload["parameters"] as? [[String: Any]] ?? [] {
        let name = try #require(parameter["name"] as? String)
        #expect(row[1].contains("`\(name)`"), "\(row[0]): \(name)")
        if let text = parameter["default"] as? String {
          #expect(row[1].contains("`\(text)`"), "\(row[0]).\(name) is \(text)")
        }
      }
    }
  }

  @Test func `the executors are those that the program lists`() throws {
    let rows = try Self.documented("executor")
    let data = Data(try TestProgram("swrun").run("list", "executors", "--format", "json").output.utf8)
    let listed = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(rows + ["command"] == listed.compactMap { $0["name"] as? String })
  }

  @Test func `the executors of the README are those of the manifest`() throws {
    let readme = Document.rows(of: "executor", in: try Document("README.md").prose).map { $0[0] }
    #expect(readme == (try Self.documented("executor")))
  }

  @Test func `the options of executors are those that the program lists`() throws {
    let rows = Document.rows(of: "key in `executor`", in: try Document("docs/manifest.md").prose)
    let data = Data(try TestProgram("swrun").run("list", "executors", "--format", "json").output.utf8)
    let listed = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    var kinds: [String: [String]] = [:]
    for executor in listed {
      let name = try #require(executor["name"] as? String)
      for option in executor["parameters"] as? [[String: Any]] ?? [] {
        kinds[try #require(option["name"] as? String), default: []].append(name)
      }
    }
    #expect(Set(rows.map { $0[0] }) == Set(kinds.keys).union(["kind"]))
    let all = try Self.documented("executor")
    for row in rows where row[0] != "kind" {
      let named = row[3].matches(of: /`([a-z-]+)`/).map { String($0.output.1) }
      let expected = row[3].hasPrefix("all but") ? all.filter { !named.contains($0) } : named
      #expect(kinds[row[0]] == expected, "\(row[0])")
    }
  }
}
