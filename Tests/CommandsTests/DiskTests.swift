import TestPrograms
import Testing

/// File systems that are full or read-only, and things that are no files.
struct DiskTests {
  /// Runs a line of a shell with a small file system mounted at `disk`, which goes with the namespace.
  private func onDisk(_ sandbox: Sandbox, _ options: String, _ script: String) throws -> ProgramResult {
    try sandbox.shell(
      "mkdir disk && unshare -m sh -c 'mount -t tmpfs -o \(options) tmpfs disk && \(script)'")
  }

  private static let run = "\"$SWRUN\" run m.yaml --lock none -o disk/out"

  @Test(.enabled(if: Host.canMount, "needs the right to mount"))
  func `a disk that is full from the start stops the run before it begins`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("touch started"))
    let result = try onDisk(sandbox, "size=64k", "head -c 65536 /dev/zero > disk/fill; \(Self.run)")
    #expect(result.exitCode == 73, "\(result)")
    #expect(result.errors.contains("disk/out"))
    #expect(try !sandbox.exists("started"))
  }

  @Test(.enabled(if: Host.canMount, "needs the right to mount"))
  func `when the disk fills up finished rows stay, and a resume goes on`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      .script(
        "[ $W = 2 ] && [ ! -e free ] && head -c 1m /dev/zero > disk/fill 2>/dev/null; true",
        workers: "[1, 2]", repetitions: 40, "order: sequential"))
    let result = try onDisk(
      sandbox, "size=1m",
      """
      \(Self.run); echo code $? >> codes; ls disk/out/t/2*/ > left; touch free; rm disk/fill; \
      cp disk/out/t/2*/measurements.csv torn.csv; \
      \(Self.run) --resume; echo code $? >> codes; cp disk/out/t/latest/measurements.csv whole.csv
      """)
    #expect(result.exitCode == 0, "\(result)")
    #expect(try sandbox.folder.read("codes") == "code 74\ncode 0\n", "\(result.errors)")
    #expect(result.errors.contains("measurements.csv"))
    #expect(try !sandbox.folder.read("left").contains("tmp"))
    let file = try MeasurementsFile(at: sandbox.folder.path(of: "whole.csv"))
    #expect(Set(file.goodRuns.values) == [1])
    #expect(file.goodRuns.count == 80)
    // What was there before the resume is there after it.
    let torn = try sandbox.folder.read("torn.csv").split(separator: "\n")
    let whole = try sandbox.folder.read("whole.csv").split(separator: "\n")
    #expect(torn.count > 40)
    #expect(torn.dropLast() == whole.prefix(torn.count - 1))
  }

  @Test(.enabled(if: Host.canMount, "needs the right to mount"))
  func `a read-only place is refused before anything runs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("touch started"))
    let result = try onDisk(sandbox, "size=1m", "mount -o remount,ro disk; \(Self.run)")
    #expect(result.exitCode == 73)
    #expect(result.errors.contains("disk/out"))
    #expect(try !sandbox.exists("started"))
  }

  @Test(arguments: ["mkfifo out", "ln -s /dev/full out", "ln -s nowhere out", "mkdir out; mkfifo out/t"])
  func `what is no folder is refused as the place for results`(_ preparation: String) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.shell(preparation).exitCode == 0)
    let result = try sandbox.sweep(.script("touch started"))
    #expect(result.exitCode == 73, "\(result)")
    #expect(result.errors.contains("out"))
    #expect(try !sandbox.exists("started"))
    #expect(try !sandbox.exists("nowhere"))
  }

  @Test(arguments: [
    "mkfifo m.yaml", "mkdir m.yaml", "ln -s /dev/zero m.yaml", "truncate -s 10G m.yaml",
    "ln -s m.yaml m.yaml",
  ])
  func `what is no manifest is refused at once`(_ preparation: String) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.shell(preparation).exitCode == 0)
    for command in ["validate m.yaml", "plan m.yaml", "run m.yaml --lock none -o out"] {
      let result = try sandbox.shell(
        "ulimit -d \(GivenManifestTests.memory * 1024); exec timeout 30 \"$SWRUN\" \(command)")
      #expect(result.exitCode == 65, "\(command): \(result)")
      #expect(result.errors.contains("m.yaml"))
    }
    #expect(try sandbox.folder.names() == ["m.yaml"])
  }

  @Test func `a link in the run's folder is not followed`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("precious", to: "target")
    let result = try sandbox.sweep(.script("ln -sf \"$HERE\"/target \"$HERE\"/out/t/running/summary.csv"))
    #expect(result.exitCode != 0)
    #expect(try sandbox.folder.read("target") == "precious")
    #expect(try sandbox.rows().column("status") == ["ok"])
  }

  @Test func `nothing that is created may be written by everybody`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("echo x; exit 1"))
    _ = try sandbox.shell("umask 000; \(Sandbox.shellRun)")
    let open = try sandbox.shell("find out ! -type l -perm -o+w")
    #expect(open.output == "")
    #expect(try sandbox.exists(sandbox.runFolder() + "/output"))
  }
}
