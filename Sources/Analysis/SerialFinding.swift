import Expressions

/// One worker of the parallel program beside the serial program, where they are far from each other: relative and
/// absolute speedup then say different things.
package struct SerialFinding: Sendable, Equatable {
  /// T(1) by the time of the serial program; of rates the other way round, so that more than 1 is slower.
  package let ratio: Double

  /// Below this difference the two are taken for alike.
  private static let threshold = 0.05

  /// Nil where the medians differ by less than 5 %, or by no more than chance.
  ///
  /// - Parameters:
  ///   - oneWorker: the median of one worker.
  ///   - serial: that of the serial program.
  ///   - excludesOne: whether the interval of their ratio does not hold 1; nil where there is none.
  init?(oneWorker: Double, serial: Double, excludesOne: Bool?, isRate: Bool) {
    guard oneWorker > 0, serial > 0 else { return nil }
    let ratio = isRate ? serial / oneWorker : oneWorker / serial
    guard ratio >= 1 + Self.threshold || ratio <= 1 / (1 + Self.threshold), excludesOne != false else {
      return nil
    }
    self.ratio = ratio
  }

  /// Whether the serial program is the slower one, and so not the best there is.
  package var isSerialSlower: Bool { ratio < 1 }

  /// What was measured, in words.
  package var observation: String {
    "T(1) is \(NumberFormat.fixed(ratio, decimals: 2)) times \(isSerialSlower ? "the" : "the best") serial time"
  }

  /// What it means, in words.
  package var meaning: String {
    isSerialSlower
      ? "the serial program is not the best one, and absolute speedups flatter"
      : "speedups over 1 worker flatter, absolute ones do not"
  }

  /// The whole warning.
  package var description: String { "\(observation): \(meaning)" }
}
