import Foundation
import TestPrograms
import Testing

/// Standard streams and descriptors of swrun and of what it starts.
struct StreamTests {
  @Test func `a program that closes its output is waited for`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("exec >&- 2>&-; sleep 0.3; echo x > end; exit 5")).exitCode == 1)
    #expect(try sandbox.exists("end"))
    #expect(try sandbox.rows().column("exit_code") == ["5"])
  }

  @Test(arguments: ["keep", "discard"])
  func `much output takes neither memory nor the run`(_ stdout: String) throws {
    let sandbox = try Sandbox()
    // 64 MiB, a thousand times what is kept, in a child whose own size says nothing; swrun is bounded instead.
    try sandbox.write(
      .command(
        "[sh, -c, 'yes 0123456789abcdef | head -c 67108864']\n  stdout: \(stdout)"
          .replacing("\n  stdout", with: ", stdout")))
    let result = try sandbox.shell("ulimit -d \(GivenManifestTests.memory * 1024); exec \(Sandbox.shellRun)")
    #expect(result.exitCode == 0, "\(result.errors)")
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "ok")
    #expect(row["output_truncated"] == (stdout == "keep" ? "true" : "false"))
    if stdout == "keep" {
      let kept = try sandbox.keptOutput()
      #expect(kept.utf8.count == 65536)
      #expect(kept.contains("\n0123456789abcdef\n"))
    }
  }

  @Test func `a metric is found in output that is much longer than what is kept`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .script(
        "echo speed=12.50; yes filler | head -c 3000000",
        "metrics: { speed: { regex: 'speed=([0-9.]+)', kind: rate } }"))
    #expect(result.exitCode == 0)
    #expect(try sandbox.rows().column("speed") == ["12.50"])
  }

  @Test func `a program's output goes to the file that the manifest names`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .command("[echo, 'hello {workers}'], stdout: 'said-{workers}.txt'", workers: "[1, 2]"))
    #expect(result.exitCode == 0)
    #expect(try sandbox.folder.read("said-2.txt") == "hello 2\n")
  }

  @Test func `a program that reads its input sees the end at once`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("cat; echo end")).exitCode == 0)
    #expect(try sandbox.keptOutput() == "end\n")
  }

  @Test func `swrun works with its standard descriptors closed`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("echo out; echo err >&2", repetitions: 3))
    let result = try sandbox.shell("\(Sandbox.shellRun) <&- >&- 2>&-")
    #expect(result.exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["ok", "ok", "ok"])
    #expect(try sandbox.keptOutput() == "out\n")
    #expect(try sandbox.keptOutput("stderr") == "err\n")
  }

  @Test func `no descriptor of swrun's reaches a program`() throws {
    let sandbox = try Sandbox()
    // The shell lists its own descriptors; `ls` has one more for the folder that it reads.
    try sandbox.write(.script("ls /proc/self/fd"))
    let result = try sandbox.shell(
      "for i in $(seq 10 60); do eval \"exec $i</etc/passwd\"; done; exec \(Sandbox.shellRun)",
      with: "/bin/bash")
    #expect(result.exitCode == 0)
    #expect(try sandbox.keptOutput() == "0\n1\n2\n3\n")
  }

  @Test func `a program starts with default signals and none blocked`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.command("[grep, -E, '^Sig(Blk|Ign)', /proc/self/status]"))
    #expect(try sandbox.shell("trap '' PIPE; \(Sandbox.shellRun)").exitCode == 0)
    #expect(
      try sandbox.keptOutput() == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
  }

  @Test func `children are waited for also where whoever starts swrun ignores their end`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.builtIn("noop", executor: "[serial, fork, spawn]", workers: "[2]", repetitions: 1))
    let result = try sandbox.shell("trap '' CHLD; exec \(Sandbox.shellRun)", with: "/bin/bash")
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  @Test func `no line of progress is printed twice by a fork`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn("noop", executor: "[threads, fork]", workers: "[1, 2]", repetitions: 25),
      "--progress", "plain")
    #expect(result.exitCode == 0)
    #expect(result.output == "")
    let lines = result.errors.split(separator: "\n")
    #expect(Set(lines).count == lines.count)
    #expect(!lines.isEmpty)
    #expect(try sandbox.rows().rows.count == 100)
  }
}
