import Expressions

/// What a workload is: the one place from which validation, `list`, `plan` and the documentation know it.
package struct WorkloadDescription: Sendable {
  /// The manifest's `kind`.
  package var kind: String
  package var summary: String
  package var parameters: [ParameterDescription]
  /// Which parameter is the size of the work; nil where none is.
  package var sizeParameter: String?
  /// What may be parallel in it, in words.
  package var parallelPart: String
  /// What limits the workload with these arguments.
  package var bound: @Sendable (WorkloadArguments) -> Bound
  /// The serial fraction f of the workload where it is known by construction.
  package var serialFraction: @Sendable (WorkloadArguments) -> Double?
  /// The time of a run in seconds where it can be known beforehand, for a number of workers.
  package var estimate: @Sendable (WorkloadArguments, _ workers: Int) -> Double?
  /// A fault of the arguments together that no parameter shows alone, in words; nil: none.
  package var check: @Sendable (WorkloadArguments) -> String?
  /// True where the workload needs the calibrated speed of the spin loop for these arguments.
  package var needsCalibration: @Sendable (WorkloadArguments) -> Bool
  /// True where the durations of its tasks are known by construction, so that a run can be computed.
  package var canSimulate: Bool
  /// How many threads each task starts for itself; 1: none.
  package var innerThreads: @Sendable (WorkloadArguments) -> Int
  /// The numbers that a run tells beside its result: each has a column.
  package var metrics: [MetricDescription]
  /// The memory that a run needs at its peak; nil where it is too little to matter.
  package var memory: @Sendable (WorkloadArguments, _ workers: Int, _ executor: ExecutorKind) -> MemoryNeed?
  /// Why a run with these arguments makes no sense under an executor, in words; nil: it does.
  package var refuses: @Sendable (WorkloadArguments, ExecutorKind) -> String?
  /// True where the work is proportional to the number of workers: it is made for weak scaling alone.
  package var growsWithWorkers: Bool
  /// False where one worker cannot do the whole work as one of its tasks, as scaling by throughput has it.
  package var runsAsCopies: Bool
  /// True where what becomes of each task is part of its result, so that every run is traced.
  package var tellsTasks: Bool
  /// What it needs of the machine and does not find there, with the way out; nil: nothing is missing.
  package var lacking: @Sendable () -> String?

  package init(
    kind: String, summary: String, parameters: [ParameterDescription], sizeParameter: String?,
    parallelPart: String, bound: @escaping @Sendable (WorkloadArguments) -> Bound,
    serialFraction: @escaping @Sendable (WorkloadArguments) -> Double? = { _ in nil },
    estimate: @escaping @Sendable (WorkloadArguments, Int) -> Double? = { _, _ in nil },
    check: @escaping @Sendable (WorkloadArguments) -> String? = { _ in nil },
    needsCalibration: @escaping @Sendable (WorkloadArguments) -> Bool = { _ in false },
    canSimulate: Bool = false,
    innerThreads: @escaping @Sendable (WorkloadArguments) -> Int = { _ in 1 },
    metrics: [MetricDescription] = [],
    memory: @escaping @Sendable (WorkloadArguments, Int, ExecutorKind) -> MemoryNeed? = { _, _, _ in nil },
    refuses: @escaping @Sendable (WorkloadArguments, ExecutorKind) -> String? = { _, _ in nil },
    growsWithWorkers: Bool = false,
    runsAsCopies: Bool = true,
    tellsTasks: Bool = false,
    lacking: @escaping @Sendable () -> String? = { nil }
  ) {
    self.kind = kind
    self.summary = summary
    self.parameters = parameters
    self.sizeParameter = sizeParameter
    self.parallelPart = parallelPart
    self.bound = bound
    self.serialFraction = serialFraction
    self.estimate = estimate
    self.check = check
    self.needsCalibration = needsCalibration
    self.canSimulate = canSimulate
    self.innerThreads = innerThreads
    self.metrics = metrics
    self.memory = memory
    self.refuses = refuses
    self.growsWithWorkers = growsWithWorkers
    self.runsAsCopies = runsAsCopies
    self.tellsTasks = tellsTasks
    self.lacking = lacking
  }
}

/// What limits the speed of a workload: its column `bound`.
package enum Bound: String, Sendable {
  case cpu, waiting, memory, mixed
}

/// A number that a built-in workload tells beside its result.
package struct MetricDescription: Sendable, Equatable {
  /// Its column.
  package var name: String
  package var summary: String
  /// Nil where it is a plain number.
  package var unit: String?
  package var kind: Metric.Kind

  package init(name: String, summary: String, unit: String? = nil, kind: Metric.Kind) {
    self.name = name
    self.summary = summary
    self.unit = unit
    self.kind = kind
  }
}

