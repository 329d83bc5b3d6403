import Foundation
import TestPrograms
import Testing

/// The bare environment of a nightly job.
struct CronTests {
  @Test func `an empty environment is enough, and success says nothing`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("env", repetitions: 2))
    let result = try sandbox.shell(
      "exec env -i /bin/sh -c \"cd / && exec '$SWRUN' '$HERE/m.yaml' --lock none -o '$HERE/out'\"")
    #expect(result.exitCode == 0)
    #expect(result.output + result.errors == "")
    let names = try sandbox.keptOutput().split(separator: "\n").map { $0.prefix { $0 != "=" } }
    #expect(Set(names).isSubset(of: ["PWD", "OLDPWD", "SHLVL", "_", "W", "SWRUN_RUN"]), "\(names)")
  }

  @Test func `a failure in the night is told in at most twenty lines without control characters`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      .script("for i in $(seq 100); do printf 'line %d \\033[31mred\\n' $i >&2; done; exit 3", repetitions: 5)
    )
    let result = try sandbox.shell("exec env -i /bin/sh -c \"exec '$SWRUN' m.yaml --lock none -o out\"")
    #expect(result.exitCode == 1)
    #expect(result.output == "")
    let lines = result.errors.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 21)
    #expect(result.errors.contains("exit code 1"))
    #expect(result.errors.contains("line 100"))
    #expect(result.errors.contains(try sandbox.runFolder()))
    #expect(!result.errors.contains("\u{1b}"))
  }

  @Test(arguments: ["Europe/Berlin", ":/nope", ""])
  func `time stamps are UTC whatever the time zone`(_ zone: String) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("true"), environment: ["TZ": zone]).exitCode == 0)
    let stamp = try #require(try sandbox.rows().column("started_at").first)
    let format = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/#
    #expect(stamp.wholeMatch(of: format) != nil)
    let reader = ISO8601DateFormatter()
    let date = try #require(reader.date(from: stamp.prefix(19) + "Z"))
    #expect(abs(date.timeIntervalSinceNow) < 300)
    let folder = try #require(try sandbox.runFolder().split(separator: "/").last)
    #expect(folder.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/#) != nil)
    #expect(folder.prefix(13) == stamp.prefix(13).replacing(":", with: "-"))
  }

  @Test func `quiet says nothing even of progress that is asked for`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("true"), "--quiet")
    #expect(result.exitCode == 0)
    #expect(result.output + result.errors == "")
  }
}
