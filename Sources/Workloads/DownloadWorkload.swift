import Curl
package import Executors
package import Jobs
import OperatingSystem

/// Downloads, a file a task: work that hardly computes and nearly always waits.
///
/// A file that cannot be fetched is a failure of that file alone, and counted. What is fetched is counted and thrown
/// away, unless there is a folder to keep it in.
package struct DownloadWorkload: BuiltInWorkload {
  private static let longestTimeout = 1e6
  /// Marks the result of a task that was done.
  private static let done: UInt64 = 1 << 63

  private let list: DownloadList
  /// Where the files are kept; nil: nowhere.
  private let folder: String?
  /// In seconds.
  private let timeout: Double
  private let library: CurlLibrary

  package static let description = WorkloadDescription(
    kind: "download",
    summary: "waiting: downloads by HTTP, a file a task; a file that cannot be fetched is counted",
    parameters: [
      ParameterDescription(name: "urls", summary: "the addresses, instead of a file of them", kind: .texts),
      ParameterDescription(
        name: "file", summary: "a file of addresses, one a line; # begins a comment", kind: .path),
      ParameterDescription(
        name: "base", summary: "what is put before addresses without http:// or https://", kind: .text),
      ParameterDescription(
        name: "first", summary: "how many of the addresses; all, unless given", kind: .integer(1...1_000_000)),
      ParameterDescription(
        name: "directory", summary: "the folder that keeps the files; unless given they are only counted",
        kind: .path),
      ParameterDescription(
        name: "timeout", summary: "what one file may take", kind: .duration, defaultText: "10s"),
    ],
    sizeParameter: "first",
    parallelPart: "everything: the files do not depend on each other",
    bound: { _ in .waiting },
    check: { arguments in
      if arguments.has("urls") == arguments.has("file") {
        return "write either 'urls' or 'file', a file with an address a line"
      }
      guard let timeout = arguments.number("timeout") else { return nil }
      return timeout > 0 && timeout <= longestTimeout
        ? nil : "'timeout' must be longer than 0, and at most 1,000,000 s"
    },
    metrics: [
      MetricDescription(name: "files_ok", summary: "files that arrived", kind: .count),
      MetricDescription(name: "files_failed", summary: "files that did not", kind: .count),
      MetricDescription(name: "bytes", summary: "bytes that arrived", unit: "B", kind: .count),
    ],
    lacking: lacking)

  /// Why no download can be made on this machine, with the way out; nil: nothing is missing.
  @Sendable private static func lacking() -> String? {
    do throws(CurlError) {
      _ = try CurlLibrary()
      return nil
    } catch {
      return error.description
    }
  }

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    list = try DownloadList(arguments)
    folder = arguments.texts("directory")?.first
    timeout = try arguments.required("timeout")
    do throws(CurlError) {
      // Now, since no worker is there yet: it takes milliseconds, and has to be done by one thread.
      library = try CurlLibrary()
      try library.start()
    } catch {
      throw WorkloadError(message: "download: \(error)")
    }
  }

  package var taskCount: Int { list.addresses.count }

  package func beginIteration() throws(WorkloadError) {
    guard let folder else { return }
    do throws(Errno) {
      _ = try Directory.make(folder)
    } catch {
      throw WorkloadError(message: "download: the folder for the files cannot be made: \(error)")
    }
  }

  package func makeTask() -> TaskBody {
    { [self] task, context in
      let download = try context.waiting { try fetch(task) }
      return TaskResult(
        count: download.bytes,
        word: Self.done | UInt64(download.code) << 16 | UInt64(max(0, download.status) & 0xFFFF))
    }
  }

  private func fetch(_ task: Int) throws -> Download {
    guard let folder else { return try library.fetch(list.addresses[task], timeout: timeout) { _ in } }
    // Under a name of its own until it is complete, so that what has the right name is the whole file.
    let directory = try Directory(folder)
    let part = "." + list.names[task] + ".part"
    if try directory.status(part) != nil { try directory.remove(part) }
    let file = KeptFile(try directory.file(part, .createNew))
    let download: Download
    do {
      download = try library.fetch(list.addresses[task], timeout: timeout) { try file.write($0) }
    } catch {
      // The first error is the one to tell; the next download of the file removes what is left.
      do { try directory.remove(part) } catch {}
      throw error
    }
    if download.isComplete {
      try directory.rename(part, to: list.names[task])
    } else {
      try directory.remove(part)
    }
    return download
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    Array(tasks)
  }

  package func check(_ results: [TaskResult]) -> WorkloadOutcome {
    let failed = results.indices.filter { reason(results[$0]) != nil }
    let complete = results.count - failed.count
    let bytes = results.reduce(0) { $0 &+ $1.count }
    var outcome = WorkloadOutcome(
      result: "files_ok=\(complete) files_failed=\(failed.count) bytes=\(bytes)",
      metrics: [
        WorkloadMetric(name: "files_ok", value: Double(complete)),
        WorkloadMetric(name: "files_failed", value: Double(failed.count)),
        WorkloadMetric(name: "bytes", value: Double(bytes)),
      ])
    if let first = failed.first, let reason = reason(results[first]) {
      outcome.result += " first_failed=\(list.names[first]): \(reason)"
      if complete == 0 { outcome.fault = "no file could be fetched; \(list.names[first]): \(reason)" }
    }
    if let undone = results.firstIndex(where: { $0.word & Self.done == 0 }) {
      outcome.fault = "\(list.names[undone]) was not asked for"
    }
    if results.count != taskCount { outcome.fault = "\(results.count) of \(taskCount) files have a result" }
    return outcome
  }

  /// Why a file is not there, in words; nil: it is.
  private func reason(_ result: TaskResult) -> String? {
    let code = UInt32(truncatingIfNeeded: (result.word & ~Self.done) >> 16)
    let status = result.word & 0xFFFF
    if code == 0 { return (200..<300).contains(status) ? nil : "HTTP status \(status)" }
    return status >= 400 ? "HTTP status \(status)" : library.reason(ofCode: code)
  }
}

/// The file of a download, for the function that gets its pieces.
private final class KeptFile {
  private let file: File

  init(_ file: consuming File) { self.file = file }

  func write(_ piece: UnsafeRawBufferPointer) throws(Errno) { try file.writeAll(piece) }
}
