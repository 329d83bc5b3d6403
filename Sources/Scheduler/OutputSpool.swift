import OperatingSystem

/// Where a run's two streams go while it runs, beside the tail that is kept: to files that are searched after its end,
/// so that no search takes time from the measured program.
final class OutputSpool {
  /// The descriptor of a file without a name that holds the whole stream; nil where nobody searches it.
  let outputNumber: Int32?
  let errorNumber: Int32?
  private let output: File?
  private let errors: File?
  /// The file that the manifest names for the standard output, where it is searched as well.
  private let copy: File?
  /// Why a file could not be written; nothing is written after it.
  private(set) var fault: Errno?

  init(_ patterns: MetricPatterns, copy: consuming File?) throws(Errno) {
    if patterns.output.isEmpty {
      output = nil
      outputNumber = nil
    } else {
      let file = try File.temporary()
      outputNumber = file.descriptor.rawValue
      output = consume file
    }
    if patterns.errors.isEmpty {
      errors = nil
      errorNumber = nil
    } else {
      let file = try File.temporary()
      errorNumber = file.descriptor.rawValue
      errors = consume file
    }
    self.copy = copy
  }

  func takeOutput(_ bytes: UnsafeRawBufferPointer) {
    guard fault == nil else { return }
    do throws(Errno) {
      try output?.writeAll(bytes)
      try copy?.writeAll(bytes)
    } catch {
      fault = error
    }
  }

  func takeErrors(_ bytes: UnsafeRawBufferPointer) {
    guard fault == nil else { return }
    do throws(Errno) { try errors?.writeAll(bytes) } catch { fault = error }
  }
}
