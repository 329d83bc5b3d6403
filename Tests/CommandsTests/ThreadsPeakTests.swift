import TestPrograms
import Testing

/// The column `threads_peak` and the warnings of more workers or threads than CPUs.
struct ThreadsPeakTests {
  /// A shell and three processes of one thread each, bound to one CPU: a program that does not heed its workers.
  private func manifest() throws -> Manifest {
    let first = try #require(Host.cpus.first)
    return .script("sleep 1 & sleep 1 & sleep 1 & wait", "affinity: '\(first)'")
  }

  private func warnings(_ sandbox: Sandbox) throws -> [String] {
    let table = try CSVText.table(Array(sandbox.folder.read("out/t/latest/summary.csv").utf8))
    let column = try #require(table.first?.fields.firstIndex(of: "warnings"))
    return table.dropFirst().map { $0.fields[column] }
  }

  private static let hidden =
    "4 threads seen where 1 worker was asked for, on 1 CPU: the program may start threads of its own (see "
    + "OMP_NUM_THREADS and the like)"

  @Test func `threads of a program's processes are counted, and more than were asked for are a warning`()
    throws
  {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(manifest()).exitCode == 0)
    #expect(try sandbox.rows().column("threads_peak") == ["4"])
    #expect(try warnings(sandbox).map { $0.hasSuffix(Self.hidden) } == [true])
    let closing = try sandbox.swrun("analyze", "out/t/latest").output
    #expect(closing.contains("4 threads seen where 1 worker was asked for, on 1 CPU:\n"))
  }

  @Test(.enabled(if: Host.canMount, "needs the right to mount"))
  func `threads are counted without a cgroup too`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(manifest())
    let result = try sandbox.shell(
      "unshare -m sh -c 'mount -t tmpfs tmpfs /sys/fs/cgroup; \(Sandbox.shellRun)'")
    #expect(result.exitCode == 0, "\(result)")
    let file = try sandbox.rows()
    #expect(file.column("containment") == ["subreaper"])
    #expect(file.column("threads_peak") == ["4"])
  }

  @Test func `workers that share a CPU are named in the summary of their cell alone`() throws {
    let sandbox = try Sandbox()
    let first = try #require(Host.cpus.first)
    let manifest = Manifest.builtIn(
      "{ kind: pi, points: 1000 }", workers: "[1, 3]", repetitions: 6, "affinity: '\(first)'")
    #expect(try sandbox.sweep(manifest).exitCode == 0)
    #expect(try warnings(sandbox) == ["", "3 workers on 1 CPU: oversubscribed"])
  }
}
