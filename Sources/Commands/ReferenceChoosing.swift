import Jobs
import OperatingSystem
import Results

/// The folder that `not regressed` compares a sweep with: chosen when the sweep begins, so that later sweeps, and a
/// later `swrun analyze`, change nothing about it.
enum ReferenceChoosing {
  /// The member of `host.json` that keeps the choice.
  static let memberName = "reference"

  /// What `host.json` is to keep: the name of a run beside the folder, or an absolute path; null where there is no
  /// earlier good run yet. Nil where the job asks for no reference.
  static func member(for job: Job, in folder: ResultFolder) throws -> JSON.Member? {
    guard let choice = job.reference else { return nil }
    return JSON.Member(memberName, .optional(try place(choice, folder)))
  }

  private static func place(_ choice: ReferenceChoice, _ folder: ResultFolder) throws -> String? {
    switch choice {
    case .lastGood:
      // A folder that is resumed may be the last good one itself.
      guard let name = try folder.target(of: .lastGood), name != folder.runName else { return nil }
      return name
    case .folder(let path):
      do throws(Errno) {
        // `latest` and the like will point elsewhere once this sweep is over.
        return try CurrentProcess.resolvedPath(path)
      } catch {
        throw CommandFailure(
          outcome: .unavailable,
          message: "reference: \(Terminal.printable(path)) is not there: \(error.reason)")
      }
    }
  }

  /// The path of the reference of a folder: that of its first start.
  ///
  /// - Throws: ``ResultsError``.
  static func path(for folder: ResultFolder) throws -> String? {
    guard let place = try folder.readHost()?[memberName]?.textValue else { return nil }
    return place.hasPrefix("/") ? place : folder.pathOf("../\(place)")
  }
}
