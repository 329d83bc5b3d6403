import TestPrograms
import Testing

/// How runs end, and what their rows say about it.
struct StatusTests {
  @Test func `each end of a program has its status, and other runs go on`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .scripts([
        "exits": "exit 71", "aborts": "kill -ABRT $$", "segv": "kill -SEGV $$", "traps": "kill -ILL $$",
        "killed": "kill -KILL $$", "good": "true",
      ]))
    #expect(result.exitCode == 1)
    let file = try sandbox.rows()
    #expect(try status(file, "exits") == "failed 71 ")
    #expect(try status(file, "aborts") == "crashed  SIGABRT")
    #expect(try status(file, "segv") == "crashed  SIGSEGV")
    #expect(try status(file, "traps") == "crashed  SIGILL")
    #expect(try status(file, "killed") == "crashed  SIGKILL")
    #expect(try status(file, "good") == "ok 0 ")
  }

  private func status(_ file: MeasurementsFile, _ label: String) throws -> String {
    let row = try file.row(where: "case", is: label)
    return [row["status"], row["exit_code"], row["signal"]].map { $0 ?? "?" }.joined(separator: " ")
  }

  @Test func `a program that cannot be started says why and names its path`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("#!/bin/sh\n", to: "plain.sh")
    try sandbox.folder.write("\u{7f}ELF nonsense", to: "broken", mode: 0o755)
    try sandbox.folder.write("#!/does/not/exist\n", to: "orphan.sh", mode: 0o755)
    let result = try sandbox.sweep(
      .command(
        "['{program}']",
        "parameters: { program: [/does/not/exist, no-such-program, ./plain.sh, ./broken, ./orphan.sh, 'true'] }"
      ))
    #expect(result.exitCode == 1)
    let file = try sandbox.rows()
    for (program, code) in [
      ("/does/not/exist", "ENOENT"), ("no-such-program", "ENOENT"), ("./plain.sh", "EACCES"),
      ("./broken", "ENOEXEC"), ("./orphan.sh", "ENOENT"),
    ] {
      let row = try file.row(where: "program", is: program)
      #expect(row["status"] == "spawn-failed")
      let reason = row["reason"] ?? ""
      #expect(reason.hasPrefix("exec"), "\(reason)")
      #expect(reason.contains("(\(code))"), "\(reason)")
      #expect(reason.contains(program.split(separator: "/").last ?? "?"), "\(reason)")
      #expect(row["exit_code"] == "")
      #expect(row["wall_s"] == "")
    }
    #expect(try file.row(where: "program", is: "true")["status"] == "ok")
  }

  @Test func `a program that hangs is ended at the limit`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("sleep 1000", "limits: { wall_time: 300ms }")).exitCode == 1)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "timeout")
    #expect(row["reason"]?.contains("wall_time 0.3 s") == true)
    let wall = try #require(Double(row["outer_wall_s"] ?? ""))
    #expect(wall >= 0.3 && wall < 20)
    try sandbox.expectNoSurvivors()
  }

  @Test(arguments: [
    "trap '' TERM; while :; do sleep 1; done", "trap 'exit 0' TERM; while :; do sleep 0.01; done",
    "kill -STOP $$", "(trap '' TERM; sleep 1000) & wait",
    "exec setsid --wait sh -c 'trap \"\" TERM; sleep 1000'",
  ])
  func `the limit holds, whatever the program does about signals`(_ script: String) throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.script(script, "limits: { wall_time: 300ms, grace: 200ms }")
    #expect(try sandbox.sweep(manifest).exitCode == 1)
    #expect(try sandbox.rows().column("status") == ["timeout"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `the grace is over as soon as the program is gone`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.script(
      "trap 'sleep 0.1; exit 0' TERM; while :; do sleep 0.01; done", repetitions: 2,
      "limits: { wall_time: 200ms, grace: 10min }")
    #expect(try sandbox.sweep(manifest).exitCode == 1)
    #expect(try sandbox.rows().column("status") == ["timeout", "timeout"])
  }

  @Test func `what a program's prepare says is kept when it fails`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .script("touch ran", "prepare: [[sh, -c, 'echo no data >&2; exit 4']]"))
    #expect(result.exitCode == 1)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "prepare-failed")
    #expect(row["exit_code"] == "4")
    #expect(row["reason"]?.contains("prepare: exit code 4") == true)
    #expect(row["wall_s"] == "")
    #expect(row["prepare_s"] != "")
    #expect(try !sandbox.exists("ran"))
    #expect(result.errors.contains("no data"))
  }

  @Test func `hooks run around the sweep and around each run`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      .script(
        "echo run >> log", workers: "[1, 2]", repetitions: 1, "order: sequential",
        "setup: [[sh, -c, 'echo setup >> log']]", "prepare: [[sh, -c, 'echo prepare {workers} >> log']]",
        "conclude: [[sh, -c, 'echo conclude {workers} >> log']]",
        "cleanup: [[sh, -c, 'echo cleanup >> log']]"))
    let expected = [
      "setup", "prepare 1", "run", "conclude 1", "prepare 2", "run", "conclude 2", "cleanup",
    ]
    #expect(try sandbox.folder.read("log").split(separator: "\n").map(String.init) == expected)
  }

  @Test func `exit codes and texts that count as good are those of the manifest`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .scripts(
        ["three": "echo solved; exit 3", "none": "echo solved", "silent": "exit 3"],
        "success: { exit_codes: [3], regex: solved }"))
    #expect(result.exitCode == 1)
    let file = try sandbox.rows()
    #expect(try file.row(where: "case", is: "three")["status"] == "ok")
    #expect(try file.row(where: "case", is: "none")["status"] == "failed")
    #expect(try file.row(where: "case", is: "silent")["status"] == "bad-result")
  }
}
