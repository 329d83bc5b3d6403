import Jobs
import OperatingSystem
import Testing

@testable import Scheduler

/// The verdict on a child, from ends that are only described.
struct StatusJudgeTests {
  private func outcome(
    _ status: OperatingSystem.ExitStatus?, by reason: EndReason? = nil, cpuSeconds: Double = 0,
    errors: String = "",
    cpus: CPUSet? = nil
  ) -> ChildOutcome {
    var usage = ResourceUsage()
    usage.userSeconds = cpuSeconds
    var outcome = ChildOutcome(outerWall: 1)
    outcome.termination = status.map { Termination(status: $0, usage: usage, cpus: cpus) }
    outcome.endedBy = reason
    outcome.standardError.tail = Array(errors.utf8)
    return outcome
  }

  private func killed(_ number: Int32) -> OperatingSystem.ExitStatus {
    .signalled(number: number, core: false)
  }

  @Test func `a run that was ended for the death of a service says so, whatever it did itself`() {
    let verdict = StatusJudge(limits: Limits()).verdict(on: outcome(.exited(code: 0), by: .service))
    #expect(verdict.status == .serviceFailed)
    #expect(verdict.exitCode == 0)
  }

  @Test func `exit code 0 is ok`() {
    let verdict = StatusJudge(limits: Limits()).verdict(on: outcome(.exited(code: 0)))
    #expect(verdict == Verdict(.ok, exitCode: 0))
  }

  @Test func `another exit code is a failure that keeps it`() {
    let verdict = StatusJudge(limits: Limits()).verdict(on: outcome(.exited(code: 71)))
    #expect(verdict == Verdict(.failed, exitCode: 71, reason: "exit code 71"))
  }

  @Test func `only the exit codes that count as good are good`() {
    let judge = StatusJudge(limits: Limits(), goodExitCodes: [3, 4])
    #expect(judge.verdict(on: outcome(.exited(code: 4))).status == .ok)
    #expect(judge.verdict(on: outcome(.exited(code: 0))).status == .failed)
  }

  @Test func `a signal that swrun did not send is a crash with its name`() {
    let verdict = StatusJudge(limits: Limits()).verdict(on: outcome(killed(Signals.abort)))
    #expect(verdict.status == .crashed)
    #expect(verdict.signal == "SIGABRT")
    #expect(verdict.exitCode == nil)
  }

  @Test func `the recorded reason wins over an exit code of 0`() {
    var limits = Limits()
    limits.wallTime = 0.5
    let verdict = StatusJudge(limits: limits).verdict(on: outcome(.exited(code: 0), by: .wallTime))
    #expect(verdict.status == .timeout)
    #expect(verdict.reason == "longer than wall_time 0.5 s")
    #expect(verdict.exitCode == 0)
  }

  @Test(arguments: [EndReason.signal(Signals.interrupt), .deadline])
  func `what swrun stopped is interrupted, however it ended`(_ reason: EndReason) {
    let judge = StatusJudge(limits: Limits())
    #expect(judge.verdict(on: outcome(.exited(code: 1), by: reason)).status == .interrupted)
    #expect(judge.verdict(on: outcome(killed(Signals.kill), by: reason)).status == .interrupted)
  }

  @Test func `a process that survives is unkillable, whatever else holds`() {
    var survivor = outcome(.exited(code: 0), by: .wallTime)
    survivor.survivors = 2
    #expect(StatusJudge(limits: Limits()).verdict(on: survivor).status == .unkillable)
    #expect(StatusJudge(limits: Limits()).verdict(on: outcome(nil)).status == .unkillable)
  }

  @Test func `SIGXCPU, or SIGKILL after the CPU time is used up, is the limit on it`() {
    var limits = Limits()
    limits.cpuTime = 2
    let judge = StatusJudge(limits: limits)
    #expect(judge.verdict(on: outcome(killed(Signals.cpuLimit))).status == .cpuLimit)
    #expect(judge.verdict(on: outcome(killed(Signals.kill), cpuSeconds: 3)).status == .cpuLimit)
    #expect(judge.verdict(on: outcome(killed(Signals.kill), cpuSeconds: 0.1)).status == .crashed)
  }

  @Test func `without a limit on CPU time its signal is a crash`() {
    let verdict = StatusJudge(limits: Limits()).verdict(on: outcome(killed(Signals.cpuLimit), cpuSeconds: 9))
    #expect(verdict.status == .crashed)
  }

  @Test func `SIGXFSZ is the limit on file sizes only where there is one`() {
    var limits = Limits()
    #expect(
      StatusJudge(limits: limits).verdict(on: outcome(killed(Signals.fileSizeLimit))).status == .crashed)
    limits.fileSize = 1024
    let verdict = StatusJudge(limits: limits).verdict(on: outcome(killed(Signals.fileSizeLimit)))
    #expect(verdict.status == .fileSize)
    #expect(verdict.reason.contains("1024 bytes"))
  }

  @Test(arguments: ["Fatal error: failed to allocate 8 bytes", "MemoryError", "std::bad_alloc"])
  func `out of memory needs a limit and a message that proves it`(_ message: String) {
    var limits = Limits()
    let aborted = outcome(killed(Signals.abort), errors: message)
    #expect(StatusJudge(limits: limits).verdict(on: aborted).status == .crashed)
    limits.addressSpace = 1 << 28
    let judge = StatusJudge(limits: limits)
    #expect(judge.verdict(on: aborted).status == .outOfMemory)
    #expect(judge.verdict(on: outcome(.exited(code: 1), errors: message)).status == .outOfMemory)
    #expect(judge.verdict(on: outcome(.exited(code: 1), errors: "no such file")).status == .failed)
    #expect(judge.verdict(on: outcome(.exited(code: 0), errors: message)).status == .ok)
  }

  @Test func `a loader that finds no address space is no failure of the program`() {
    var limits = Limits()
    let loader = outcome(.exited(code: 127), errors: "error while loading shared libraries: libc.so.6: …")
    #expect(StatusJudge(limits: limits).verdict(on: loader).status == .failed)
    limits.addressSpace = 4 << 20
    #expect(StatusJudge(limits: limits).verdict(on: loader).status == .spawnFailed)
  }

  @Test func `a segmentation fault names the limit on the stack`() {
    var limits = Limits()
    limits.stack = 65536
    let verdict = StatusJudge(limits: limits).verdict(on: outcome(killed(Signals.segmentationFault)))
    #expect(verdict.status == .crashed)
    #expect(verdict.reason.contains("65536 bytes"))
  }

  @Test func `other CPUs at the end than at the start are flagged`() {
    let judge = StatusJudge(limits: Limits(), cpus: CPUSet([0]))
    #expect(judge.verdict(on: outcome(.exited(code: 0), cpus: CPUSet([0, 1]))).status == .affinity)
    #expect(judge.verdict(on: outcome(.exited(code: 0), cpus: CPUSet([0]))).status == .ok)
    #expect(judge.verdict(on: outcome(.exited(code: 0), cpus: nil)).status == .ok)
    #expect(judge.verdict(on: outcome(.exited(code: 1), cpus: CPUSet([0, 1]))).status == .failed)
  }

  @Test func `a reason is one line without control characters`() {
    #expect(Verdict(.failed, reason: "a\nb\u{1b}c\u{7f}").reason == "a b c ")
  }
}
