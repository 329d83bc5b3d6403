package import Jobs
internal import OperatingSystem

/// The folder of one run, `results/NAME/2026-11-22T02-00-00Z`, and the files in it.
///
/// The folder is opened once; everything in it goes through its descriptor and follows no link.
package final class ResultFolder {
  /// The folder's path, as messages show it.
  package let path: String
  /// The name of the study: the folder above.
  package let studyName: String
  /// The folder's own name: the moment of the start.
  package let runName: String
  /// What the user should know about the place; each text once.
  package private(set) var warnings: [String] = []

  let directory: Directory
  /// The folder of the study, in which the links are.
  let study: Directory
  /// What an error of writing is called: `cannotWrite` until the sweep has begun.
  private var kind = ResultsError.Kind.cannotWrite

  init(study: consuming Directory, directory: consuming Directory, studyName: String, runName: String) {
    path = directory.path
    self.study = study
    self.directory = directory
    self.studyName = studyName
    self.runName = runName
  }

  /// From now on an error of writing is one during the sweep: exit code 74 instead of 73.
  package func beginSweep() {
    kind = .writeFailed
  }

  /// The path of a file in the folder, as messages show it.
  package func pathOf(_ name: String) -> String {
    directory.path(of: name)
  }

  /// Adds a warning unless it was given before.
  func warn(_ text: String) {
    if !warnings.contains(text) { warnings.append(text) }
  }

  /// Runs what writes, and turns a failed system call into an error that names the file and the way out.
  func writing<Value>(
    _ name: String, _ body: () throws(Errno) -> Value
  ) throws(ResultsError) -> Value {
    do throws(Errno) {
      return try body()
    } catch {
      throw ResultsError(kind, "\(pathOf(name)) cannot be written: \(ResultFolder.explain(error))")
    }
  }

  /// The reason of a failed system call, with what helps.
  static func explain(_ error: Errno) -> String {
    switch error.code {
    case Errno.noSpace, Errno.overQuota: "\(error.reason); make room, or choose another place with -o"
    case Errno.loop: "a symbolic link has this name; remove it, or choose another place with -o"
    case File.notRegular: "something that is no regular file has this name"
    default: error.reason
    }
  }

  /// Replaces a file as a whole and durably: a reader sees the old content or the new.
  package func replaceFile(_ name: String, _ bytes: [UInt8]) throws(ResultsError) {
    try checkReplaceable(name)
    try writing(name) { () throws(Errno) in
      do throws(Errno) {
        try directory.replace(name, with: bytes)
      } catch {
        try tolerateUnsyncedFolder(error, directory.path)
      }
    }
  }

  /// Replaces a file that follows from the rows, or removes it where nothing follows any more.
  package func replaceOrRemove(_ name: String, _ bytes: [UInt8]?) throws(ResultsError) {
    if let bytes { return try replaceFile(name, bytes) }
    try checkReplaceable(name)
    try writing(name) { () throws(Errno) in
      guard try directory.status(name) != nil else { return }
      try directory.remove(name)
    }
  }

  /// Refuses a name that is none, or under which the user put something that is no file.
  func checkReplaceable(_ name: String) throws(ResultsError) {
    try checkName(name)
    try writing(name) { () throws(Errno) in
      guard let status = try directory.status(name), status.kind != .regular else { return }
      throw Errno(
        code: status.kind == .link
          ? Errno.loop : status.kind == .directory ? Errno.isDirectory : File.notRegular,
        operation: "open", path: pathOf(name))
    }
  }

  /// Lets a file system that cannot sync folders pass, with a warning; throws everything else.
  func tolerateUnsyncedFolder(_ error: Errno, _ folder: String) throws(Errno) {
    guard error.code == Errno.invalid, error.operation == "fsync", error.path == folder else { throw error }
    warn("the file system of \(path) cannot bring the names of files to the disk: a power cut may lose files")
  }

  /// Brings the names in a folder to the disk, as far as its file system can.
  func syncNames(of folder: borrowing Directory) throws(Errno) {
    do throws(Errno) { try folder.sync() } catch { try tolerateUnsyncedFolder(error, folder.path) }
  }

  /// The bytes of a file; nil where there is none. Throws ``ResultsError`` of kind `cannotRead` for what is no
  /// regular file or cannot be read.
  package func readFile(_ name: String, atMost most: Int = 64 << 20) throws(ResultsError) -> [UInt8]? {
    try checkName(name)
    do throws(Errno) {
      guard try directory.status(name) != nil else { return nil }
      return try directory.file(name, .read).readAll(atMost: most)
    } catch {
      throw ResultsError(.cannotRead, "\(pathOf(name)) cannot be read: \(ResultFolder.explain(error))")
    }
  }

  /// Writes the manifest, byte for byte.
  package func writeManifest(_ bytes: [UInt8]) throws(ResultsError) {
    try replaceFile(ResultFolder.manifestName, bytes)
  }

  /// The manifest with which the folder was begun.
  package func readManifest() throws(ResultsError) -> [UInt8] {
    if let bytes = try readFile(ResultFolder.manifestName) { return bytes }
    throw ResultsError(
      .cannotRead, "\(path) holds no \(ResultFolder.manifestName): it is no folder of results")
  }

  /// The name of the manifest in the folder.
  package static let manifestName = "manifest.yaml"

  /// Writes what is known about the machine: `host.json`, and `host-2.json`, … at each resume.
  ///
  /// - Returns: the name of the file.
  @discardableResult
  package func writeHost(_ host: JSON) throws(ResultsError) -> String {
    var number = 1
    var name = ResultFolder.hostName(number)
    while try writing(name, { () throws(Errno) in try directory.status(name) != nil }) {
      number += 1
      name = ResultFolder.hostName(number)
    }
    try replaceFile(name, Array((host.formatted() + "\n").utf8))
    return name
  }

  /// What was known about the machine at the first start, or at the given one; nil where there is no file.
  package func readHost(segment: Int = 1) throws(ResultsError) -> JSON? {
    let name = ResultFolder.hostName(segment)
    guard let bytes = try readFile(name) else { return nil }
    do throws(JSONError) {
      return try JSON(parsing: bytes)
    } catch {
      throw ResultsError(.cannotRead, "\(pathOf(name)) is no JSON at byte \(error.offset): \(error.message)")
    }
  }

  private static func hostName(_ number: Int) -> String {
    number == 1 ? "host.json" : "host-\(number).json"
  }

  /// Keeps output of a run in `output/`. It is whole, but not brought to the disk at once as rows are: a sync
  /// between two runs would disturb them.
  ///
  /// - Returns: the file's path in the folder.
  @discardableResult
  package func keepOutput(_ name: String, _ bytes: [UInt8]) throws(ResultsError) -> String {
    try checkName(name)
    let relative = "output/" + name
    try writing(relative) { () throws(Errno) in
      if try directory.status("output") == nil { try directory.makeDirectory("output") }
      let output = try directory.open("output")
      let temporary = ".\(name).\(CurrentProcess.pid).tmp"
      if try output.status(temporary) != nil { try output.remove(temporary) }
      let file = try output.file(temporary, .createNew)
      do throws(Errno) {
        try file.writeAll(bytes)
        try file.close()
        try output.rename(temporary, to: name)
      } catch {
        // The first error is the one that counts; an empty left-over is removed at the next start.
        do throws(Errno) { try output.remove(temporary) } catch {}
        throw error
      }
    }
    return relative
  }

  /// A name that is one component and fits into a folder.
  func checkName(_ name: String) throws(ResultsError) {
    if let fault = ResultFolder.fault(inName: name) {
      throw ResultsError(kind, "'\(name)' cannot be a file in \(path): \(fault)")
    }
  }

  /// Why a text cannot be the name of a file; nil if it can. Room is left for the suffix of temporary files.
  static func fault(inName name: String) -> String? {
    if name.isEmpty || name == "." || name == ".." { return "it names no file" }
    if name.utf8.contains(UInt8(ascii: "/")) || name.utf8.contains(0) { return "it holds a slash or a NUL" }
    return name.utf8.count > longestName ? "it is longer than \(longestName) bytes" : nil
  }

  /// 255 bytes less what `.NAME.4194304.tmp` adds.
  static let longestName = 240
}
