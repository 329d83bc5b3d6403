import OperatingSystem

/// The scanners of a run's two streams, which the capture feeds while the program runs, and the file that the
/// standard output goes to where it is searched as well.
final class StreamScanner {
  private var output: LineScanner
  private var errors: LineScanner
  private let file: File?
  /// Why the file could not be written; nothing is written after it.
  private(set) var writeFault: Errno?

  init(output: LineScanner, errors: LineScanner, file: consuming File?) {
    self.output = output
    self.errors = errors
    self.file = file
  }

  func takeOutput(_ bytes: UnsafeRawBufferPointer) {
    output.append(bytes)
    guard writeFault == nil else { return }
    do throws(Errno) {
      try file?.writeAll(bytes)
    } catch {
      writeFault = error
    }
  }

  func takeErrors(_ bytes: UnsafeRawBufferPointer) {
    errors.append(bytes)
  }

  /// What each pattern matched, by its name.
  func finish() -> [String: [String]] {
    var found: [String: [String]] = [:]
    for search in output.finish() + errors.finish() { found[search.name] = search.matches }
    return found
  }
}
