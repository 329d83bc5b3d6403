package import OperatingSystem

extension ResultFolder {
  /// The space that a sweep needs beside its rows: manifest, host, tables, plots, report.
  package static let ordinaryNeed = 1 << 20

  /// Makes the folder of a new run, `DIRECTORY/NAME/<moment>`, with `-2`, `-3`, … where that name is taken.
  ///
  /// The directory is the user's and resolved once, links included; below it nothing is followed.
  /// - Parameter bytesNeeded: what the sweep will write at least; less free space is an error before any run.
  package static func create(
    directory: String, name: String, startedAt: Timestamp, bytesNeeded: Int = ordinaryNeed
  ) throws(ResultsError) -> ResultFolder {
    if let fault = fault(inName: name) {
      throw ResultsError(.cannotWrite, "'\(name)' cannot be the name of a folder of results: \(fault)")
    }
    let path = "\(directory)/\(name)"
    guard path.utf8.count + startedAt.folderName.utf8.count + longestName < 4096 else {
      throw ResultsError(.cannotWrite, "the path of the results is too long: \(path.utf8.count) bytes")
    }
    let root = try makeRoot(directory, bytesNeeded)
    do throws(Errno) {
      try makeIfMissing(name, in: root)
      let study = try root.open(name)
      let runName = try makeRun(startedAt.folderName, in: study)
      let run = try study.open(runName)
      let isExposed = try [isOpenToOthers(root.status()), isOpenToOthers(study.status())].contains(true)
      let folder = ResultFolder(study: study, directory: run, studyName: name, runName: runName)
      try folder.syncNames(of: folder.study)
      try folder.syncNames(of: root)
      if isExposed { folder.warnOfOthers() }
      return folder
    } catch {
      throw cannotCreate(error, path)
    }
  }

  /// Opens the folder that the user names, made if it is missing, where it has the space.
  private static func makeRoot(_ path: String, _ bytesNeeded: Int) throws(ResultsError) -> Directory {
    let available: UInt64
    do throws(Errno) {
      let root = try Directory.make(path)
      let free = try root.freeBytes()
      if free >= UInt64(max(0, bytesNeeded)) { return root }
      available = free
    } catch {
      throw cannotCreate(error, path)
    }
    throw ResultsError(
      .cannotWrite,
      "too little space for results in \(path): \(bytesNeeded) bytes are needed, \(available) are free; "
        + "make room, or choose another place with -o")
  }

  /// Opens the folder of a run that exists, to resume it or to read it.
  package static func open(path: String) throws(ResultsError) -> ResultFolder {
    do throws(Errno) {
      let resolved = try CurrentProcess.resolvedPath(path)
      let parts = resolved.split(separator: "/").map(String.init)
      guard let runName = parts.last else {
        throw Errno(code: Errno.notDirectory, operation: "open", path: path)
      }
      let study = try Directory("/" + parts.dropLast().joined(separator: "/"))
      let run = try study.open(runName)
      let isExposed = isOpenToOthers(try run.status())
      let folder = ResultFolder(
        study: study, directory: run, studyName: parts.dropLast().last ?? "", runName: runName)
      if isExposed { folder.warnOfOthers() }
      return folder
    } catch {
      throw ResultsError(.cannotRead, "the results in \(path) cannot be opened: \(error.reason)")
    }
  }

  private func warnOfOthers() {
    warn("\(path): other users may write to this folder while swrun runs as root; use a folder of root's own")
  }

  private static func isOpenToOthers(_ status: FileStatus) -> Bool {
    guard CurrentProcess.effectiveUser == 0 else { return false }
    // In a folder with the sticky bit others cannot touch what is not theirs.
    return status.owner != 0 || (status.mode & 0o002 != 0 && status.mode & 0o1000 == 0)
  }

  private static func makeIfMissing(_ name: String, in folder: borrowing Directory) throws(Errno) {
    do throws(Errno) {
      try folder.makeDirectory(name)
    } catch {
      if error.code != Errno.exists { throw error }
    }
  }

  /// Makes the folder of the run under the first name that is free.
  private static func makeRun(_ stamp: String, in study: borrowing Directory) throws(Errno) -> String {
    var number = 1
    while true {
      let name = number == 1 ? stamp : "\(stamp)-\(number)"
      do throws(Errno) {
        try study.makeDirectory(name)
        return name
      } catch {
        guard error.code == Errno.exists, number < 10_000 else { throw error }
      }
      number += 1
    }
  }

  private static func cannotCreate(_ error: Errno, _ path: String) -> ResultsError {
    let place = error.path ?? path
    switch error.code {
    case Errno.notDirectory, Errno.loop:
      return ResultsError(
        .cannotWrite,
        "the folder for results cannot be made: \(place) is no folder; "
          + "remove it, or choose another place with -o")
    default:
      return ResultsError(
        .cannotWrite,
        "the folder for results cannot be made: \(place): \(error.reason); "
          + "choose another place with -o")
    }
  }
}
