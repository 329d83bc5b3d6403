import TestPrograms
import Testing

/// Limits of the manifest, and what is said when one is reached.
struct LimitTests {
  @Test(arguments: ["while :; do :; done", "trap '' XCPU; while :; do :; done"])
  func `CPU time is limited, also where the program ignores the warning`(_ script: String) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script(script, "limits: { cpu_time: 1s }")).exitCode == 1)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "cpu-limit")
    #expect(row["reason"]?.contains("cpu_time 1 s") == true)
    let used = try #require(Double(row["user_s"] ?? "")) + (Double(row["system_s"] ?? "") ?? 0)
    // The kernel counts ticks, which is coarser than what it reports.
    #expect(used > 0.5 && used < 4)
  }

  @Test func `a program that hangs without computing meets the wall-clock limit`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("sleep 1000", "limits: { cpu_time: 1s, wall_time: 300ms }"))
    #expect(try sandbox.rows().column("status") == ["timeout"])
  }

  @Test func `a program that gets no memory is out of memory`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      .command("[dd, if=/dev/zero, of=/dev/null, bs=1G, count=1]", "limits: { address_space: 256MiB }"))
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "out-of-memory")
    #expect(row["reason"]?.contains("address_space") == true)
  }

  @Test func `an address space too small to load a program is no failure of the program`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.command("[sort, --version]", "limits: { address_space: 1MiB }"))
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "spawn-failed", "\(row)")
    #expect(row["reason"]?.contains("address_space") == true)
  }

  @Test func `the size of files is limited, but not that of the results`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.command(
      "[dd, if=/dev/zero, of=big, bs=1M, count=1]", repetitions: 20, "limits: { file_size: 1KiB }")
    #expect(try sandbox.sweep(manifest).exitCode == 1)
    let file = try sandbox.rows()
    #expect(file.rows.count == 20)
    #expect(Set(file.column("status")) == ["file-size"])
    #expect(Set(file.column("signal")) == ["SIGXFSZ"])
  }

  @Test func `open files are limited as the program feels it`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("ulimit -n; exec 7</dev/null", "limits: { open_files: 20 }"))
    #expect(try sandbox.rows().column("status") == ["ok"])
    #expect(try sandbox.keptOutput() == "20\n")
  }

  @Test func `too few open files to load a program leave a row that is not ok`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("true", "limits: { open_files: 3 }")).exitCode == 1)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] != "ok")
    #expect(row["reason"] != "")
  }

  @Test func `a stack that overflows is a crash that names the limit`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("f() { f; }; f", "limits: { stack: 512KiB }"))
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "crashed")
    #expect(row["signal"] == "SIGSEGV")
    #expect(row["reason"]?.contains("the limit stack is 524288 bytes") == true)
  }

  @Test func `no core file is written, whatever swrun itself may write`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("ulimit -c; kill -SEGV $$"))
    _ = try sandbox.shell("ulimit -c unlimited; exec \(Sandbox.shellRun)")
    #expect(try sandbox.rows().column("status") == ["crashed"])
    #expect(try sandbox.keptOutput() == "0\n")
    #expect(try sandbox.folder.names() == ["m.yaml", "out"])
  }

  @Test(.enabled(if: Host.isRoot, "only root can become another user"))
  func `a limit above what swrun may set is refused before anything runs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("touch started", "limits: { open_files: 4096 }"))
    let result = try sandbox.shell(
      """
      chmod 777 . && ulimit -n 100 && \
      exec setpriv --reuid=65534 --regid=65534 --clear-groups \(Sandbox.shellRun)
      """)
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("open_files"), "\(result.errors)")
    #expect(result.errors.contains("4096"))
    #expect(result.errors.contains("100"))
    #expect(try sandbox.folder.names() == ["m.yaml"])
  }

  @Test(.enabled(if: Host.isRoot, "only root can become another user"))
  func `another user without a cgroup of its own measures as well`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("setsid sleep 300 & sleep 0.1", repetitions: 2))
    let result = try sandbox.shell(
      "chmod 777 . && exec setpriv --reuid=65534 --regid=65534 --clear-groups \(Sandbox.shellRun)")
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.column("leaked") == ["1", "1"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `a key that is not supported yet is refused`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("true", "limits: { memory: 1GiB }"))
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("not supported yet"))
  }
}
