internal import COperatingSystem
internal import Glibc

/// The calling process: its environment, folder, terminal and end.
package enum CurrentProcess {
  /// Its process id.
  package static var pid: Int32 { getpid() }

  /// The user on whose behalf it acts; 0 is root.
  package static var effectiveUser: UInt32 { geteuid() }

  /// Its environment, in order; entries without `=` are left out.
  package static var environment: [EnvironmentVariable] {
    guard let entries = os_environment() else { return [] }
    var result: [EnvironmentVariable] = []
    var index = 0
    while let entry = entries[index] {
      let text = String(cString: entry)
      if let sign = text.dropFirst().firstIndex(of: "=") {
        result.append(EnvironmentVariable(String(text[..<sign]), String(text[text.index(after: sign)...])))
      }
      index += 1
    }
    return result
  }

  /// The value of one variable; nil where it is not set.
  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The working folder's path.
  package static func directory() throws(Errno) -> String {
    guard let path = getcwd(nil, 0) else { throw Errno.last("getcwd") }
    defer { free(path) }
    return String(cString: path)
  }

  /// A path as an absolute one, without resolving links.
  package static func absolutePath(_ path: String) throws(Errno) -> String {
    if path.hasPrefix("/") { return path }
    let directory = try directory()
    return path.isEmpty || path == "." ? directory : (directory == "/" ? "/" : directory + "/") + path
  }

  /// The path with all links resolved; the file must exist.
  package static func resolvedPath(_ path: String) throws(Errno) -> String {
    guard let resolved = realpath(path, nil) else { throw Errno.last("realpath", path: path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The name of the machine.
  package static func hostName() throws(Errno) -> String {
    var buffer = [CChar](repeating: 0, count: 257)
    try systemCall("gethostname") { gethostname(&buffer, 256) }
    return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  /// Whether a descriptor is a terminal.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// The columns of the terminal on a descriptor; nil where it is none or does not tell.
  package static func terminalColumns(_ descriptor: Int32) -> Int? {
    let columns = os_terminal_columns(descriptor)
    return columns > 0 ? Int(columns) : nil
  }

  /// Writes a text to standard error.
  ///
  /// - Returns: false where the reader is gone, which is no error of ours.
  @discardableResult
  package static func writeToError(_ text: String) throws(Errno) -> Bool { try write(text, to: 2) }

  private static func write(_ text: String, to number: Int32) throws(Errno) -> Bool {
    do throws(Errno) {
      try FileDescriptor.writeAll(Array(text.utf8), to: number)
      return true
    } catch {
      if error.code == EPIPE { return false }
      throw error
    }
  }

  /// Ends the process with this exit code, after flushing the standard streams.
  package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
