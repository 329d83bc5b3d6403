package import Jobs

/// `samples.csv` while a sweep writes it: a row for each process of each sample of each run.
package final class SamplesFile {
  /// The name of the file in the result folder.
  package static let fileName = "samples.csv"
  /// Its columns.
  package static let columns = [
    "seq", "t_s", "pid", "parent", "role", "threads", "rss_bytes", "pss_bytes", "cpu_s",
  ]

  private let rows: RunRows

  init(_ rows: RunRows) {
    self.rows = rows
  }

  /// Writes what was sampled of a run, in the order of time.
  package func append(seq: Int, _ samples: [ProcessSample]) throws(ResultsError) {
    try rows.append(samples) { sample, bytes throws(ResultsError) in
      NumberText.append(seq, to: &bytes)
      bytes.append(CSV.comma)
      try append(sample.moment, to: &bytes, seq, sample)
      for number in [sample.pid, sample.parent] {
        bytes.append(CSV.comma)
        NumberText.append(Int(number), to: &bytes)
      }
      bytes.append(CSV.comma)
      bytes.append(contentsOf: sample.role.rawValue.utf8)
      for number in [Int(sample.threads), sample.resident, sample.proportional] {
        bytes.append(CSV.comma)
        if let number { NumberText.append(number, to: &bytes) }
      }
      bytes.append(CSV.comma)
      try append(sample.cpu, to: &bytes, seq, sample)
    }
  }

  private func append(
    _ time: Double, to bytes: inout [UInt8], _ seq: Int, _ sample: ProcessSample
  ) throws(ResultsError) {
    guard NumberText.append(time, to: &bytes) else {
      throw ResultsError(
        .writeFailed, "run \(seq): a sample of process \(sample.pid) has a time that is no number")
    }
  }

  /// Brings all rows to the disk; to be called at the end.
  package func sync() throws(ResultsError) {
    try rows.sync()
  }
}

extension ResultFolder {
  /// Opens `samples.csv` to append to it, without the rows of the run `nextSeq` and of later ones; a new one gets
  /// its header.
  package func samplesFile(nextSeq: Int) throws(ResultsError) -> SamplesFile {
    SamplesFile(try runRows(SamplesFile.fileName, columns: SamplesFile.columns, nextSeq: nextSeq))
  }

  /// Whether there is a `samples.csv`.
  package func hasSamples() throws(ResultsError) -> Bool {
    try holds(SamplesFile.fileName)
  }
}
