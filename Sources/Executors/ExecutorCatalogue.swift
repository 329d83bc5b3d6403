package import Jobs

/// The executors that there are.
package enum ExecutorCatalogue {
  private static let chunk = (
    name: "chunk",
    summary:
      "tasks that a worker claims at a time: a number, or auto (default): a quarter of its share of the rest"
  )

  /// All executors, in the order in which they are listed.
  package static let descriptions: [ExecutorDescription] = [
    ExecutorDescription(
      kind: .serial, summary: "no workers: the run's own process does one task after the other", options: []),
    ExecutorDescription(
      kind: .threads, summary: "workers are threads of the run's process, which share its memory",
      options: [chunk]),
    ExecutorDescription(
      kind: .fork, summary: "workers are processes, forked from the run's process", options: [chunk]),
    ExecutorDescription(
      kind: .command, summary: "a program of yours, which brings its own parallelism", options: []),
  ]
}
