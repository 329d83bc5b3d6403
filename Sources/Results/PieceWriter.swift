internal import OperatingSystem

/// A file that is written piece by piece and takes its name when it is whole.
package final class PieceWriter {
  private let name: String
  private let folder: ResultFolder
  private var file: File?
  private var bytes: [UInt8] = []

  /// Bytes are handed to the system in pieces of about this size.
  private static let pieceSize = 256 << 10

  fileprivate init(name: String, folder: ResultFolder, file: consuming File) {
    self.name = name
    self.folder = folder
    self.file = consume file
  }

  /// Lets a function append to what is to be written.
  package func append(_ body: (inout [UInt8]) -> Void) throws(ResultsError) {
    body(&bytes)
    if bytes.count >= PieceWriter.pieceSize { try flush() }
  }

  private func flush() throws(ResultsError) {
    try folder.writing(name) { () throws(Errno) in
      switch file {
      case .some(let file): try file.writeAll(bytes)
      case .none: throw Errno(code: Errno.invalid, operation: "write", path: name)
      }
    }
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes the rest, brings all to the disk and closes the file.
  fileprivate func finish() throws(ResultsError) {
    try flush()
    try folder.writing(name) { () throws(Errno) in
      guard let file = self.file.take() else { return }
      try file.sync()
      try file.close()
    }
  }
}

extension ResultFolder {
  /// Replaces a file as a whole and durably, as ``replaceFile(_:_:)`` does, but without having all of it in memory.
  ///
  /// - Throws: ``ResultsError``, and what `body` throws; then the old file stays.
  package func replaceFile(_ name: String, inPieces body: (PieceWriter) throws -> Void) throws {
    try checkReplaceable(name)
    let temporary = ".\(name).\(CurrentProcess.pid).tmp"
    let writer = try writing(name) { () throws(Errno) in
      if try directory.status(temporary) != nil { try directory.remove(temporary) }
      return PieceWriter(name: name, folder: self, file: try directory.file(temporary, .createNew))
    }
    do {
      try body(writer)
      try writer.finish()
      try writing(name) { () throws(Errno) in
        try directory.rename(temporary, to: name)
        try syncNames(of: directory)
      }
    } catch {
      // Ours, and of no use to anybody; the error that counts is the one above.
      do throws(Errno) { try directory.remove(temporary) } catch {}
      throw error
    }
  }
}
