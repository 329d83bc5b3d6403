package import Jobs
package import Sweep

/// Everything that one run leaves behind: what the sweep hands on to be written.
package struct RunRecord: Sendable {
  /// The row; its `seq` and `segment` are the journal's.
  package var measurement: Measurement
  /// One for each worker of a built-in workload.
  package var workers: [WorkerRecord]
  /// One for each task of a traced run.
  package var tasks: [TaskRecord] = []
  /// One for each process at each moment, where the job asks for samples.
  package var samples: [ProcessSample] = []
  /// The output of a command that is worth keeping; nil where it is not.
  package var output: KeptOutput?
}

/// What a command printed, at most the last 64 KiB of each stream.
package struct KeptOutput: Sendable {
  package var standardOutput: [UInt8]
  package var standardError: [UInt8]
}

/// A run and which attempt at it this is.
package struct RunTicket: Sendable {
  package var run: PlannedRun
  /// 1, or one more than the last attempt.
  package var attempt: Int

  package init(run: PlannedRun, attempt: Int) {
    self.run = run
    self.attempt = attempt
  }
}
