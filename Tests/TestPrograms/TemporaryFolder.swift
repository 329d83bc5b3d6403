import Foundation

/// A folder of its own for a test, removed with all that is in it when nobody uses it any more.
package final class TemporaryFolder: Sendable {
  /// The folder's path.
  package let path: String

  /// Makes a folder below the system's one for temporary files.
  package init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("swrun-test-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path
  }

  deinit {
    // A folder that cannot be removed is no failure of the test that used it.
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a name in the folder.
  package func path(of name: String) -> String { path + "/" + name }

  /// Writes a text to a file in the folder, with the folders above it, and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String, mode: Int = 0o644) throws -> String {
    let file = path(of: name)
    let above = URL(fileURLWithPath: file).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: above, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  /// The text of a file in the folder.
  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(of: name))), as: UTF8.self)
  }

  /// The names in the folder, or in a folder of it, sorted.
  package func names(in name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(of: name)).sorted()
  }
}
