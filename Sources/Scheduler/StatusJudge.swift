import Expressions
import Jobs
import OperatingSystem

/// How a run ended, in the words of the result files.
struct Verdict: Equatable, Sendable {
  var status: Status
  var exitCode: Int?
  /// The signal's name.
  var signal: String?
  var reason: String {
    didSet { reason = Self.oneLine(reason) }
  }

  init(_ status: Status, exitCode: Int? = nil, signal: String? = nil, reason: String = "") {
    self.status = status
    self.exitCode = exitCode
    self.signal = signal
    self.reason = Self.oneLine(reason)
  }

  /// A reason may quote a program or a library; a row is one line.
  private static func oneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      line.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
    }
    return String(line)
  }
}

/// Decides the status of a child from what is known for certain, in this order: the supervisor's own recorded
/// reason, a process that cannot be killed, limits with proof, the signal, the exit code.
struct StatusJudge: Sendable {
  var limits: Limits
  /// Exit codes that count as good.
  var goodExitCodes: [Int] = [0]
  /// The CPUs that the child was bound to; nil where it was not bound.
  var cpus: CPUSet?

  func verdict(on outcome: ChildOutcome) -> Verdict {
    let (exitCode, signal) = Self.end(of: outcome.termination)
    func verdict(_ status: Status, _ reason: String) -> Verdict {
      Verdict(status, exitCode: exitCode, signal: signal, reason: reason)
    }
    if outcome.survivors > 0 {
      return verdict(.unkillable, "\(outcome.survivors) process(es) survive SIGKILL")
    }
    switch outcome.endedBy {
    case .wallTime: return verdict(.timeout, "longer than wall_time \(Self.seconds(limits.wallTime))")
    case .signal(let number): return verdict(.interrupted, "swrun was stopped by \(Signals.name(number))")
    case .deadline: return verdict(.interrupted, "the deadline of the sweep passed")
    case .service: return verdict(.serviceFailed, "a service that it needs has ended")
    case nil: break
    }
    guard let termination = outcome.termination else { return verdict(.unkillable, "it did not end") }
    switch termination.status {
    case .signalled(let number, _): return signalled(number, termination, outcome, verdict)
    case .exited(let code): return exited(Int(code), outcome, termination, verdict)
    }
  }

  private func signalled(
    _ number: Int32, _ termination: Termination, _ outcome: ChildOutcome,
    _ verdict: (Status, String) -> Verdict
  ) -> Verdict {
    let name = Signals.name(number)
    if let limit = limits.cpuTime {
      let used = termination.usage.userSeconds + termination.usage.systemSeconds
      if number == Signals.cpuLimit || (number == Signals.kill && used >= 0.5 * (limit.rounded(.up) + 1)) {
        return verdict(.cpuLimit, "more than cpu_time \(Self.seconds(limit)); ended by \(name)")
      }
    }
    if number == Signals.fileSizeLimit, let limit = limits.fileSize {
      return verdict(.fileSize, "a file larger than file_size \(limit) bytes; ended by \(name)")
    }
    if let proof = Self.memoryProof(outcome), limits.addressSpace != nil {
      return verdict(.outOfMemory, "address_space is used up (\(proof)); ended by \(name)")
    }
    var reason = "ended by \(name), which swrun did not send"
    if number == Signals.segmentationFault, let stack = limits.stack {
      reason += "; the limit stack is \(stack) bytes"
    }
    if number == Signals.illegalInstruction { reason += " (Swift programs trap with it)" }
    return verdict(.crashed, reason)
  }

  private func exited(
    _ code: Int, _ outcome: ChildOutcome, _ termination: Termination, _ verdict: (Status, String) -> Verdict
  ) -> Verdict {
    if !goodExitCodes.contains(code) {
      if limits.addressSpace != nil {
        if code == 127, Self.text(outcome.standardError).contains("error while loading shared libraries") {
          return verdict(.spawnFailed, "the limit address_space is too low to load the program")
        }
        if let proof = Self.memoryProof(outcome) {
          return verdict(.outOfMemory, "address_space is used up (\(proof)); exit code \(code)")
        }
      }
      return verdict(.failed, "exit code \(code)")
    }
    if let cpus, let now = termination.cpus, now != cpus {
      return verdict(.affinity, "bound to CPUs \(cpus), but at the end it was bound to \(now)")
    }
    return verdict(.ok, "")
  }

  private static func end(of termination: Termination?) -> (exitCode: Int?, signal: String?) {
    switch termination?.status {
    case .exited(let code): (Int(code), nil)
    case .signalled(let number, _): (nil, Signals.name(number))
    case nil: (nil, nil)
    }
  }

  /// What allocators print when they give up.
  private static let memoryMessages = [
    "failed to allocate", "MemoryError", "std::bad_alloc", "Cannot allocate memory", "memory exhausted",
    "out of memory", "Out of memory",
  ]

  private static func memoryProof(_ outcome: ChildOutcome) -> String? {
    let text = text(outcome.standardError)
    return memoryMessages.first { text.contains($0) }.map { "it printed '\($0)'" }
  }

  private static func text(_ stream: CapturedStream) -> String {
    String(decoding: stream.tail, as: UTF8.self)
  }

  private static func seconds(_ seconds: Double) -> String {
    NumberFormat.shortest(seconds) + " s"
  }
}
