package import Jobs

/// The executors that there are.
package enum ExecutorCatalogue {
  private typealias Option = (name: String, summary: String)

  private static let chunk: Option = (
    name: "chunk",
    summary:
      "tasks that a worker claims at a time: a number, or auto (default): as many as take about 50 µs by the time "
      + "of the tasks so far, at most a quarter of the worker's share of the rest"
  )
  private static let simulatedChunk: Option = (
    name: "chunk", summary: "tasks that a worker claims at a time: a number, or auto (default): one"
  )
  private static let reuse: Option = (
    name: "reuse",
    summary:
      "true: one pool for all iterations of a run, so that it is started once; false (default): each iteration "
      + "starts its own"
  )
  private static let dispatch: Option = (
    name: "dispatch", summary: "a duration that each claim takes a worker (default 0s)"
  )
  private static let noise: Option = (
    name: "noise",
    summary: "0% to 50%: the standard deviation of the tasks' durations, drawn from the seed (default 0%)"
  )

  /// All executors, in the order in which they are listed.
  package static let descriptions: [ExecutorDescription] = [
    ExecutorDescription(
      kind: .serial, summary: "no workers: the run's own process does one task after the other", options: []),
    ExecutorDescription(
      kind: .threads, summary: "workers are threads of the run's process, which share its memory",
      options: [chunk, reuse]),
    ExecutorDescription(
      kind: .threadsGIL,
      summary: "threads under one lock: held while computing, released while waiting, as in an interpreter",
      options: [chunk, reuse]),
    ExecutorDescription(
      kind: .fork, summary: "workers are processes, forked from the run's process", options: [chunk, reuse]),
    ExecutorDescription(
      kind: .spawn, summary: "workers are processes that start afresh as a program of their own",
      options: [chunk, reuse]),
    ExecutorDescription(
      kind: .forkserver, summary: "workers are processes, forked from a small one that was started afresh",
      options: [chunk, reuse]),
    ExecutorDescription(
      kind: .simulated,
      summary: "nothing is executed: each run is computed from the durations of its tasks, whatever the CPUs",
      options: [simulatedChunk, dispatch, noise]),
    ExecutorDescription(
      kind: .command, summary: "a program of yours, which brings its own parallelism", options: []),
  ]
}
