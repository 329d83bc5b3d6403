import Reporting
import Results

extension FolderAnalysis {
  /// Writes `fits.csv`, where a law was fitted.
  func writeFits(host: String) throws {
    let bytes: [UInt8]?
    do throws(CSVError) {
      bytes = try FitsTable.csv(study, run: folder.runName, host: host)
    } catch {
      throw CommandFailure(outcome: .writeFailed, message: "fits.csv: \(error.message)")
    }
    try folder.replaceOrRemove("fits.csv", bytes)
  }
}
