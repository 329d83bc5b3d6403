package import Expressions

/// A checked manifest: everything that a sweep needs to know, with nothing of YAML left in it.
///
/// Expressions and templates refer to names by their index in ``names``; a context that knows fewer names
/// (a condition knows no `repetition`) was parsed against a prefix of that list, so an index means the same
/// everywhere.
package struct Job: Sendable {
  package var name: String
  package var description: String
  package var workload: Workload
  package var scaling: Scaling
  /// Counts under weak scaling only.
  package var weakReference: WeakReference
  /// The amount of work of each cell; nil where the manifest does not say.
  package var work: WorkAmount?
  /// `wall_s`, or the name of a metric.
  package var measure: String
  /// Executor, workers and affinity first, in this order, then the parameters as the manifest gives them.
  package var axes: [Axis]
  /// The executors in the order of the values of the axis `executor`.
  package var executors: [ExecutorChoice]
  /// The placements in the order of the values of the axis `affinity`.
  package var affinities: [AffinityRequest]
  /// Groups of indices into ``axes`` that advance together; no axis is in two groups, and all axes of a
  /// group have equally many values.
  package var zips: [[Int]]
  package var exclusions: [Exclusion]
  package var derived: [DerivedColumn]
  /// Timed runs of each cell: so many, or with ``adaptive`` at most so many.
  package var repetitions: Int
  /// When a cell has enough runs before that; nil: never.
  package var adaptive: AdaptiveRepetitions?
  /// Untimed iterations inside each run (built-in), or untimed runs of each cell (command).
  package var warmup: Int
  package var order: RunOrder
  package var seed: UInt64
  package var limits: Limits
  package var environment: [EnvironmentSetting]
  package var inheritedEnvironment: InheritedEnvironment
  /// Paths, relative to ``folder``, of files that the result depends on.
  package var inputs: [Template]
  package var setup: [HookCommand]
  package var prepare: [HookCommand]
  package var conclude: [HookCommand]
  package var cleanup: [HookCommand]
  package var services: [Service]
  /// The numbers that a run tells: those that a command's output is searched for, or those of a built-in workload.
  package var metrics: [Metric]
  /// Whether what becomes of each task is part of the workload's result.
  package var tellsTasks: Bool
  /// The text parameters of a built-in workload, whose placeholders belong to a run.
  package var textParameters: [TextParameter]
  package var success: SuccessCriterion
  /// The base of speedups: for some axes, the index of the value that the base cell has.
  package var baseline: [BaselineSetting]
  /// The laws to fit; nil: those that belong to the declared scaling.
  package var fit: [LawKind]?
  package var gates: [Gate]
  /// The axis whose values are compared; nil: none.
  package var comparison: ComparisonSetting?
  /// What `not regressed` compares with; nil where the manifest does not say.
  package var reference: ReferenceChoice?
  /// Nil: the sweep begins at once, and contaminated runs are not measured again.
  package var quietMachine: QuietMachine?
  package var output: OutputSettings
  /// Seconds between two looks at the memory of a run's processes; nil where nobody looks.
  package var sample: Double?
  /// The manifest's folder, absolute: relative paths of the manifest start here.
  package var folder: String

  /// A job with the defaults of every optional key.
  package init(
    name: String, workload: Workload, axes: [Axis], executors: [ExecutorChoice],
    affinities: [AffinityRequest] = [.none], folder: String
  ) {
    self.name = name
    self.description = ""
    self.workload = workload
    self.scaling = .strong
    self.weakReference = .none
    self.work = nil
    self.measure = "wall_s"
    self.axes = axes
    self.executors = executors
    self.affinities = affinities
    self.zips = []
    self.exclusions = []
    self.derived = []
    self.repetitions = 10
    self.adaptive = nil
    self.warmup = 0
    self.order = .rounds
    self.seed = 1
    self.limits = Limits()
    self.environment = []
    self.inheritedEnvironment = .all
    self.inputs = []
    self.setup = []
    self.prepare = []
    self.conclude = []
    self.cleanup = []
    self.services = []
    self.metrics = []
    self.tellsTasks = false
    self.textParameters = []
    self.success = SuccessCriterion()
    self.baseline = []
    self.fit = nil
    self.gates = []
    self.comparison = nil
    self.reference = nil
    self.quietMachine = nil
    self.output = OutputSettings()
    self.sample = nil
    self.folder = folder
  }

  /// The folder of `swrun host --latency` among the results, which therefore no job may have for its name.
  package static let latencyName = "latency"

  /// Position of the axis `executor` in ``axes``.
  package static let executorAxis = 0
  /// Position of the axis `workers` in ``axes``.
  package static let workersAxis = 1
  /// Position of the axis `affinity` in ``axes``.
  package static let affinityAxis = 2

  /// The names that expressions refer to by index: axes, derived values, the run's own, the ports of services.
  package var names: [String] {
    axes.map(\.name) + derived.map(\.name) + Job.runNames + services.map { Service.portName(of: $0.name) }
  }

  /// Names whose value belongs to one run, not to its cell.
  package static let runNames = ["repetition", "cell"]

  /// Whether the job asks for a trace of its runs: a plot of it needs one, or the workload tells its tasks.
  package var asksForTrace: Bool { output.plots.contains(.timeline) || tellsTasks }

  /// Names of the columns that swept parameters and derived values have, in the order of the CSV.
  package var parameterColumns: [String] {
    axes.filter { $0.role == .parameter && $0.isSwept }.map(\.name) + derived.map(\.name)
  }

  /// What the column `workload` shows: the kind of a built-in workload, or `command`.
  package var workloadText: String {
    switch workload {
    case .builtIn(let kind): kind
    case .command: "command"
    }
  }
}

