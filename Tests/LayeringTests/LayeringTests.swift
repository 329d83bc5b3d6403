import Foundation
import Testing

@Suite struct LayeringTests {
  @Test func `every target of the sources has a row in the table`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Checkout.root.appending(path: "Sources").path)
    #expect(Set(folders) == Set(try Checkout.layers().map(\.target)))
  }

  @Test func `a row names only targets of lower layers and known packages`() throws {
    let rows = try Checkout.layers()
    let layers = Dictionary(uniqueKeysWithValues: rows.map { ($0.target, $0.layer) })
    for row in rows {
      for name in row.mayImport where !["RealModule", "ArgumentParser"].contains(name) {
        let layer = try #require(layers[name], "\(row.target) names \(name), which has no row")
        #expect(layer < row.layer, "\(row.target) is not above \(name)")
      }
    }
  }

  @Test func `every source imports only what its row names`() throws {
    for row in try Checkout.layers() {
      var allowed = row.mayImport
      if row.target == "OperatingSystem" { allowed.insert("Glibc") }
      for (name, text) in try Checkout.sources(of: row.target) where name.hasSuffix(".swift") {
        let forbidden = Checkout.imports(in: text).subtracting(allowed)
        #expect(forbidden.isEmpty, "\(name) imports \(forbidden.sorted())")
      }
    }
  }

  @Test func `the package declares what the rows name`() throws {
    let manifest = try Checkout.text("Package.swift")
    for row in try Checkout.layers() where !row.isC {
      let start = try #require(
        manifest.range(of: #"name: "\#(row.target)""#), "\(row.target) is not in Package.swift")
      let rest = manifest[start.upperBound...]
      let end = rest.range(of: "arget(")?.lowerBound ?? rest.endIndex
      var declared = Set(rest[..<end].matches(of: /"([A-Za-z]+)"/).map { String($0.output.1) })
      if rest[..<end].contains("realModule") { declared.insert("RealModule") }
      if rest[..<end].contains("argumentParser") { declared.insert("ArgumentParser") }
      #expect(declared == row.mayImport, "\(row.target)")
    }
  }

  @Test func `only the C layer forks`() throws {
    let calls = [
      "fork", "vfork", "_Fork", "clone", "clone3", "posix_spawn", "posix_spawnp", "daemon", "popen",
    ]
    for row in try Checkout.layers() where row.target != "COperatingSystem" {
      for (name, text) in try Checkout.sources(of: row.target) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
          for call in calls where line.contains(call + "(") {
            // A method of ours may have the name; a call of the C function has nothing before it.
            let before = line[..<(line.range(of: call + "(")?.lowerBound ?? line.startIndex)]
            let isOurs =
              before.hasSuffix(".") || before.hasSuffix("func ") || before.last?.isLetter == true
              || before.hasSuffix("_") || line.drop { $0 == " " }.hasPrefix("//")
            #expect(isOurs, "\(name):\(number + 1)")
          }
        }
      }
    }
  }

  @Test func `no source uses Foundation, Dispatch or the concurrency runtime`() throws {
    for row in try Checkout.layers() {
      for (name, text) in try Checkout.sources(of: row.target) where name.hasSuffix(".swift") {
        #expect(
          Checkout.imports(in: text).isDisjoint(with: ["Foundation", "FoundationEssentials", "Dispatch"]))
        for line in text.split(separator: "\n") where !line.contains("//") {
          let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
          #expect(Set(words).isDisjoint(with: ["await", "async", "Task", "TaskGroup", "actor"]), "\(name)")
        }
      }
    }
  }

  @Test func `only the commands print to the terminal`() throws {
    for row in try Checkout.layers() where row.target != "Commands" {
      for (name, text) in try Checkout.sources(of: row.target) where name.hasSuffix(".swift") {
        for line in text.split(separator: "\n") {
          let code = line.drop { $0 == " " }
          #expect(!["print(", "debugPrint(", "puts(", "putchar("].contains { code.hasPrefix($0) }, "\(name)")
        }
      }
    }
  }

  @Test func `nothing is public and nothing escapes the checks of concurrency unexplained`() throws {
    for row in try Checkout.layers() {
      for (name, text) in try Checkout.sources(of: row.target) where name.hasSuffix(".swift") {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
          let code = line.drop { $0 == " " }
          if code.hasPrefix("//") { continue }
          #expect(!code.hasPrefix("public "), "\(name):\(index + 1)")
          if code.contains("@unchecked Sendable") || code.contains("nonisolated(unsafe)") {
            #expect(["OperatingSystem", "Executors"].contains(row.target), "\(name):\(index + 1)")
            let above = lines[max(0, index - 8)..<index].contains { $0.drop { $0 == " " }.hasPrefix("//") }
            #expect(above || code.contains("//"), "\(name):\(index + 1) has no reason beside it")
          }
        }
      }
    }
  }

  @Test func `no file is longer than 400 lines`() throws {
    for row in try Checkout.layers() {
      for (name, text) in try Checkout.sources(of: row.target) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(lines <= 400, "\(name): \(lines) lines")
      }
    }
  }
}
