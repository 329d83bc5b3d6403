import Expressions
import Jobs
import YAML

/// The placements of a job and their axis.
struct ReadAffinities {
  var requests: [AffinityRequest]
  var axis: PlacedAxis
}

extension NodeReader {
  private static let affinityForm = "none, compact, scatter or a list of CPUs such as \"0-3,8\""

  /// Where runs are bound: one placement or a list of them.
  ///
  /// - Parameter machine: that must have the CPUs; nil where no run is bound.
  func affinities(_ node: YAMLNode, _ machine: Machine?) -> ReadAffinities? {
    let what = "affinity"
    let read = axisValues(
      node, what, meaning: { Self.affinityMeaning($0.text) }, range: nil,
      value: { self.affinity($0, machine) })
    guard let read else { return nil }
    let axis = Axis(name: "affinity", role: .affinity, values: read.values, isSwept: read.isSwept)
    return ReadAffinities(
      requests: read.values.compactMap { Self.request($0.text) },
      axis: PlacedAxis(axis: axis, place: place(of: node)))
  }

  func affinity(_ node: YAMLNode, _ machine: Machine?) -> AxisValue? {
    guard let text = plainText(node, "affinity", expected: Self.affinityForm) else { return nil }
    if let request = Self.request(text) {
      if case .cpus(let cpus) = request, let machine { refuseLacking(cpus, machine, at: node) }
      return AxisValue(text: text, value: .text(text))
    }
    let suggestion = self.suggestion(for: text, in: ["none", "compact", "scatter"])
    var why = "expected \(Self.affinityForm)"
    if text.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
      case .failure(let error) = CPUList.parse(text)
    {
      why = error.reason
    }
    error("affinity is '\(Excerpt.of(text))'\(suggestion): \(why)", at: node)
    return nil
  }

  private func refuseLacking(_ cpus: [Int], _ machine: Machine, at node: YAMLNode) {
    let allowed = Set(machine.allowed)
    let lacking = cpus.filter { !allowed.contains($0) }
    guard !lacking.isEmpty else { return }
    let noun = lacking.count == 1 ? "CPU" : "CPUs"
    report(
      .lacking,
      "affinity: this machine does not give \(noun) \(Excerpt.of(CPUList.text(lacking))); allowed are "
        + Excerpt.of(CPUList.text(machine.allowed)),
      at: place(of: node))
  }

  /// What a text asks for; nil where it is no placement.
  static func request(_ text: String) -> AffinityRequest? {
    switch text {
    case "none": return AffinityRequest.none
    case "compact": return .compact
    case "scatter": return .scatter
    default:
      guard case .success(let cpus) = CPUList.parse(text) else { return nil }
      return .cpus(cpus)
    }
  }

  private static func affinityMeaning(_ text: String) -> String {
    guard case .cpus(let cpus)? = request(text) else { return text }
    return CPUList.text(cpus)
  }
}
