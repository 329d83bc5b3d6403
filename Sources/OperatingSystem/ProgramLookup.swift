internal import Glibc

/// Finds programs as `execvp` does, but says why it finds none.
package enum ProgramLookup {
  /// Why a program cannot be run.
  package enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no such file, at the path or in the folders of `PATH`.
    case notFound(String)
    /// The file may not be executed.
    case notExecutable(String)
    /// It is a folder.
    case isDirectory(String)

    /// For example: `no program 'xy' in PATH`.
    package var description: String {
      switch self {
      case .notFound(let name) where name.contains("/"): "no such program: '\(name)'"
      case .notFound(let name): "no program '\(name)' in the folders of PATH"
      case .notExecutable(let path): "'\(path)' is not executable"
      case .isDirectory(let path): "'\(path)' is a folder, not a program"
      }
    }

    /// The system's error that running it would give.
    package var code: Int32 {
      switch self {
      case .notFound: ENOENT
      case .notExecutable, .isDirectory: EACCES
      }
    }
  }

  /// The path of a program.
  ///
  /// - Parameters:
  ///   - name: with a slash a path, else a name that is looked for in the folders of `path`.
  ///   - path: the value of `PATH` that counts; nil is the system's default.
  ///   - directory: the folder to which relative paths refer; nil is ours.
  package static func find(
    _ name: String, path: String?, directory: String? = nil
  ) throws(Failure) -> String {
    guard !name.isEmpty else { throw .notFound(name) }
    if name.contains("/") {
      if let failure = check(resolve(name, directory)) { throw failure }
      return resolve(name, directory)
    }
    var worst = Failure.notFound(name)
    for folder in (path ?? "/bin:/usr/bin").split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = resolve((folder.isEmpty ? "." : String(folder)) + "/" + name, directory)
      switch check(candidate) {
      case nil: return candidate
      case .notFound: continue
      case let failure?: worst = failure
      }
    }
    throw worst
  }

  private static func resolve(_ path: String, _ directory: String?) -> String {
    guard let directory, !path.hasPrefix("/") else { return path }
    return directory + "/" + path
  }

  private static func check(_ path: String) -> Failure? {
    var status = stat()
    guard stat(path, &status) == 0 else { return errno == EACCES ? .notExecutable(path) : .notFound(path) }
    if status.st_mode & S_IFMT == S_IFDIR { return .isDirectory(path) }
    return access(path, X_OK) == 0 ? nil : .notExecutable(path)
  }
}
