import Executors
import Jobs
import TestPrograms
import Testing
import Workloads

@Suite(.enabled(if: FileServer.canRun, "there is no python3 to serve files"))
struct DownloadWorkloadTests {
  private func outcome(
    _ arguments: WorkloadArguments, _ change: (inout [TaskResult]) -> Void = { _ in }
  ) throws -> WorkloadOutcome {
    let workload = try DownloadWorkload(arguments)
    try workload.beginIteration()
    let task = workload.makeTask()
    var results = try (0..<workload.taskCount).map { try task($0, TaskContext(worker: 1)) }
    change(&results)
    return workload.check(results.withUnsafeBufferPointer { workload.combine(serial: nil, tasks: $0) })
  }

  private func numbers(_ outcome: WorkloadOutcome) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: outcome.metrics.map { ($0.name, $0.value) })
  }

  @Test func `files are counted, and one that is missing fails alone`() throws {
    let server = try FileServer()
    let outcome = try outcome(
      DownloadListTests.arguments(urls: ["/file-001", "/file-013", "/file-200"], base: server.address))
    #expect(outcome.fault == nil)
    #expect(
      outcome.result
        == "files_ok=2 files_failed=1 bytes=8192 first_failed=file-013: HTTP status 404")
    #expect(numbers(outcome) == ["files_ok": 2, "files_failed": 1, "bytes": 8192])
  }

  @Test func `a folder keeps the files that are complete`() throws {
    let server = try FileServer()
    let folder = try TemporaryFolder()
    // What a run left behind that was killed.
    try folder.write("half", to: "kept/.file-001.part")
    try folder.write("an older one, which is longer", to: "kept/file-002")
    let arguments = DownloadListTests.arguments(
      urls: ["/file-001", "/file-013", "/file-002"], base: server.address, directory: folder.path(of: "kept"))
    #expect(try outcome(arguments).fault == nil)
    #expect(try folder.names(in: "kept") == ["file-001", "file-002"])
    #expect(try folder.read("kept/file-002") == String(repeating: "002\n", count: 1024))
  }

  @Test func `a run of which no file arrives is wrong, and says why`() throws {
    let outcome = try outcome(
      DownloadListTests.arguments(urls: ["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"]))
    #expect(outcome.fault?.hasPrefix("no file could be fetched; a: ") == true)
    #expect(numbers(outcome) == ["files_ok": 0, "files_failed": 2, "bytes": 0])
  }

  @Test func `a file that takes too long is a failed one`() throws {
    let server = try FileServer()
    let outcome = try outcome(
      DownloadListTests.arguments(urls: ["/file-001"], base: server.address, timeout: 0.005))
    #expect(outcome.result.lowercased().contains("timeout"))
  }

  @Test func `a file that was not asked for is found out`() throws {
    let server = try FileServer()
    let arguments = DownloadListTests.arguments(urls: ["/file-001", "/file-002"], base: server.address)
    #expect(
      try outcome(arguments) { $0[1] = TaskResult(count: 0) }.fault == "file-002 was not asked for")
    #expect(try outcome(arguments) { $0.removeLast() }.fault == "1 of 2 files have a result")
  }

  @Test func `a folder that cannot be made is an error`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    let arguments = DownloadListTests.arguments(
      urls: ["http://127.0.0.1:1/a"], directory: folder.path(of: "file"))
    let error = #expect(throws: WorkloadError.self) { try outcome(arguments) }
    #expect(error?.message.contains("the folder for the files") == true)
  }

  @Test func `its description asks for one source of addresses and a time`() throws {
    let download = try description(of: "download")
    let one = DownloadListTests.arguments(urls: ["http://a.org/"])
    #expect(download.check(one) == nil)
    #expect(download.bound(one) == .waiting)
    #expect(
      download.check(DownloadListTests.arguments())
        == "write either 'urls' or 'file', a file with an address a line")
    #expect(download.check(DownloadListTests.arguments(urls: ["a"], file: "b")) != nil)
    for timeout in [0, 1e7, .infinity, .nan] {
      #expect(
        download.check(DownloadListTests.arguments(urls: ["a"], timeout: timeout))
          == "'timeout' must be longer than 0, and at most 1,000,000 s")
    }
    #expect(DownloadWorkload.description.lacking() == nil)
  }
}
