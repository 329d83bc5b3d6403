package import Expressions

/// A program with its arguments, or one line for the shell.
package struct CommandLine: Sendable, Equatable {
  /// The program and its arguments; a single text where ``usesShell`` is true.
  package var arguments: [Template]
  /// True: the one text is run by `/bin/sh -c`.
  package var usesShell: Bool
  /// The working folder, relative to the manifest's folder; nil: that folder itself.
  package var directory: Template?

  package init(arguments: [Template], usesShell: Bool = false, directory: Template? = nil) {
    self.arguments = arguments
    self.usesShell = usesShell
    self.directory = directory
  }
}

/// A program of the user's as the workload.
package struct CommandWorkload: Sendable, Equatable {
  /// What happens to the program's standard output.
  package enum StandardOutput: Sendable, Equatable {
    /// The last 64 KiB are kept.
    case keep
    case discard
    /// Written to this file, relative to the manifest's folder.
    case file(Template)
  }

  package var line: CommandLine
  /// The best serial program for the same work; nil where the manifest names none.
  package var serial: CommandLine?
  package var standardOutput: StandardOutput

  package init(
    line: CommandLine, standardOutput: StandardOutput = .keep, serial: CommandLine? = nil
  ) {
    self.line = line
    self.standardOutput = standardOutput
    self.serial = serial
  }
}

/// A command around the sweep or around each run.
package struct HookCommand: Sendable, Equatable {
  package var line: CommandLine
  package var limits: Limits

  package init(line: CommandLine, limits: Limits) {
    self.line = line
    self.limits = limits
  }
}

/// A variable that the manifest sets or unsets.
package struct EnvironmentSetting: Sendable, Equatable {
  package var name: String
  /// Nil unsets the variable.
  package var value: Template?

  package init(name: String, value: Template?) {
    self.name = name
    self.value = value
  }
}

/// Which variables of swrun's own environment a child sees.
package enum InheritedEnvironment: Sendable, Equatable {
  case all
  case only([String])
}

/// A number that is read from a command's output.
package struct Metric: Sendable, Equatable {
  /// What kind of number it is: it decides which summary is honest.
  package enum Kind: String, Sendable, CaseIterable {
    /// Smaller is better; may be averaged.
    case cost
    /// Larger is better: so much per time.
    case rate
    case count
  }

  /// Where the text is searched.
  package enum Source: Sendable, Equatable {
    case standardOutput
    case standardError
    /// A file, relative to the manifest's folder, that is read after the run.
    case file(Template)
  }

  /// What becomes of several matches.
  package enum Reduction: String, Sendable, CaseIterable {
    case first, last, min, max, sum, mean, median
  }

  package var name: String
  /// A regular expression with at least one group; the first group is the number. Empty for a number that a
  /// built-in workload tells.
  package var pattern: String
  package var unit: String?
  package var kind: Kind
  package var source: Source
  /// Nil: exactly one match is demanded.
  package var reduction: Reduction?
  package var isOptional: Bool

  package init(
    name: String, pattern: String, unit: String? = nil, kind: Kind, source: Source,
    reduction: Reduction? = nil, isOptional: Bool = false
  ) {
    self.name = name
    self.pattern = pattern
    self.unit = unit
    self.kind = kind
    self.source = source
    self.reduction = reduction
    self.isOptional = isOptional
  }

  /// The metric of a built-in workload.
  package init(_ description: MetricDescription) {
    self.init(
      name: description.name, pattern: "", unit: description.unit, kind: description.kind,
      source: .standardOutput)
  }
}

/// When a command's run counts as good.
package struct SuccessCriterion: Sendable, Equatable {
  package var exitCodes: [Int]
  /// Searched for in the standard output; nil: not asked for.
  package var pattern: String?

  package init(exitCodes: [Int] = [0], pattern: String? = nil) {
    self.exitCodes = exitCodes
    self.pattern = pattern
  }
}
