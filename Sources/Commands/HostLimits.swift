import Jobs
import OperatingSystem
import Reporting

/// The limits that swrun itself was started with, and that its children cannot exceed.
enum HostLimits {
  /// The limits that count, for the survey of the machine.
  static func survey() throws(Errno) -> [HostSurvey.Limit] {
    var limits: [HostSurvey.Limit] = []
    for resource in ResourceLimit.allCases {
      let soft = try resource.current().soft
      limits.append(HostSurvey.Limit(resource, soft: soft == ResourceLimit.unlimited ? nil : soft))
    }
    return limits
  }

  /// For each resource its soft and hard limit; null stands for no limit.
  static func json() throws(Errno) -> JSON {
    var members: [JSON.Member] = []
    for resource in ResourceLimit.allCases {
      let (soft, hard) = try resource.current()
      members.append(
        JSON.Member(
          resource.rawValue, .object([JSON.Member("soft", value(soft)), JSON.Member("hard", value(hard))])))
    }
    return .object(members)
  }

  private static func value(_ limit: UInt64) -> JSON {
    limit == ResourceLimit.unlimited ? .null : .integer(Int(clamping: limit))
  }
}
