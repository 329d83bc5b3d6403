import Jobs
import Sweep

extension SweepPlan {
  /// How many pairs of cells `compare` will hold against each other; computed ones need no runs and do not count.
  func comparisonCount(_ setting: ComparisonSetting) -> Int {
    let together = job.zips.first { $0.contains(setting.axis) } ?? [setting.axis]
    /// What two cells of a pair have in common. The number of workers stands for itself: `serial` has one cell,
    /// whatever the index.
    func rest(of cell: Cell) -> [Int] {
      var rest = cell.choices
      for axis in together { rest[axis] = 0 }
      rest[Job.workersAxis] = cell.workers
      return rest
    }
    var bases: Set<[Int]> = []
    for position in 0..<count where !isSimulated(position) {
      let cell = cell(position)
      if cell.choices[setting.axis] == setting.base { bases.insert(rest(of: cell)) }
    }
    return (0..<count).count { position in
      guard !isSimulated(position) else { return false }
      let cell = cell(position)
      return cell.choices[setting.axis] != setting.base && bases.contains(rest(of: cell))
    }
  }

  /// That the cells have too few runs for what `compare` wants to know; nil where they have enough, and where nothing
  /// is compared.
  func warningOfPower() -> String? {
    guard let setting = job.comparison else { return nil }
    return ComparisonSetting.warning(
      runs: job.adaptive?.minimum ?? job.repetitions, comparisons: comparisonCount(setting))
  }
}
