import Foundation
import Testing

@Suite struct ProseTests {
  @Test(arguments: Document.paths)
  func `every link of a document leads somewhere`(path: String) throws {
    let folder = path.contains("/") ? String(path.prefix { $0 != "/" }) + "/" : ""
    for link in try Document(path).links where !link.hasPrefix("http") {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let target = parts[0].isEmpty ? path : Self.normal(folder + parts[0])
      #expect(Project.exists(target), "\(path): \(link)")
      if parts.count == 2 {
        let text = try Document(target).prose
        let anchors = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map(Self.anchor)
        #expect(anchors.contains(parts[1]), "\(path): \(link)")
      }
    }
  }

  /// `docs/../jobs/pi.yaml` as `jobs/pi.yaml`.
  private static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// The anchor that a heading has where documents are shown.
  private static func anchor(_ heading: Substring) -> String {
    let text = heading.drop { $0 == "#" || $0 == " " }.lowercased()
    return String(
      text.compactMap { character -> Character? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
      })
  }

  @Test(arguments: Document.paths)
  func `every make target that a document names is there`(path: String) throws {
    let document = try Document(path)
    let shell = document.blocks.filter { $0.language == "sh" }.flatMap { $0.text.split(separator: "\n") }
    let makefile = try Project.text("Makefile")
    for line in document.codeSpans + shell.map(String.init) {
      guard let match = line.wholeMatch(of: /make ([a-z]+)/) else { continue }
      let name = String(match.output.1)
      #expect(makefile.contains("\n\(name):"), "\(path): make \(name)")
    }
  }

  @Test(arguments: Document.paths)
  func `every file of the project that a document names is there`(path: String) throws {
    for span in try Document(path).codeSpans {
      guard span.wholeMatch(of: /(?:Sources|Tests|docs|jobs)\/[\w.\/-]+/) != nil else { continue }
      // Capitals alone stand for a name to be filled in.
      if span.contains("NAME") { continue }
      #expect(Project.exists(span), "\(path): \(span)")
    }
  }

  @Test func `the README tells a new user the two commands first`() throws {
    let first = try #require(try Document("README.md").blocks.first)
    #expect(first.text == "make demo\nmake test\n")
  }

  @Test(arguments: Document.paths)
  func `a document names no path of a machine and praises nothing`(path: String) throws {
    let text = try Document(path).text
    for word in ["/home/", "/root/", "/tmp/", "/work", "TODO", "FIXME", "XXX"] {
      #expect(!text.contains(word), "\(path): \(word)")
    }
    let lower = text.lowercased()
    for word in [
      "blazing", "powerful", "seamless", "state of the art", "cutting-edge", "world-class", "effortless",
    ] {
      #expect(!lower.contains(word), "\(path): \(word)")
    }
  }
}
