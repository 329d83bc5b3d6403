package import Jobs
package import OperatingSystem

extension Limits {
  /// The limits that the kernel enforces, as a child sets them.
  ///
  /// CPU time is in whole seconds, rounded up; its hard limit is a second later, so that a program that ignores
  /// SIGXCPU is killed. All others are hard at once.
  package var settings: [LimitSetting] {
    var settings: [LimitSetting] = []
    if let cpuTime {
      // No CPU time of a process comes near this bound, which keeps the sum within the kernel's numbers.
      let seconds = UInt64(min(max(1, cpuTime.rounded(.up)), 1e15))
      settings.append(LimitSetting(.cpuTime, soft: seconds, hard: seconds + 1))
    }
    for (resource, bytes) in [
      (ResourceLimit.addressSpace, addressSpace), (.fileSize, fileSize), (.openFiles, openFiles),
      (.stack, stack), (.core, core),
    ] {
      if let bytes { settings.append(LimitSetting(resource, soft: UInt64(bytes))) }
    }
    return settings
  }

  /// The first limit that this process may not set, with the hard limit that forbids it.
  package func refused() throws(Errno) -> (name: String, asked: UInt64, allowed: UInt64)? {
    for setting in settings {
      if let allowed = try setting.refusal() {
        return (setting.resource.rawValue, setting.hard, allowed)
      }
    }
    return nil
  }
}
