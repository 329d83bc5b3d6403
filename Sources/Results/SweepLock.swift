internal import OperatingSystem

/// The lock that keeps two sweeps from disturbing each other: held until ``release()`` or the end of the
/// process, also by `kill -9`.
///
/// The lock is a `flock`. Its file is never removed, and its text only tells others who holds it. In the
/// folder that all users share a file of another user's is locked through a descriptor that only reads.
package final class SweepLock {
  /// What is locked.
  package enum Scope: Sendable, Equatable {
    /// The machine, for all users; the environment is asked for `XDG_RUNTIME_DIR`.
    case machine(environment: [String: String])
    /// The study of this name in this directory.
    case name(directory: String, name: String)
  }

  /// What came of trying.
  package enum Attempt {
    case acquired(SweepLock)
    /// Another process holds it; the text says who and since when, as far as is known.
    case held(by: String)
  }

  /// The file that is locked.
  package let path: String
  private var file: File?
  /// False for another user's file.
  private let isWritable: Bool

  private init(_ file: consuming File, isWritable: Bool) {
    path = file.path
    self.file = consume file
    self.isWritable = isWritable
  }

  /// Tries to take the lock, without waiting. Throws ``ResultsError`` of kind `cannotWrite` if there is no
  /// place for its file.
  package static func tryAcquire(_ scope: Scope) throws(ResultsError) -> Attempt {
    switch scope {
    case .machine(let environment):
      let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      return try tryAcquire(
        inFirstOf: ["/run/lock"] + (runtime.map { [$0] } ?? []) + ["/tmp"], named: "swrun.lock")
    case .name(let directory, let name):
      if let fault = ResultFolder.fault(inName: name) {
        throw ResultsError(.cannotWrite, "'\(name)' cannot be the name of a folder of results: \(fault)")
      }
      do throws(Errno) {
        let root = try Directory.make(directory)
        if try root.status(name) == nil { try root.makeDirectory(name) }
        return try tryAcquire(in: root.open(name), ".lock")
      } catch {
        throw cannotLock(error, "\(directory)/\(name)/.lock", hint: "choose another place with -o")
      }
    }
  }

  /// Tries the first of some folders that exists and lets us have a file.
  static func tryAcquire(inFirstOf folders: [String], named name: String) throws(ResultsError) -> Attempt {
    let hint = "use --lock name, or --lock none if nothing else measures here"
    var missing: Errno?
    for folder in folders {
      do throws(Errno) {
        return try tryAcquire(in: Directory(folder), name)
      } catch {
        // A file that is there is the machine's lock: another place would make two locks of one.
        guard isUnusable(error, folder, name) else {
          throw cannotLock(error, "\(folder)/\(name)", hint: hint)
        }
        missing = missing ?? error
      }
    }
    let places = folders.joined(separator: " and ")
    throw ResultsError(
      .cannotWrite,
      "there is no place for the machine's lock in \(places)"
        + "\(missing.map { ": " + $0.reason } ?? ""); \(hint)")
  }

  private static func isUnusable(_ error: Errno, _ folder: String, _ name: String) -> Bool {
    if error.path == folder { return true }
    do throws(Errno) {
      return try Directory(folder).status(name) == nil
    } catch {
      return true
    }
  }

  private static func cannotLock(_ error: Errno, _ path: String, hint: String) -> ResultsError {
    let reason =
      switch error.code {
      case Errno.loop: "it is a symbolic link"
      case File.notRegular, Errno.isDirectory: "it is no regular file"
      default: error.reason
      }
    return ResultsError(.cannotWrite, "\(error.path ?? path) cannot be locked: \(reason); \(hint)")
  }

  private static func tryAcquire(in folder: borrowing Directory, _ name: String) throws(Errno) -> Attempt {
    var isWritable = true
    let file: File
    do throws(Errno) {
      file = try openOrCreate(in: folder, name)
    } catch {
      guard error.code == Errno.noAccess || error.code == Errno.readOnly else { throw error }
      file = try folder.file(name, .read)
      isWritable = false
    }
    guard try file.tryLock() else { return .held(by: holder(in: try file.piece(at: 0, atMost: 512))) }
    if isWritable {
      try file.truncate(to: 0)
      try file.writeAll(ownText())
    }
    return .acquired(SweepLock(file, isWritable: isWritable))
  }

  /// Opens the file without asking for its creation first: in a folder with the sticky bit the system may
  /// refuse to "create" a file that another user made.
  private static func openOrCreate(in folder: borrowing Directory, _ name: String) throws(Errno) -> File {
    do throws(Errno) {
      return try folder.file(name, .readWrite)
    } catch {
      guard error.code == Errno.noEntry else { throw error }
    }
    let file = try folder.file(name, .openOrCreate)
    // Others have to be able to open it, whatever the umask of the first is.
    if try file.status().owner == CurrentProcess.effectiveUser { try file.setMode(0o644) }
    return file
  }

  /// Gives the lock back.
  package func release() {
    guard let file = file.take() else { return }
    if isWritable {
      // The text is for messages only: one that stays is recognised by its process being gone.
      do throws(Errno) { try file.truncate(to: 0) } catch {}
    }
    // Nothing was written that closing could lose.
    do throws(Errno) { try file.close() } catch {}
  }

  private static func ownText() throws(Errno) -> String {
    "process \(CurrentProcess.pid) on \(try CurrentProcess.hostName()) "
      + "since \(SystemClock.now().rfc3339) boot \(bootIdentifier())\n"
  }

  /// What the text of the file says, if it is swrun's and its process still lives; printable in any case.
  private static func holder(in bytes: [UInt8]) -> String {
    let words = String(decoding: bytes.prefix { $0 != CSV.lineFeed }, as: UTF8.self).split(separator: " ")
    guard words.count == 8, words[0] == "process", let pid = Int32(words[1]), words[6] == "boot",
      words[7] == bootIdentifier(), ResultFolder.isAlive(pid),
      words.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } })
    else { return "another process, which did not say who it is" }
    return words[..<6].joined(separator: " ")
  }

  /// Tells this start of the machine from others; empty where the system does not tell.
  private static func bootIdentifier() -> String {
    do throws(Errno) {
      let bytes = try File.read("/proc/sys/kernel/random/boot_id", atMost: 256)
      return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    } catch {
      return "unknown"
    }
  }
}
