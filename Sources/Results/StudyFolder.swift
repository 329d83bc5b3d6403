internal import OperatingSystem

/// The folder of all runs of one study, `results/NAME`.
package final class StudyFolder {
  /// The folder's path, as messages show it.
  package let path: String
  /// The name of the study.
  package let name: String
  /// The names of its runs that hold a manifest, newest first.
  package let runNames: [String]

  private let study: Directory

  private init(_ study: consuming Directory, name: String, runNames: [String]) {
    path = study.path
    self.study = study
    self.name = name
    self.runNames = runNames
  }

  /// Opens the runs of a name among the results in a directory.
  ///
  /// - Throws: ``ResultsError`` of kind `cannotRead` where there is no such folder.
  package static func open(directory: String, name: String) throws(ResultsError) -> StudyFolder {
    let runs = try ResultFolder.runs(directory: directory, name: name)
    do throws(Errno) {
      let study = try Directory(directory).open(name)
      return StudyFolder(
        study, name: name, runNames: runs.compactMap { $0.split(separator: "/").last.map(String.init) })
    } catch {
      throw ResultsError(.cannotRead, "the results in \(directory)/\(name) cannot be opened: \(error.reason)")
    }
  }

  /// The path of a run, as messages show it.
  package func path(ofRun run: String) -> String { "\(path)/\(run)" }

  /// The bytes of a file of a run; nil where there is none.
  ///
  /// - Throws: ``ResultsError`` of kind `cannotRead`.
  package func readFile(_ name: String, ofRun run: String, atMost most: Int = 64 << 20)
    throws(ResultsError) -> [UInt8]?
  {
    do throws(Errno) {
      let folder = try study.open(run)
      guard try folder.status(name) != nil else { return nil }
      return try folder.file(name, .read).readAll(atMost: most)
    } catch {
      throw ResultsError(
        .cannotRead, "\(path(ofRun: run))/\(name) cannot be read: \(ResultFolder.explain(error))")
    }
  }

  /// Replaces a file beside the runs, as a whole and durably.
  ///
  /// - Throws: ``ResultsError`` of kind `cannotWrite`.
  package func replaceFile(_ name: String, _ bytes: [UInt8]) throws(ResultsError) {
    do throws(Errno) {
      if let status = try study.status(name), status.kind != .regular {
        throw Errno(
          code: status.kind == .link ? Errno.loop : File.notRegular, operation: "open",
          path: study.path(of: name))
      }
      do throws(Errno) {
        try study.replace(name, with: bytes)
      } catch {
        // Where a file system cannot sync folders, the file is written all the same.
        guard error.code == Errno.invalid, error.operation == "fsync", error.path == study.path else {
          throw error
        }
      }
    } catch {
      throw ResultsError(.cannotWrite, "\(path)/\(name) cannot be written: \(ResultFolder.explain(error))")
    }
  }
}
