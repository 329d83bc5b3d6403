import Executors
import OperatingSystem
import Testing

/// What people read when a pool or a task fails.
@Suite struct PoolErrorTests {
  @Test(arguments: [
    (
      PoolError.workerDied(worker: 2, end: .killed(signal: 9), task: 17),
      "worker 2 was killed by SIGKILL while running task 17"
    ),
    (.workerDied(worker: 1, end: .exited(code: 3), task: nil), "worker 1 exited with code 3 between tasks"),
    (
      .workerStayed(worker: 2, seconds: 5, task: nil),
      "worker 2 did not leave within 5 s of being told to and was killed"
    ),
    (
      .workerStayed(worker: 2, seconds: 0.5, task: 3),
      "worker 2 did not leave within 0.5 s of being told to, still running task 3, and was killed"
    ),
    (
      .threadStayed(worker: 2, seconds: 0.5, task: nil),
      "worker 2 did not end within 0.5 s of being told to: its thread goes on by itself"
    ),
    (
      .threadStayed(worker: 2, seconds: 0.5, task: 3),
      "worker 2 did not end within 0.5 s of being told to, still running task 3: its thread goes on by itself"
    ),
    (.cannotStart(reason: "no memory"), "the workers cannot be started: no memory"),
    (
      .affinity(worker: 1, cpu: 8191, reason: "invalid argument"),
      "worker 1 cannot be bound to CPU 8191: invalid argument"
    ),
    (.initialiserFailed(worker: 3, message: "no licence"), "worker 3 could not prepare itself: no licence"),
    (.taskFailed(task: 41, message: "no luck"), "task 41: no luck"),
    (
      .refused(task: "double", reason: "it captures state"),
      "task 'double' cannot cross to the workers: it captures state"
    ),
    (.alreadyBroken, "the pool has broken before: start a new one"),
    (.alreadyEnded, "the pool has ended: start a new one"),
  ])
  func `the text of a pool's error`(error: PoolError, text: String) {
    #expect(error.description == text)
  }

  @Test func `the text of an error of the system`() {
    let error = Errno(code: 12, operation: "mmap")
    #expect(PoolError.system(error).description == "waiting for the workers failed: \(error)")
  }

  @Test(arguments: [
    (TaskError.failed(task: 3, type: "Complaint", message: "no luck"), "task 3 failed: no luck (Complaint)"),
    (.cancelled(task: 3), "task 3 was cancelled before it began"),
    (
      .poolBroken(task: 3, cause: .workerDied(worker: 2, end: .killed(signal: 11), task: 3)),
      "task 3 has no result: worker 2 was killed by SIGSEGV while running it"
    ),
    (
      .poolBroken(task: 4, cause: .workerDied(worker: 2, end: .killed(signal: 11), task: 3)),
      "task 4 has no result: worker 2 was killed by SIGSEGV while running task 3"
    ),
    (
      .poolBroken(task: 4, cause: .workerDied(worker: 2, end: .exited(code: 0), task: nil)),
      "task 4 has no result: worker 2 exited with code 0 between tasks"
    ),
    (
      .poolBroken(task: 4, cause: .alreadyEnded), "task 4 has no result: the pool has ended: start a new one"
    ),
    (
      .notTransferred(task: 1, stage: .encodingInput, message: "too deep"),
      "task 1: its input cannot be encoded: too deep"
    ),
    (
      .notTransferred(task: 1, stage: .decodingInput, message: "too deep"),
      "task 1: its input cannot be decoded: too deep"
    ),
    (
      .notTransferred(task: 1, stage: .encodingResult, message: "too deep"),
      "task 1: its result cannot be encoded: too deep"
    ),
    (
      .notTransferred(task: 1, stage: .decodingResult, message: "too deep"),
      "task 1: its result cannot be decoded: too deep"
    ),
    (
      .tooLarge(task: 9, bytes: 2000, limit: 1000),
      "task 9: its result of 2000 bytes is larger than the limit of 1000 bytes"
    ),
    (.timedOut(task: 9, seconds: 0.5), "task 9 was not done within 0.5 s"),
  ])
  func `the text of a task's error`(error: TaskError, text: String) {
    #expect(error.description == text)
  }
}
