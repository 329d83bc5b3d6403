internal import OperatingSystem

/// A CSV beside `measurements.csv` in which a run has any number of rows. The first column is the run's `seq`.
final class RunRows {
  private let name: String
  private let folder: ResultFolder
  private let file: File

  /// Rows are handed to the system in pieces of about this many bytes: a run may have a million.
  private static let pieceSize = 256 << 10

  init(name: String, folder: ResultFolder, file: consuming File) {
    self.name = name
    self.folder = folder
    self.file = file
  }

  /// Writes the rows of a run.
  ///
  /// - Parameter encode: appends the fields of an element to the bytes, with commas between but no line feed.
  func append<Element>(
    _ elements: [Element], _ encode: (Element, inout [UInt8]) throws(ResultsError) -> Void
  ) throws(ResultsError) {
    var bytes: [UInt8] = []
    for element in elements {
      try encode(element, &bytes)
      bytes.append(CSV.lineFeed)
      if bytes.count >= RunRows.pieceSize {
        try write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    if !bytes.isEmpty { try write(bytes) }
  }

  /// Brings all rows to the disk.
  func sync() throws(ResultsError) {
    try folder.writing(name) { () throws(Errno) in try file.syncData() }
  }

  private func write(_ bytes: [UInt8]) throws(ResultsError) {
    try folder.writing(name) { () throws(Errno) in try file.writeAll(bytes) }
  }
}

extension ResultFolder {
  /// Whether there is something with this name in the folder.
  func holds(_ name: String) throws(ResultsError) -> Bool {
    try writing(name) { () throws(Errno) in try directory.status(name) != nil }
  }

  /// Opens a file with rows of runs to append to it; a new one gets its header.
  ///
  /// One that exists is first cut to the rows of the runs before `nextSeq`: a cut last line goes, and so do
  /// rows of a run whose own row did not reach the disk and which is measured again.
  func runRows(_ name: String, columns: [String], nextSeq: Int) throws(ResultsError) -> RunRows {
    let header = Array((columns.joined(separator: ",") + "\n").utf8)
    guard try holds(name) else {
      return try writing(name) { () throws(Errno) in
        let file = try directory.file(name, .createNew)
        try file.writeAll(header)
        return RunRows(name: name, folder: self, file: file)
      }
    }
    let length = try writing(name) { () throws(Errno) in
      try wholeRows(name, columns: columns.count, before: nextSeq, header: header)
    }
    guard let length else {
      throw ResultsError(
        .cannotRead, "\(pathOf(name)):1: the header is not that of swrun; the file was left as it is")
    }
    return try writing(name) { () throws(Errno) in
      let file = try directory.file(name, .append)
      try file.truncate(to: Int64(length))
      if length == 0 { try file.writeAll(header) }
      return RunRows(name: name, folder: self, file: file)
    }
  }

  /// The length of the file up to the first line that is cut or belongs to `nextSeq` or a later run; 0 if the
  /// header is cut; nil if there is another header.
  private func wholeRows(
    _ name: String, columns: Int, before nextSeq: Int, header: [UInt8]
  ) throws(Errno) -> Int? {
    let file = try directory.file(name, .read)
    var lines = LineReader()
    guard let first = try lines.next(from: file) else { return 0 }
    guard first.isWhole else { return header.starts(with: first.bytes) ? 0 : nil }
    guard first.bytes.elementsEqual(header.dropLast()) else { return nil }
    var length = first.end
    while let line = try lines.next(from: file) {
      guard line.isWhole, let seq = ResultFolder.seq(of: line.bytes, columns: columns), seq < nextSeq else {
        break
      }
      length = line.end
    }
    return length
  }

  /// The number in the first field of a line; nil where the line is no row with so many fields.
  private static func seq(of line: ArraySlice<UInt8>, columns: Int) -> Int? {
    line.withUnsafeBufferPointer { bytes in
      var commas = 0
      var isQuoted = false
      var first: Int?
      for (index, byte) in bytes.enumerated() {
        if byte == CSV.quote { isQuoted.toggle() }
        guard byte == CSV.comma, !isQuoted else { continue }
        if first == nil { first = index }
        commas += 1
      }
      guard let first, commas == columns - 1, !isQuoted else { return nil }
      return NumberText.integer(bytes[..<first])
    }
  }
}
