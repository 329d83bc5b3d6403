package import Jobs

/// A row of `samples.csv`.
package struct SampleRow: RunRow, Equatable {
  package var seq: Int
  package var sample: ProcessSample

  package static let fileName = SamplesFile.fileName
  package static let columns = SamplesFile.columns

  package static func read(_ fields: inout RowDecoder) throws(RowFault) -> SampleRow {
    func given<Number>(_ number: Number?, _ column: String) throws(RowFault) -> Number {
      guard let number else { throw .value(column: column, "it is missing") }
      return number
    }
    func small(_ number: Int?, _ column: String) throws(RowFault) -> Int32 {
      guard let small = Int32(exactly: try given(number, column)) else {
        throw .value(column: column, "too large")
      }
      return small
    }
    let seq = try fields.count()
    let sample = ProcessSample(
      moment: try given(try fields.number(), "t_s"), pid: try small(try fields.integer(), "pid"),
      parent: try small(try fields.integer(), "parent"),
      role: try fields.word(ProcessRole.init(rawValue:), "role"),
      threads: try small(try fields.integer(), "threads"),
      resident: try given(try fields.integer(), "rss_bytes"), proportional: try fields.integer(),
      cpu: try given(try fields.number(), "cpu_s"))
    return SampleRow(seq: seq, sample: sample)
  }
}

/// `samples.csv` while it is read, row by row.
package typealias SampleRows = RunRowReader<SampleRow>

extension ResultFolder {
  /// Begins to read `samples.csv`; nil where there is none.
  ///
  /// - Throws: ``JournalDamage`` for another header than swrun's; ``ResultsError`` if it cannot be read.
  package func readSamples() throws -> SampleRows? { try readRunRows(SampleRow.self) }
}
