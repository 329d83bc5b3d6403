package import Jobs
package import OperatingSystem
package import Results

/// All that is known of a machine and of what may disturb measurements on it, as text, table and JSON.
package struct HostSurvey {
  /// How well the clock can be read.
  package struct Clock: Sendable, Equatable {
    /// Nanoseconds that a look at it takes.
    package var cost: Double
    /// The smallest difference that it shows, nanoseconds.
    package var resolution: UInt64

    package init(cost: Double, resolution: UInt64) {
      self.cost = cost
      self.resolution = resolution
    }
  }

  /// A limit of this process.
  package struct Limit: Sendable, Equatable {
    package var resource: ResourceLimit
    /// The bound that counts, in the resource's unit; nil where there is none.
    package var soft: UInt64?

    package init(_ resource: ResourceLimit, soft: UInt64?) {
      self.resource = resource
      self.soft = soft
    }
  }

  private let facts: [HostFact]
  private let details: MachineDetails
  private let clock: Clock

  /// The survey of what was read.
  package init(
    reading: HostReading, details: MachineDetails, machine: Machine, clock: Clock, limits: [Limit]
  ) {
    facts =
      HostPlaces(reading: reading, details: details, machine: machine).facts
      + HostDisturbances(reading: reading, details: details, clock: clock, limits: limits).facts
    self.details = details
    self.clock = clock
  }

  /// Groups of aligned lines; `!` marks what disturbs. Below them what each of those does and how to switch
  /// it off.
  package var text: String {
    let width = facts.map { PlainText.width($0.name) }.max() ?? 0
    var text = ""
    var group = ""
    for fact in facts {
      if fact.group != group {
        text += (text.isEmpty ? "" : "\n") + fact.group + "\n"
        group = fact.group
      }
      let padding = String(repeating: " ", count: width - PlainText.width(fact.name))
      let value = fact.value.map { PlainText.cut(PlainText.printable($0), to: 200) } ?? "not told"
      text += "\(fact.disturbance == nil ? " " : "!") \(fact.name)\(padding)  \(value)\n"
    }
    let disturbing = facts.filter { $0.disturbance != nil }
    guard !disturbing.isEmpty else { return text + "\nNothing that is known to disturb measurements.\n" }
    text += "\nDisturbs measurements:\n"
    for fact in disturbing {
      guard let disturbance = fact.disturbance else { continue }
      text += "- \(fact.name): \(disturbance.meaning); \(disturbance.advice)\n"
    }
    return text
  }

  /// A row a fact: `group, name, value, state, meaning, advice`.
  package func csv() throws(CSVError) -> String {
    var text = try CSV.line(["group", "name", "value", "state", "meaning", "advice"])
    for fact in facts {
      text += try CSV.line([
        fact.group, fact.name, fact.value.map(PlainText.printable) ?? "", fact.state,
        fact.disturbance?.meaning ?? "", fact.disturbance?.advice ?? "",
      ])
    }
    return text
  }

  /// What stands in `host.json` beside what plans need: the details, the clock, and what disturbs.
  package var members: [JSON.Member] {
    let disturbances = facts.compactMap { fact -> JSON? in
      guard let disturbance = fact.disturbance else { return nil }
      return .object([
        JSON.Member("name", .text(fact.name)), JSON.Member("value", .optional(fact.value)),
        JSON.Member("meaning", .text(disturbance.meaning)), JSON.Member("advice", .text(disturbance.advice)),
      ])
    }
    return MachineDetailsJSON.members(details) + [
      JSON.Member("clock_read_ns", .number(clock.cost)),
      JSON.Member("clock_resolution_ns", .integer(Int(clamping: clock.resolution))),
      JSON.Member("disturbances", .array(disturbances)),
    ]
  }
}
