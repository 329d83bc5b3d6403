/// What a child shall be: all of it is settled before the fork.
package struct ChildSpecification: Sendable {
  /// The path of the program; nil for a child that runs a function of ours.
  package var program: String?
  /// The program's arguments, its name first.
  package var arguments: [String]
  /// The program's whole environment; a function keeps ours.
  package var environment: [EnvironmentVariable]
  /// The working folder; nil keeps ours.
  package var directory: String?
  /// The descriptor that becomes standard input; nil is `/dev/null`.
  package var standardInput: Int32?
  /// The descriptor that becomes standard output; nil is `/dev/null`.
  package var standardOutput: Int32?
  /// The descriptor that becomes standard error; nil is `/dev/null`.
  package var standardError: Int32?
  /// Limits, set in this order and read back.
  package var limits: [LimitSetting] = []
  /// The CPUs to run on, set and read back; nil keeps ours.
  package var cpus: CPUSet?
  /// An open `cgroup.procs` of the group to join.
  package var cgroupProcesses: Int32?
  /// Whether the child leads a new session, which signals from the terminal do not reach.
  package var newSession = true
  /// Whether its orphaned descendants become its children, instead of ours.
  package var adoptsOrphans = false
  /// The name of a function's process, of at most 15 bytes, by which the keeper knows it and its forks.
  package var processName: String?
  /// Further descriptors, above 2, that stay open under their numbers. All others are closed.
  package var keptDescriptors: [Int32] = []
  /// Allows the fork of a process with several threads, whose locks may be held for ever in the child.
  package var allowsSeveralThreads = false

  /// A child that runs a program.
  ///
  /// - Parameters:
  ///   - program: its path, as `ProgramLookup` finds it.
  ///   - arguments: with its name first.
  ///   - environment: all of its environment.
  package init(program: String, arguments: [String], environment: [EnvironmentVariable]) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
  }

  /// A child that runs a function, by a fork without exec.
  package init() {
    program = nil
    arguments = []
    environment = []
  }
}

/// One variable of an environment.
package struct EnvironmentVariable: Equatable, Sendable {
  /// The name, without `=`.
  package var name: String
  /// The value.
  package var value: String

  /// A variable with its value.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The step of starting a child at which it failed; the words stand in results.
package enum SpawnStage: Int32, Sendable {
  /// The caller has more than one thread, or its threads cannot be counted.
  case threads = 1
  /// No pipe for the child's report.
  case pipe
  /// No process.
  case fork
  /// The signal at the parent's death.
  case parent
  /// The new session.
  case session
  /// Joining the cgroup.
  case containment
  /// Changing to the working folder.
  case directory
  /// Standard input, output and error.
  case streams
  /// Closing all other descriptors.
  case descriptors
  /// The CPUs were refused, or silently changed.
  case affinity
  /// A limit was refused, or silently changed.
  case limits
  /// Resetting signals.
  case signals
  /// Running the program.
  case exec

  /// The word for results, such as `exec`.
  package var name: String { "\(self)" }
}

/// A child could not be started; there is none.
package struct SpawnError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The step that failed.
  package var stage: SpawnStage
  /// The system's error; 0 where a value read back differs from the one asked for.
  package var code: Int32
  /// What the step was about: the program, the folder, the limit, the CPUs.
  package var subject: String?

  /// A failure with its place.
  package init(stage: SpawnStage, code: Int32, subject: String? = nil) {
    self.stage = stage
    self.code = code
    self.subject = subject
  }

  /// The system's name of the code, such as `ENOENT`; `changed` for 0.
  package var codeName: String { code == 0 ? "changed" : Errno.name(of: code) }

  /// For example: `exec '/bin/nosuch': no such file or directory`.
  package var description: String {
    let place = subject.map { "\(stage.name) '\($0)'" } ?? stage.name
    switch (stage, code) {
    case (.threads, 0): return "\(place): this process has more than one thread, so it must not fork"
    case (.affinity, 0): return "\(place): the system granted other CPUs than these"
    case (.limits, 0): return "\(place): the system granted another limit"
    default: return "\(place): \(Errno.reason(of: code))"
    }
  }
}
