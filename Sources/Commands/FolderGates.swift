import Analysis
import Jobs
import Reporting
import Results

extension FolderAnalysis {
  /// The same with the gates of the manifest judged.
  func judged() throws -> FolderAnalysis {
    guard !job.gates.isEmpty else { return self }
    var other = self
    let isCompared = job.gates.contains { $0.quantity == .regression }
    other.study.gates = GateJudge(study, of: job, reference: isCompared ? try comparison() : nil).results()
    return other
  }

  /// Whether a gate fails.
  var hasFailedGate: Bool { study.gates.contains { $0.verdict == .fails } }

  /// Writes `gates.csv`, where there are gates.
  func writeGates() throws {
    guard !study.gates.isEmpty else { return try folder.replaceOrRemove(Self.gatesName, nil) }
    let bytes: [UInt8]
    do throws(CSVError) {
      bytes = try GatesTable.csv(study.gates)
    } catch {
      throw CommandFailure(outcome: .writeFailed, message: "\(Self.gatesName): \(error.message)")
    }
    try folder.replaceFile(Self.gatesName, bytes)
  }

  static let gatesName = "gates.csv"

  /// How this sweep stands against its reference. That there is none, or that it cannot be read, is no error: the
  /// sweep is what was asked for.
  private func comparison() throws -> ReferenceComparison {
    guard let path = try ReferenceChoosing.path(for: folder) else {
      return .unavailable("there is no earlier good sweep to compare with yet")
    }
    let shown = Terminal.printable(path)
    let reference: FolderAnalysis
    do {
      reference = try FolderAnalysis.reading(path)
    } catch let error as ResultsError {
      return .unavailable("the reference cannot be read: \(Terminal.printable(error.message))")
    } catch let error as JournalDamage {
      return .unavailable("the reference cannot be read: \(Terminal.printable(error.description))")
    } catch let error as CommandFailure {
      let first = error.message.split(separator: "\n").first.map(String.init) ?? ""
      return .unavailable("the manifest of the reference \(shown) is not valid: \(Terminal.printable(first))")
    }
    guard let before = MachineFingerprint(try reference.folder.readHost()),
      let now = MachineFingerprint(try folder.readHost())
    else { return .unavailable("whether the reference \(shown) was measured on this machine is not known") }
    let differences = now.differences(from: before)
    guard differences.isEmpty else {
      return .unavailable(
        "the reference was measured on another machine: \(differences.joined(separator: "; "))")
    }
    do throws(ComparisonError) {
      let pair = try StudyPair(
        old: ComparedStudy(name: reference.folder.runName, study: reference.study, job: reference.job),
        new: ComparedStudy(name: folder.runName, study: study, job: job))
      return .compared(try pair.comparison())
    } catch {
      return .unavailable(Terminal.printable(error.description))
    }
  }
}