/// How much memory a run needs, and what decides it.
package struct MemoryNeed: Sendable, Equatable {
  /// What all processes of the run hold at the same time, at the peak.
  package var bytes: Int
  /// The parameter to make smaller where that is too much.
  package var parameter: String

  package init(bytes: Int, parameter: String) {
    self.bytes = bytes
    self.parameter = parameter
  }
}

/// One parameter of a built-in workload.
package struct ParameterDescription: Sendable {
  /// The form of a value and its bounds, inclusive.
  package enum Kind: Sendable, Equatable {
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// In seconds.
    case duration
    /// In bytes.
    case size
    case choice([String])
    /// A list of durations; the list is one value, a list of lists an axis.
    case durations
    /// A list of whole numbers; the list is one value, a list of lists an axis.
    case integers(ClosedRange<Int>)
    case boolean
    /// Text with placeholders.
    case text
    /// A path with placeholders, relative to the manifest's folder.
    case path
    /// A list of texts with placeholders; the list is one value, a list of lists an axis.
    case texts
  }

  package var name: String
  package var summary: String
  package var kind: Kind
  /// As it would be written in a manifest; nil where the parameter has no value unless given.
  package var defaultText: String?
  package var isRequired: Bool

  package init(
    name: String, summary: String, kind: Kind, defaultText: String? = nil, isRequired: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.kind = kind
    self.defaultText = defaultText
    self.isRequired = isRequired
  }
}

/// The arguments of a built-in workload in one cell: the manifest's and the defaults, in base units.
package struct WorkloadArguments: Sendable, Equatable {
  private var values: [String: AxisValue]

  package init(_ values: [String: AxisValue]) {
    self.values = values
  }

  /// The number of a numeric parameter, in seconds or bytes where it has a unit; nil where it is not given.
  package func number(_ name: String) -> Double? {
    guard let value = values[name]?.value, case .number(let number) = value else { return nil }
    return number
  }

  /// A numeric parameter as a whole number; nil where it is not given or not whole.
  package func integer(_ name: String) -> Int? {
    number(name).flatMap(Int.init(exactly:))
  }

  /// The text of a parameter; nil where it is not given.
  package func text(_ name: String) -> String? {
    values[name]?.text
  }

  /// The elements of a list parameter in base units; nil where it is not given.
  package func list(_ name: String) -> [Double]? {
    values[name]?.elements
  }

  /// Whether a parameter that is true or false is true; nil where it is not given.
  package func boolean(_ name: String) -> Bool? {
    guard let value = values[name]?.value, case .boolean(let boolean) = value else { return nil }
    return boolean
  }

  /// The text of a text parameter, or the texts of its list, with its placeholders filled in once the run has
  /// begun; nil where it is not given.
  package func texts(_ name: String) -> [String]? {
    values[name]?.texts
  }

  /// The same arguments with other texts of a text parameter.
  package func replacing(_ name: String, texts: [String]) -> WorkloadArguments {
    var other = self
    other.values[name]?.texts = texts
    return other
  }

  /// True where the manifest or a default gives the parameter.
  package func has(_ name: String) -> Bool {
    values[name] != nil
  }

  /// One argument, as it crosses to another process.
  package struct Argument: Sendable, Equatable {
    package var name: String
    package var text: String
    /// Nil where the value is no number.
    package var number: Double?
    package var elements: [Double]
    package var texts: [String]
    /// Nil where the value is neither true nor false.
    package var boolean: Bool?

    package init(
      name: String, text: String, number: Double?, elements: [Double], texts: [String] = [],
      boolean: Bool? = nil
    ) {
      self.name = name
      self.text = text
      self.number = number
      self.elements = elements
      self.texts = texts
      self.boolean = boolean
    }
  }

  /// All arguments, in the order of their names.
  package var all: [Argument] {
    values.sorted { $0.key < $1.key }.map { name, value in
      Argument(
        name: name, text: value.text, number: number(name), elements: value.elements, texts: value.texts,
        boolean: boolean(name))
    }
  }

  /// The arguments that ``all`` has given. Of several with one name the last counts.
  package init(_ all: [Argument]) {
    values = [:]
    for argument in all {
      values[argument.name] = AxisValue(
        text: argument.text,
        value: argument.number.map(Value.number) ?? argument.boolean.map(Value.boolean)
          ?? .text(argument.text),
        elements: argument.elements, texts: argument.texts)
    }
  }
}

/// What an executor is: for validation, `list` and the documentation.
package struct ExecutorDescription: Sendable {
  package var kind: ExecutorKind
  package var summary: String
  /// The keys of its long form beside `kind`, with what they mean.
  package var options: [(name: String, summary: String)]

  package init(kind: ExecutorKind, summary: String, options: [(name: String, summary: String)]) {
    self.kind = kind
    self.summary = summary
    self.options = options
  }
}
