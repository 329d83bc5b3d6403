import Jobs
import OperatingSystem

extension Measurement {
  /// The columns that every child fills, whatever it ran.
  mutating func apply(_ outcome: ChildOutcome) {
    outerWall = outcome.outerWall
    leaked = outcome.leaked
    guard let usage = outcome.termination?.usage else { return }
    user = usage.userSeconds
    system = usage.systemSeconds
    minorFaults = Int(usage.minorFaults)
    majorFaults = Int(usage.majorFaults)
    voluntarySwitches = Int(usage.voluntarySwitches)
    involuntarySwitches = Int(usage.involuntarySwitches)
    maxRSS = Int(usage.maximumResidentBytes)
  }
}
