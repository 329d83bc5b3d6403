import Reporting
import Results

extension FolderAnalysis {
  /// Writes what the plots of the fitted laws read: `curves.csv` and `residuals.csv`, each where it has rows.
  func writeFitPoints(host: String) throws {
    let curves: [UInt8]?
    let residuals: [UInt8]?
    do throws(CSVError) {
      curves = try CurvesTable.csv(study, run: folder.runName, host: host)
      residuals = try ResidualsTable.csv(study, run: folder.runName, host: host)
    } catch {
      throw CommandFailure(outcome: .writeFailed, message: "curves.csv, residuals.csv: \(error.message)")
    }
    try folder.replaceOrRemove("curves.csv", curves)
    try folder.replaceOrRemove("residuals.csv", residuals)
  }
}
