internal import OperatingSystem

extension ResultFolder {
  /// The symbolic links beside the folders of the runs.
  package enum Link: String, Sendable, CaseIterable {
    /// The newest complete run.
    case latest
    /// The run in progress.
    case running
    /// The newest run with exit code 0.
    case lastGood = "last-good"
  }

  /// Lets a link point to this run, in one step.
  package func setLink(_ link: Link) throws(ResultsError) {
    try writing("../" + link.rawValue) { () throws(Errno) in
      if let status = try study.status(link.rawValue), status.kind != .link {
        throw Errno(code: Errno.exists, operation: "symlink", path: study.path(of: link.rawValue))
      }
      try study.replaceLink(link.rawValue, to: runName)
      try syncNames(of: study)
    }
  }

  /// Removes the link `running` if it points to this run.
  package func removeRunningLink() throws(ResultsError) {
    try writing("../" + Link.running.rawValue) { () throws(Errno) in
      guard try study.linkTarget(Link.running.rawValue) == runName else { return }
      try study.remove(Link.running.rawValue)
      try syncNames(of: study)
    }
  }

  /// The name of the run to which a link beside this run points; nil where there is no such link.
  package func target(of link: Link) throws(ResultsError) -> String? {
    do throws(Errno) {
      return try study.linkTarget(link.rawValue)
    } catch {
      throw ResultsError(.cannotRead, "\(study.path(of: link.rawValue)) cannot be read: \(error.reason)")
    }
  }

  /// The paths of the runs of a study that hold a manifest, newest first; empty where there are none.
  ///
  /// The newest is the one with the latest moment in its name, then with the highest number after it.
  package static func runs(directory: String, name: String) throws(ResultsError) -> [String] {
    try runNames(directory, name).map { "\(directory)/\(name)/\($0)" }
  }

  /// The path of the run that `--resume` goes on with: the newest one, unless it is the one to which `latest`
  /// points or an older one; nil where all is complete.
  package static func unfinished(directory: String, name: String) throws(ResultsError) -> String? {
    guard let newest = try runNames(directory, name).first else { return nil }
    let complete = try reading(directory, name) { study throws(Errno) in
      try study.linkTarget(Link.latest.rawValue)
    }
    if let complete = complete.flatMap({ $0 }), let last = RunName(complete), let first = RunName(newest),
      !(last < first)
    {
      return nil
    }
    return "\(directory)/\(name)/\(newest)"
  }

  /// Whether the run of one name began after that of another; false where one is no run's name.
  package static func isNewer(_ name: String, than other: String) -> Bool {
    guard let first = RunName(other), let second = RunName(name) else { return false }
    return first < second
  }

  private static func runNames(_ directory: String, _ name: String) throws(ResultsError) -> [String] {
    let names = try reading(directory, name) { study throws(Errno) in
      var runs: [RunName] = []
      for entry in try study.names() {
        guard let run = RunName(entry), try study.status(entry)?.kind == .directory else { continue }
        // A run that was ended before its manifest was written has nothing to go on with.
        let folder = try study.open(entry)
        if try folder.status(manifestName)?.kind == .regular { runs.append(run) }
      }
      return runs.sorted { $1 < $0 }.map(\.text)
    }
    return names ?? []
  }

  /// Runs what reads in the folder of a study; nil where there is no such folder.
  private static func reading<Value>(
    _ directory: String, _ name: String, _ body: (borrowing Directory) throws(Errno) -> Value
  ) throws(ResultsError) -> Value? {
    do throws(Errno) {
      let root = try Directory(directory)
      guard try root.status(name) != nil else { return nil }
      return try body(root.open(name))
    } catch {
      if error.code == Errno.noEntry { return nil }
      throw ResultsError(.cannotRead, "results in \(directory)/\(name) cannot be read: \(error.reason)")
    }
  }
}

/// The name of a run's folder: a moment, and a number where the moment was taken.
private struct RunName: Comparable {
  let text: String
  private let stamp: String
  private let number: Int

  /// Nil for a name that is no run's.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let pattern = Array("dddd-dd-ddTdd-dd-ddZ".utf8)
    guard bytes.count >= pattern.count else { return nil }
    for (byte, wanted) in zip(bytes, pattern) {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      guard wanted == UInt8(ascii: "d") ? isDigit : byte == wanted else { return nil }
    }
    self.text = text
    stamp = String(decoding: bytes[..<pattern.count], as: UTF8.self)
    let rest = bytes[pattern.count...]
    guard !rest.isEmpty else {
      number = 1
      return
    }
    guard rest.first == UInt8(ascii: "-"),
      let number = Int(String(decoding: rest.dropFirst(), as: UTF8.self)),
      number >= 2
    else { return nil }
    self.number = number
  }

  static func < (left: RunName, right: RunName) -> Bool {
    (left.stamp, left.number) < (right.stamp, right.number)
  }
}
