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
    // A child's peak begins at our own: what does not exceed it says nothing about the child.
    let peak = Int(usage.maximumResidentBytes)
    maxRSS = peak > outcome.ownPeak ? peak : nil
  }

  /// Empties the columns that describe the process of a run, and not the run: that of a simulated one only computes
  /// what the row says, so that its time, its memory and what disturbed it mean nothing.
  mutating func forgetProcess() {
    outerWall = nil
    startup = nil
    shutdown = nil
    user = nil
    system = nil
    maxRSS = nil
    minorFaults = nil
    majorFaults = nil
    voluntarySwitches = nil
    involuntarySwitches = nil
    runDelay = nil
    stealRatio = nil
    throttled = nil
    threadsPeak = nil
    leaked = nil
    tainted = []
  }
}
