import Executors
package import Jobs
import OperatingSystem

/// The workloads that there are.
package enum WorkloadCatalogue {
  /// A workload: what it is, and how it is made for a run.
  private struct Entry: Sendable {
    let description: WorkloadDescription
    let make: @Sendable (RunRequest) throws(WorkloadError) -> MadeWorkload
    /// Adds the tasks that it submits, if it does so, to those that the worker program knows.
    let registerTasks: @Sendable (inout TaskRegistry) -> Void

    init(
      description: WorkloadDescription,
      make: @escaping @Sendable (RunRequest) throws(WorkloadError) -> any BuiltInWorkload
    ) {
      self.description = description
      self.make = { (request) throws(WorkloadError) in .indexed(try make(request)) }
      registerTasks = { _ in }
    }

    init<Driven: DrivenWorkload>(
      description: WorkloadDescription, drivenBy type: Driven.Type,
      make: @escaping @Sendable (WorkloadArguments) throws(WorkloadError) -> Driven
    ) {
      var description = description
      description.runsAsCopies = false
      self.description = description
      self.make = { (request) throws(WorkloadError) in .driven(try make(request.arguments)) }
      registerTasks = { Driven.registerTasks(in: &$0) }
    }
  }

  /// In alphabetical order.
  private static let entries: [Entry] = [
    Entry(description: AmdahlWorkload.description) { (request) throws(WorkloadError) in
      try AmdahlWorkload(
        request.arguments, workers: request.workers, calibration: request.calibration)
    },
    Entry(description: ArrayWorkload.description) { (request) throws(WorkloadError) in
      try ArrayWorkload(request)
    },
    Entry(description: ClosureWorkload.description, drivenBy: ClosureWorkload.self) {
      (arguments) throws(WorkloadError) in try ClosureWorkload(arguments)
    },
    Entry(description: DomainWorkload.description) { (request) throws(WorkloadError) in
      try DomainWorkload(request)
    },
    Entry(description: DownloadWorkload.description) { (request) throws(WorkloadError) in
      try DownloadWorkload(request.arguments)
    },
    Entry(description: FibonacciWorkload.description) { (request) throws(WorkloadError) in
      try FibonacciWorkload(request.arguments)
    },
    Entry(description: ForkWithThreadsWorkload.description, drivenBy: ForkWithThreadsWorkload.self) {
      (arguments) throws(WorkloadError) in try ForkWithThreadsWorkload(arguments)
    },
    Entry(description: FunctionalWorkload.description) { (request) throws(WorkloadError) in
      try FunctionalWorkload(request.arguments, calibration: request.calibration)
    },
    Entry(description: FuturesWorkload.description, drivenBy: FuturesWorkload.self) {
      (arguments) throws(WorkloadError) in try FuturesWorkload(arguments)
    },
    Entry(description: GlobalsWorkload.description) { (request) throws(WorkloadError) in
      try GlobalsWorkload(request)
    },
    Entry(description: GustafsonWorkload.description) { (request) throws(WorkloadError) in
      try GustafsonWorkload(
        request.arguments, sizedFor: request.sizedFor, calibration: request.calibration)
    },
    Entry(description: InverseWorkload.description, drivenBy: InverseWorkload.self) {
      (arguments) throws(WorkloadError) in try InverseWorkload(arguments)
    },
    Entry(description: ManagerWorkload.description) { (request) throws(WorkloadError) in
      try ManagerWorkload(request)
    },
    Entry(description: NestedWorkload.description) { (request) throws(WorkloadError) in
      try NestedWorkload(request.arguments, calibration: request.calibration)
    },
    Entry(description: NoopWorkload.description) { (request) throws(WorkloadError) in
      try NoopWorkload(request.arguments)
    },
    Entry(description: OuterWorkload.description) { (request) throws(WorkloadError) in
      try OuterWorkload(request)
    },
    Entry(description: PiWorkload.description) { (request) throws(WorkloadError) in
      try PiWorkload(request.arguments, seed: request.seed)
    },
    Entry(description: PipelineWorkload.description) { (request) throws(WorkloadError) in
      try PipelineWorkload(request)
    },
    Entry(description: PowernWorkload.description) { (request) throws(WorkloadError) in
      try PowernWorkload(request.arguments)
    },
    Entry(description: PrefixSumWorkload.description) { (request) throws(WorkloadError) in
      try PrefixSumWorkload(request)
    },
    Entry(description: RaceWorkload.description) { (request) throws(WorkloadError) in
      try RaceWorkload(request)
    },
    Entry(description: SleepWorkload.description) { (request) throws(WorkloadError) in
      try SleepWorkload(request.arguments)
    },
    Entry(description: StencilWorkload.description) { (request) throws(WorkloadError) in
      try StencilWorkload(request)
    },
    Entry(description: TriadWorkload.description) { (request) throws(WorkloadError) in
      try TriadWorkload(request)
    },
  ]

  /// All built-in workloads, in alphabetical order.
  package static let descriptions: [WorkloadDescription] = entries.map(\.description)

  /// Makes the workload of a run whose tasks are those of indexed runs.
  package static func make(_ request: RunRequest) throws(WorkloadError) -> any BuiltInWorkload {
    guard case .indexed(let workload) = try makeAny(request) else {
      throw WorkloadError(
        message:
          "the workload '\(request.kind)' drives its pool itself, and has no tasks that are known beforehand")
    }
    return workload
  }

  /// Adds the tasks of all workloads that drive their pools.
  static func registerDrivenTasks(in registry: inout TaskRegistry) {
    for entry in entries { entry.registerTasks(&registry) }
  }

  /// Makes the workload of a run.
  package static func makeAny(_ request: RunRequest) throws(WorkloadError) -> MadeWorkload {
    let kind = request.kind
    guard let entry = entries.first(where: { $0.description.kind == kind }) else {
      let known = descriptions.map(\.kind).joined(separator: ", ")
      throw WorkloadError(message: "there is no workload '\(kind)'; there are \(known)")
    }
    if let fault = entry.description.check(request.arguments) {
      throw WorkloadError(message: "\(kind): \(fault)")
    }
    if let reason = entry.description.refuses(request.arguments, request.executor.kind) {
      throw WorkloadError(message: "\(kind) under '\(request.executor.kind.rawValue)': \(reason)")
    }
    guard request.copies else { return try entry.make(request) }
    guard entry.description.runsAsCopies else {
      throw WorkloadError(
        message: "the workload '\(kind)' is no work that a single worker could do as a copy")
    }
    return .indexed(try CopiesWorkload(request))
  }

  /// How many threads each task starts for itself; 1: none.
  static func innerThreads(_ kind: String, _ arguments: WorkloadArguments) -> Int {
    descriptions.first { $0.kind == kind }?.innerThreads(arguments) ?? 1
  }

  /// Whether the workload sleeps with these arguments.
  static func isWaiting(_ kind: String, _ arguments: WorkloadArguments) -> Bool {
    descriptions.contains { $0.kind == kind && $0.bound(arguments) == .waiting }
  }
}

extension WorkloadArguments {
  /// A number that the workload cannot do without.
  func required(_ name: String) throws(WorkloadError) -> Double {
    guard let value = number(name), value.isFinite, value >= 0 else {
      throw WorkloadError(message: "the parameter '\(name)' must be a number, 0 or more")
    }
    return value
  }

  /// A whole number, 1 or more, that the workload cannot do without.
  func requiredCount(_ name: String, atMost most: Int) throws(WorkloadError) -> Int {
    guard let value = integer(name), value >= 1 else {
      throw WorkloadError(message: "the parameter '\(name)' must be a whole number, 1 or more")
    }
    guard value <= most else {
      throw WorkloadError(message: "the parameter '\(name)' must be at most \(most), not \(value)")
    }
    return value
  }
}
