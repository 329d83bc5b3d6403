import Jobs
import Results
import Testing

@Suite struct CompletedRunsTests {
  /// The runs of some rows: repetition, attempt, status and phase of each.
  private func runs(_ rows: [(Int, Int, Status, Phase)]) -> CompletedRuns {
    var runs = CompletedRuns()
    for (index, (repetition, attempt, status, phase)) in rows.enumerated() {
      var row = sampleRun(index + 1, cell: "c1", repetition: repetition)
      (row.attempt, row.status, row.phase) = (attempt, status, phase)
      runs.add(row)
    }
    return runs
  }

  @Test func `a run with a row is done whatever came of it`() {
    for status in Status.allCases {
      let isDone = status != .interrupted && status != .skipped
      #expect(runs([(1, 1, status, .timed)]).isDone(cell: "c1", repetition: 1) == isDone)
    }
  }

  @Test func `a run that was interrupted and measured again is done`() {
    let runs = runs([(2, 1, .interrupted, .timed), (2, 2, .ok, .timed)])
    let run = runs.run(cell: "c1", repetition: 2)
    #expect(run?.attempt == 2 && run?.status == .ok && run?.isDone == true)
    #expect(runs.doneCount == 1)
  }

  @Test func `other repetitions and cells are not done`() {
    let runs = runs([(2, 1, .ok, .timed)])
    #expect(!runs.isDone(cell: "c1", repetition: 1))
    #expect(!runs.isDone(cell: "c1", repetition: 3))
    #expect(!runs.isDone(cell: "c2", repetition: 2))
    #expect(!runs.isDone(cell: "c1", repetition: 0))
  }

  @Test func `reference runs are counted apart`() {
    let runs = runs([(1, 1, .ok, .reference)])
    #expect(runs.isDone(cell: "c1", phase: .reference, repetition: 1))
    #expect(!runs.isDone(cell: "c1", repetition: 1))
  }

  @Test func `warm-up rows make no run done`() {
    let runs = runs([(1, 1, .ok, .warmup)])
    #expect(!runs.isDone(cell: "c1", repetition: 1))
    #expect(runs.nextSeq == 2)
  }

  @Test func `what was measured again stands for its timed run`() {
    let runs = runs([(1, 1, .ok, .timed), (1, 2, .crashed, .retry)])
    #expect(runs.isDone(cell: "c1", repetition: 1))
    #expect(runs.isFailed(cell: "c1", repetition: 1))
    #expect(runs.nextAttempt(cell: "c1", repetition: 1) == 3)
  }

  @Test func `an attempt to measure again that is interrupted leaves what there is`() {
    let runs = runs([
      (1, 1, .ok, .timed), (1, 2, .interrupted, .retry), (1, 1, .ok, .reference),
      (1, 2, .interrupted, .reference),
    ])
    #expect(runs.run(cell: "c1", repetition: 1)?.status == .ok)
    #expect(runs.run(cell: "c1", phase: .reference, repetition: 1)?.status == .ok)
    #expect(runs.nextAttempt(cell: "c1", repetition: 1) == 3)
  }

  @Test func `the last row decides what has failed`() {
    let runs = runs([
      (1, 1, .timeout, .timed), (2, 1, .failed, .timed), (3, 1, .ok, .timed), (2, 2, .ok, .timed),
    ])
    #expect(runs.isFailed(cell: "c1", repetition: 1))
    #expect(!runs.isFailed(cell: "c1", repetition: 2))
    #expect(!runs.isFailed(cell: "c1", repetition: 3))
    #expect(!runs.isFailed(cell: "c1", repetition: 4))
  }

  @Test func `attempts go on after the highest`() {
    let runs = runs([(1, 1, .failed, .timed), (1, 2, .failed, .timed)])
    #expect(runs.nextAttempt(cell: "c1", repetition: 1) == 3)
    #expect(runs.nextAttempt(cell: "c1", repetition: 2) == 1)
    #expect(runs.highestAttempt == 2)
  }

  @Test func `segments and numbers go on after the last`() {
    var runs = CompletedRuns()
    #expect(runs.lastSegment == 0 && runs.nextSeq == 1)
    var row = sampleRun(41)
    row.segment = 3
    runs.add(row)
    #expect(runs.lastSegment == 3 && runs.nextSeq == 42)
    #expect(runs.cellKeys == [row.cell])
  }
}
