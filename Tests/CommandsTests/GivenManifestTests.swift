import Foundation
import TestPrograms
import Testing

/// One faulty or good manifest of the collection in `Fixtures`, and what is known about it.
struct GivenManifest: CustomTestStringConvertible, Sendable {
  var file: String
  /// `ok`, or the exit code.
  var verdict: String
  /// The line that a message must name; 0: any, or none.
  var line: Int
  var pattern: String

  var testDescription: String { file }

  static let folder = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/badmanifests")

  static let all: [GivenManifest] = {
    let index = folder.flatMap {
      try? String(contentsOf: $0.appendingPathComponent("index.tsv"), encoding: .utf8)
    }
    return (index ?? "").split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 3, let number = Int(fields[2]) else { return nil }
      return GivenManifest(
        file: fields[0], verdict: fields[1], line: number, pattern: fields.count > 3 ? fields[3] : "")
    }
  }()
}

struct GivenManifestTests {
  /// Mebibytes of memory in which a manifest must be checked, and seconds of CPU time, which do not depend on what
  /// else the machine does; more in builds for debugging.
  #if DEBUG
    static let (memory, time) = (192, 3)
  #else
    static let (memory, time) = (64, 1)
  #endif

  @Test func `the collection is there`() {
    #expect(GivenManifest.all.count >= 60)
  }

  @Test(arguments: GivenManifest.all)
  func `a manifest is judged as its author meant it`(_ manifest: GivenManifest) throws {
    let result = try examine("validate", manifest)
    if manifest.verdict == "ok" {
      #expect(result.exitCode == 0, "\(result.errors)")
      return
    }
    try expectErrors(result, manifest)
  }

  @Test(arguments: GivenManifest.all.filter { $0.verdict != "ok" })
  func `a faulty manifest is not run, and nothing is created`(_ manifest: GivenManifest) throws {
    try expectErrors(try examine("run", manifest), manifest)
  }

  /// Runs a command on the manifest, in bounded memory and time, and checks what holds for every manifest.
  private func examine(_ command: String, _ manifest: GivenManifest) throws -> ProgramResult {
    let sandbox = try Sandbox()
    let source = try #require(GivenManifest.folder).appendingPathComponent(manifest.file)
    try FileManager.default.copyItem(atPath: source.path, toPath: sandbox.folder.path(of: manifest.file))
    let options = command == "run" ? "--lock none -o out" : ""
    let result = try sandbox.shell(
      "ulimit -d \(Self.memory * 1024); ulimit -t \(Self.time); exec \"$SWRUN\" \(command) \(manifest.file) \(options)"
    )
    #expect(try sandbox.folder.names() == [manifest.file])
    #expect(
      !(result.output + result.errors).unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
    )
    return result
  }

  private func expectErrors(_ result: ProgramResult, _ manifest: GivenManifest) throws {
    #expect(result.exitCode == Int32(manifest.verdict), "\(result.errors)")
    let text = result.output + result.errors
    let places = text.matches(
      of: try Regex("(?m)^\(NSRegularExpression.escapedPattern(for: manifest.file)):(\\d+):\\d+: error: ")
    )
    .compactMap { $0.output.count > 1 ? $0.output[1].substring.flatMap { Int($0) } : nil }
    if manifest.line > 0 { #expect(places.contains(manifest.line), "\(text)") }
    #expect(text.contains("error: "), "\(text)")
    #expect(text.firstMatch(of: try Regex(manifest.pattern)) != nil, "\(text)")
  }
}
