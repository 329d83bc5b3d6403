package import Jobs

/// Why a placement is not possible on a machine.
package struct PlacementError: Error, Equatable {
  package var message: String
}

/// Which CPUs a run is bound to.
package enum Placement {
  /// The CPUs of a run in the order of its workers (worker i has number i modulo their count), or nil for a
  /// run that is not bound.
  ///
  /// - Throws: ``PlacementError`` where a CPU is asked for that this process may not use. Never a silent subset.
  package static func cpus(
    for request: AffinityRequest, workers: Int, on machine: Machine
  ) throws(PlacementError) -> [Int]? {
    switch request {
    case .none:
      return nil
    case .compact:
      return Array(ranked(machine) { [$0.sibling, $0.cpu.socket, $0.core] }.prefix(workers))
    case .scatter:
      return Array(ranked(machine) { [$0.sibling, $0.core, $0.cpu.socket] }.prefix(workers))
    case .cpus(let asked):
      let missing = asked.filter { !machine.allowed.contains($0) }
      guard missing.isEmpty else {
        throw PlacementError(
          message: "CPU \(missing.map(String.init).joined(separator: ", ")) is asked for, "
            + "but this process may use \(CPUList.text(machine.allowed)) only")
      }
      return asked
    }
  }

  private struct Rank {
    var cpu: Machine.CPU
    /// 0 for the first CPU of a core, 1 for its SMT sibling.
    var sibling: Int
    /// Number of the core within its socket, without gaps.
    var core: Int
  }

  private static func ranked(_ machine: Machine, by order: (Rank) -> [Int]) -> [Int] {
    let permitted = Set(machine.allowed)
    var siblings: [[Int]: Int] = [:]
    var coresOfSocket: [Int: [Int]] = [:]
    var ranks: [Rank] = []
    for cpu in machine.cpus.sorted(by: { $0.id < $1.id }) where permitted.contains(cpu.id) {
      let sibling = siblings[[cpu.socket, cpu.core], default: 0]
      siblings[[cpu.socket, cpu.core]] = sibling + 1
      if sibling == 0 { coresOfSocket[cpu.socket, default: []].append(cpu.core) }
      let core = coresOfSocket[cpu.socket]?.firstIndex(of: cpu.core) ?? 0
      ranks.append(Rank(cpu: cpu, sibling: sibling, core: core))
    }
    return ranks.sorted { order($0).lexicographicallyPrecedes(order($1)) }.map(\.cpu.id)
  }
}
