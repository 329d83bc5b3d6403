import Foundation
import TestPrograms
import Testing

/// Results files that were torn or damaged.
struct DamageTests {
  /// A finished sweep of four runs, with the path of its results file.
  private func finished() throws -> (sandbox: Sandbox, folder: String, csv: String) {
    let sandbox = try Sandbox()
    try sandbox.sweep(.builtIn("noop", workers: "[1, 2]", repetitions: 2))
    let folder = try sandbox.runFolder()
    return (sandbox, folder, sandbox.folder.path(of: folder + "/measurements.csv"))
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test func `a torn row is moved aside, said, and measured again`() throws {
    let (sandbox, folder, csv) = try finished()
    let whole = try bytes(csv)
    try whole.dropLast(7).write(to: URL(fileURLWithPath: csv))
    let result = try sandbox.sweepAgain(["--resume-from", folder, "--progress", "plain"])
    #expect(result.exitCode == 0)
    let file = try sandbox.rows()
    #expect(file.rows.count == 4)
    #expect(file.goodRuns.count == 4)
    #expect(file.column("segment") == ["1", "1", "1", "2"])
    let lines = try #require(String(data: whole, encoding: .utf8)).split(separator: "\n")
    #expect(try sandbox.folder.read(folder + "/measurements.torn-1") == String(lines[4].dropLast(6)))
  }

  @Test func `garbage after the last row is moved aside`() throws {
    let (sandbox, folder, csv) = try finished()
    let whole = try bytes(csv)
    var garbage = Data((0..<500).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 11) })
    garbage.append(10)
    try (whole + garbage).write(to: URL(fileURLWithPath: csv))
    #expect(try sandbox.sweepAgain(["--resume-from", folder]).exitCode == 0)
    #expect(try bytes(sandbox.folder.path(of: folder + "/measurements.torn-1")) == garbage)
    #expect(try sandbox.rows().rows.count == 4)
  }

  @Test func `whatever is cut off, every row is whole and none is wrong`() throws {
    let (sandbox, folder, csv) = try finished()
    let whole = try bytes(csv)
    let header = try #require(whole.firstIndex(of: 10)) + 1
    var lengths = Array(stride(from: header, through: whole.count, by: 61))
    lengths += [header - 1, header + 1, whole.count - 1, whole.count - 2]
    let earlier = try sandbox.rows().rows
    for length in lengths {
      try whole.prefix(length).write(to: URL(fileURLWithPath: csv))
      let result = try sandbox.sweepAgain(["--resume-from", folder])
      if length < header, result.exitCode == 65 {
        #expect(try bytes(csv) == whole.prefix(length))
        continue
      }
      #expect(result.exitCode == 0, "\(length) bytes: \(result)")
      let file = try sandbox.rows()
      #expect(Set(file.goodRuns.values) == [1], "\(length) bytes")
      #expect(file.goodRuns.count == 4, "\(length) bytes")
      let kept = max(0, whole.prefix(length).count { $0 == 10 } - 1)
      #expect(Array(file.rows.prefix(kept)) == Array(earlier.prefix(kept)), "\(length) bytes")
      #expect(file.rows.dropFirst(kept).allSatisfy { $0["segment"] != "1" }, "\(length) bytes")
    }
  }

  @Test func `a changed byte in the middle is refused with its line, the file untouched`() throws {
    let (sandbox, folder, csv) = try finished()
    let whole = try bytes(csv)
    let lineStarts = [0] + whole.indices.filter { whole[$0] == 10 }.map { $0 + 1 }
    // Samples of the header and of the first three rows; the last row could as well be torn.
    for (count, index) in stride(from: 3, to: lineStarts[4] - 1, by: 97).enumerated() {
      var damaged = whole
      damaged[index] ^= UInt8(1 << (count % 7))
      try damaged.write(to: URL(fileURLWithPath: csv))
      let result = try sandbox.sweepAgain(["--resume-from", folder])
      let line = lineStarts.lastIndex { $0 <= index }.map { $0 + 1 } ?? 0
      #expect(result.exitCode == 65, "byte \(index): \(result)")
      // A broken line end damages this line or the next one.
      #expect(
        result.errors.contains(":\(line):") || result.errors.contains("line \(line)"), "\(result.errors)")
      #expect(try bytes(csv) == damaged, "byte \(index)")
    }
  }

  @Test(arguments: ["sed -i 3d", "sed -i 3p"])
  func `a missing or doubled row is refused`(_ edit: String) throws {
    let (sandbox, folder, csv) = try finished()
    #expect(try sandbox.shell("\(edit) '\(csv)'").exitCode == 0)
    let damaged = try bytes(csv)
    #expect(try sandbox.sweepAgain(["--resume-from", folder]).exitCode == 65)
    #expect(try sandbox.swrun("analyze", folder).exitCode == 65)
    #expect(try bytes(csv) == damaged)
  }

  @Test func `a row that a program of the sweep wrote itself is noticed`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .script("echo x >> \"$HERE\"/out/t/running/measurements.csv", repetitions: 4))
    #expect(result.exitCode == 65 || result.exitCode == 74, "\(result)")
    #expect(result.errors.contains("measurements.csv"))
  }

  @Test func `analyze writes from the rows what the sweep wrote`() throws {
    let (sandbox, folder, csv) = try finished()
    let before = try bytes(csv)
    let summary = try sandbox.folder.read(folder + "/summary.csv")
    try FileManager.default.removeItem(atPath: sandbox.folder.path(of: folder + "/summary.csv"))
    let result = try sandbox.swrun("analyze", folder)
    #expect(result.exitCode == 0)
    #expect(try sandbox.folder.read(folder + "/summary.csv") == summary)
    #expect(try bytes(csv) == before)
  }
}
