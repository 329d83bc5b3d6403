package import Jobs

/// What this build of the program offers: the workloads and executors that a manifest may name.
package struct Catalogue: Sendable {
  package var workloads: [WorkloadDescription]
  package var executors: [ExecutorDescription]

  package init(workloads: [WorkloadDescription], executors: [ExecutorDescription]) {
    self.workloads = workloads
    self.executors = executors
  }
}
