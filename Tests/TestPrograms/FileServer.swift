import Foundation

/// The server of `jobs/download.yaml`, or another, on a free port of this machine, until nobody uses it any more.
package final class FileServer {
  private static let program = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("jobs/download-server.py").path

  /// Whether there is a Python that can run it.
  package static var canRun: Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/python3")
    }
  }

  private let running: RunningProgram
  /// The address of its root, without a slash at the end.
  package let address: String

  /// Starts the server and waits until it listens.
  ///
  /// - Parameter script: a server in Python instead of the one of the job, which prints a line with its port at the
  ///   end as that one does.
  package init(script: String? = nil) throws {
    let arguments = script.map { ["-c", $0] } ?? [Self.program, "0"]
    running = try TestProgram(path: "/usr/bin/env").start(["python3"] + arguments)
    guard try running.waitForOutput("\n"), let port = try running.output().split(separator: " ").last else {
      running.signal(SIGKILL)
      throw Failure(text: "the server does not listen: \(try running.errors())")
    }
    address = "http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))"
  }

  deinit { running.signal(SIGKILL) }

  private struct Failure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }
}
