import TestPrograms
import Testing

/// Studies of downloads from a server of the test.
@Suite(.enabled(if: FileServer.canRun, "there is no python3 to serve files"))
struct DownloadStudyTests {
  @Test(arguments: ["threads-gil", "fork", "spawn"])
  func `a 404 fails its file alone, and the files are columns`(executor: String) throws {
    let server = try FileServer()
    let sandbox = try Sandbox()
    try sandbox.folder.write("# three\n/file-012\n/file-013\n/file-014\n/file-015\n", to: "list.txt")
    let result = try sandbox.sweep(
      .builtIn(
        "{ kind: download, file: list.txt, base: '\(server.address)', first: 3, directory: 'kept-{workers}' }",
        executor: executor, workers: "[1, 3]"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let rows = try sandbox.rows()
    #expect(Set(rows.column("status")) == ["ok"])
    #expect(rows.column("files_ok") == ["2", "2"])
    #expect(rows.column("files_failed") == ["1", "1"])
    #expect(rows.column("bytes") == ["8192", "8192"])
    #expect(
      Set(rows.column("result"))
        == ["files_ok=2 files_failed=1 bytes=8192 first_failed=file-013: HTTP status 404"])
    for workers in [1, 3] {
      #expect(try sandbox.folder.names(in: "kept-\(workers)") == ["file-012", "file-014"])
    }
  }

  @Test func `a run of which no file arrives is a bad result`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.builtIn("{ kind: download, urls: ['http://127.0.0.1:1/file'] }"))
    #expect(result.exitCode == 1)
    #expect(try sandbox.rows().column("status") == ["bad-result"])
    #expect(result.errors.contains("no file could be fetched"))
  }

  @Test func `a list that is not there fails the run and is named`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.builtIn("{ kind: download, file: none.txt }"))
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("none.txt"))
  }
}