/// A text parameter of a built-in workload.
package struct TextParameter: Sendable, Equatable {
  /// Index into ``Job/axes``.
  package var axis: Int
  /// For each value of the axis, its texts.
  package var templates: [[Template]]

  package init(axis: Int, templates: [[Template]]) {
    self.axis = axis
    self.templates = templates
  }
}

/// What is scaled.
package enum Workload: Sendable, Equatable {
  /// A built-in workload by its kind; its parameters are axes of the job.
  case builtIn(kind: String)
  case command(CommandWorkload)
}

/// How the work depends on the number of workers.
package enum Scaling: String, Sendable, CaseIterable {
  /// The work stays the same.
  case strong
  /// The work grows with the workers.
  case weak
  /// Every worker does the whole work.
  case throughput
}

/// The order of runs.
package enum RunOrder: String, Sendable, CaseIterable {
  /// Repetition r visits every cell once, in a seeded random order.
  case rounds
  /// All runs in one seeded random order.
  case random
  /// All repetitions of a cell, then the next cell.
  case sequential
}

/// Cells that are left out, and why.
package struct Exclusion: Sendable, Equatable {
  package var condition: Expression
  package var reason: String

  package init(condition: Expression, reason: String) {
    self.condition = condition
    self.reason = reason
  }
}

/// A further column, computed from the axes and from the derived columns before it.
package struct DerivedColumn: Sendable, Equatable {
  package var name: String
  package var expression: Expression

  package init(name: String, expression: Expression) {
    self.name = name
    self.expression = expression
  }
}

/// The value of an axis that the base of speedups has.
package struct BaselineSetting: Sendable, Equatable {
  /// Index into ``Job/axes``.
  package var axis: Int
  /// Index into the values of that axis.
  package var value: Int

  package init(axis: Int, value: Int) {
    self.axis = axis
    self.value = value
  }
}

/// Where results go and which plots are written.
package struct OutputSettings: Sendable, Equatable {
  /// Relative to the working folder.
  package var directory: String
  package var plots: [Plot]
  /// What the plots are drawn as; none twice.
  package var formats: [PictureFormat]
  /// Whether the manifest names the formats: what is asked for has to be drawn.
  package var asksForFormats = false
  /// The efficiency down to which more workers are worth their cost: 0.7 is 70 %.
  package var efficiencyFloor: Double

  package init(
    directory: String = "results", plots: [Plot] = Plot.defaults, formats: [PictureFormat] = [.svg],
    efficiencyFloor: Double = 0.7
  ) {
    self.directory = directory
    self.plots = plots
    self.formats = formats
    self.efficiencyFloor = efficiencyFloor
  }
}

/// The plots of a study; the raw value is the name of the script.
package enum Plot: String, Sendable, CaseIterable {
  case time
  case speedup
  case speedupLog = "speedup-log"
  case efficiency
  /// The experimentally determined serial fraction.
  case karpFlatt = "karp-flatt"
  /// Every run, in the order in which they were made.
  case runs
  /// How far the cells are from the fitted laws.
  case residuals
  /// The compared cells, as ratios with their intervals. Drawn by default where the manifest says `compare`.
  case comparison
  /// The tasks of a run on their workers. It needs a trace, so that it is drawn only where it is asked for.
  case timeline
  /// The memory of a run's processes over time. It needs samples: where they are taken, it is among the defaults.
  case memory
  /// The work a second. Without an amount of work there is none, so that it is drawn by default only where the
  /// manifest says `work`.
  case rate

  /// What is drawn unless the manifest says otherwise.
  package static let defaults: [Plot] = [.time, .speedup, .speedupLog, .efficiency]
}
