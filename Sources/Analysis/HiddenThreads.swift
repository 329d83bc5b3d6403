/// More threads of a user's program than the manifest asked for, and more than there are CPUs: the speedup of such
/// a cell is not that of its number of workers.
package struct HiddenThreads: Sendable, Equatable {
  /// The most threads that were seen at once, of all processes of a run together.
  package var seen: Int
  /// The workers of the cell.
  package var workers: Int
  /// The CPUs that the run could use.
  package var cpus: Int

  /// Nil where the threads are what was asked for, with one more that hands out work, or each can have a CPU.
  init?(seen: Int, workers: Int, cpus: Int) {
    guard seen > workers + 1, seen > cpus else { return nil }
    (self.seen, self.workers, self.cpus) = (seen, workers, cpus)
  }

  /// What was seen, in words.
  package var observation: String {
    "\(seen) threads seen where \(workers == 1 ? "1 worker was" : "\(workers) workers were") asked for, on "
      + (cpus == 1 ? "1 CPU" : "\(cpus) CPUs")
  }

  /// What to do about it, in words.
  package static let advice = "the program may start threads of its own (see OMP_NUM_THREADS and the like)"

  /// The whole warning.
  package var description: String { "\(observation): \(Self.advice)" }
}
