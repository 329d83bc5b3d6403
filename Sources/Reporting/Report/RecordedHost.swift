import Expressions
import Jobs

/// The machine of a study, as `host.json` tells.
struct RecordedHost {
  private let json: JSON

  /// Nothing is told where there is no file.
  init(_ json: JSON?) {
    self.json = json ?? .object([])
  }

  /// Whether there is a file.
  var isKnown: Bool { json != .object([]) }

  func text(_ name: String) -> String? {
    json[name]?.textValue.flatMap { $0.isEmpty ? nil : $0 }
  }

  func number(_ name: String) -> Double? { json[name]?.numberValue }

  func boolean(_ name: String) -> Bool? {
    if case .boolean(let value)? = json[name] { return value }
    return nil
  }

  func elements(_ name: String) -> [JSON] {
    if case .array(let elements)? = json[name] { return elements }
    return []
  }

  /// The members of an object.
  func members(_ name: String) -> [JSON.Member] {
    if case .object(let members)? = json[name] { return members }
    return []
  }

  /// What disturbed when the sweep began.
  var disturbances: [(name: String, value: String, meaning: String, advice: String)] {
    elements("disturbances").map { entry in
      func text(_ name: String) -> String { entry[name]?.textValue ?? "" }
      return (text("name"), text("value"), text("meaning"), text("advice"))
    }
  }

  /// A line of the machine's description; nil where it does not tell.
  struct Fact: Equatable {
    var name: String
    var value: String?
    /// Whether it stays what it is from one start to the next.
    var isLasting = true
  }

  var facts: [Fact] {
    places + memory + [
      Fact(name: "governor", value: text("governor")),
      Fact(name: "clock bounds", value: frequencies),
      Fact(name: "turbo", value: word("turbo")),
      Fact(name: "clock source", value: text("clock_source")),
      Fact(name: "a look at the clock", value: clock, isLasting: false),
      Fact(name: "load at the start", value: load, isLasting: false),
      Fact(name: "containment", value: text("containment")),
      Fact(name: "swrun", value: text("swrun_version")),
      Fact(name: "started", value: text("started_at"), isLasting: false),
    ]
  }

  private var places: [Fact] {
    [
      Fact(name: "host", value: text("hostname")),
      Fact(name: "processor", value: text("cpu_model")),
      Fact(name: "kernel", value: text("kernel")),
      Fact(name: "kernel arguments", value: text("kernel_arguments")),
      Fact(name: "virtual machine", value: boolean("virtual").map { $0 ? "yes" : "no" }),
      Fact(name: "container", value: text("container")),
      Fact(name: "CPUs online", value: count("cpus_online")),
      Fact(name: "CPUs allowed", value: text("cpus_allowed")),
      Fact(name: "CPU quota", value: quota),
      Fact(name: "CPUs for a sweep", value: count("usable_cpus")),
      Fact(name: "physical cores", value: count("physical_cores")),
      Fact(name: "sockets", value: count("sockets")),
      Fact(name: "NUMA nodes", value: count("numa_nodes")),
      Fact(name: "SMT", value: word("smt")),
      Fact(name: "caches", value: caches),
    ]
  }

  private var memory: [Fact] {
    let limit = number("memory_limit_bytes").map { Quantity.printedSize($0) }
    let swap = number("swap_used_bytes").map { $0 == 0 ? "none" : Quantity.printedSize($0) }
    return [
      Fact(name: "memory", value: number("memory_bytes").map { Quantity.printedSize($0) }),
      Fact(name: "memory limit", value: limit ?? (elements("cgroups").isEmpty ? nil : "none")),
      Fact(name: "swap in use", value: swap, isLasting: false),
      Fact(name: "large pages", value: text("transparent_huge_pages")),
      Fact(name: "random addresses", value: number("address_randomisation").map { $0 == 0 ? "off" : "on" }),
    ]
  }

  /// The value of a fact.
  func value(of name: String) -> String? {
    facts.first { $0.name == name }?.value
  }

  private func count(_ name: String) -> String? { number(name).map { NumberFormat.shortest($0) } }

  private func word(_ name: String) -> String? { boolean(name).map { $0 ? "on" : "off" } }

  /// Without a quota the cgroups, where they are told, say that there is none.
  private var quota: String? {
    number("cpu_quota").map(HostSizes.cpus) ?? (elements("cgroups").isEmpty ? nil : "none")
  }

  private var caches: String? {
    let kinds = elements("cache_kinds").isEmpty ? elements("caches") : elements("cache_kinds")
    var texts: [String] = []
    for kind in kinds {
      guard let level = kind["level"]?.numberValue, let bytes = kind["bytes"]?.numberValue else { continue }
      let letter = ["Data": "d", "Instruction": "i"][kind["type"]?.textValue ?? ""] ?? ""
      let text = "L\(NumberFormat.shortest(level))\(letter) \(Quantity.printedSize(bytes))"
      if !texts.contains(text) { texts.append(text) }
    }
    return texts.isEmpty ? nil : texts.joined(separator: ", ")
  }

  private var frequencies: String? {
    let parts = elements("frequencies").compactMap { entry -> String? in
      guard let low = entry["min_khz"]?.numberValue, let high = entry["max_khz"]?.numberValue else {
        return nil
      }
      return "\(HostSizes.frequency(Int(low))) to \(HostSizes.frequency(Int(high)))"
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private var clock: String? {
    guard let cost = number("clock_read_ns"), let resolution = number("clock_resolution_ns") else {
      return nil
    }
    return
      "\(NumberFormat.significant(cost, digits: 2)) ns, resolution \(NumberFormat.shortest(resolution)) ns"
  }

  private var load: String? {
    let averages = elements("load_averages").compactMap(\.numberValue)
    guard !averages.isEmpty else { return count("load_average") }
    return averages.map { NumberFormat.fixed($0, decimals: 2) }.joined(separator: " ")
  }
}
