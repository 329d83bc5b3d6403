import Jobs

/// The results of a map, in the order of its inputs.
package final class OrderedResults<Output> {
  private let submit: (Range<Int>) throws(PoolError) -> Future<[Result<Output, TaskError>]>
  private let count: Int
  private let bundles: Int
  private let fixed: Int?
  private var handedOut = 0
  private var ahead: [Future<[Result<Output, TaskError>]>?] = []
  private var aheadStart = 0
  private var current: [Result<Output, TaskError>] = []
  private var position = 0
  /// Why the rest could not be handed out, and the number that its first task would have had.
  private var refusal: (cause: PoolError, number: Int)?
  /// Nanoseconds and tasks of the bundles that are done.
  private var time: UInt64 = 0
  private var done = 0

  /// What a bundle should take, in nanoseconds: so much that what its submission costs is small beside it.
  private static var bundleTime: UInt64 { 200_000 }

  init<Input: Portable>(
    _ submission: TaskSubmission, _ task: PoolTask<Input, Output>, _ inputs: [Input], chunk: Chunk,
    workers: Int
  ) throws(PoolError) where Output: Portable {
    submit = { (range) throws(PoolError) in try submission.submit(task, bundle: inputs[range]) }
    count = inputs.count
    switch chunk {
    case .auto:
      fixed = nil
      bundles = 4 * workers
    case .tasks(let size):
      fixed = max(1, size)
      bundles = .max
    }
    try handOut()
  }

  /// The next result; nil after the last.
  ///
  /// - Throws: the error of this element's task; the elements after it can still be read.
  package func next() throws(TaskError) -> Output? {
    while position == current.count {
      guard aheadStart < ahead.count, let bundle = ahead[aheadStart] else { return try nextRefused() }
      // What was read is not held any longer.
      ahead[aheadStart] = nil
      aheadStart += 1
      if aheadStart > 1024, aheadStart > ahead.count / 2 {
        ahead.removeFirst(aheadStart)
        aheadStart = 0
      }
      open(bundle)
    }
    defer { position += 1 }
    return try current[position].get()
  }

  /// All results in order; the first error ends the reading.
  package func all() throws(TaskError) -> [Output] {
    var results: [Output] = []
    while let result = try next() { results.append(result) }
    return results
  }

  /// Each element that could not be handed out has its error.
  private func nextRefused() throws(TaskError) -> Output? {
    guard let (cause, number) = refusal, handedOut < count else { return nil }
    handedOut += 1
    refusal?.number += 1
    throw .poolBroken(task: number, cause: cause)
  }

  private func open(_ bundle: Future<[Result<Output, TaskError>]>) {
    position = 0
    do throws(TaskError) {
      current = try bundle.result()
    } catch {
      // One error for all: each element has its own.
      current = (0..<Int(bundle.size)).map { .failure(error.moved(by: $0)) }
    }
    note(bundle)
    do throws(PoolError) {
      if refusal == nil { try handOut() }
    } catch {
      let last = ahead.last.flatMap { $0 } ?? bundle
      refusal = (error, last.number + Int(last.size))
    }
  }

  private func note(_ bundle: Future<[Result<Output, TaskError>]>) {
    guard let activity = bundle.activity else { return }
    time += activity.finished - min(activity.started, activity.finished)
    done += Int(bundle.size)
  }

  private func handOut() throws(PoolError) {
    while handedOut < count, ahead.count - aheadStart < bundles {
      let size = min(nextSize, count - handedOut)
      let future = try submit(handedOut..<handedOut + size)
      future.size = Int32(clamping: size)
      ahead.append(future)
      handedOut += size
    }
  }

  private var nextSize: Int {
    if let fixed { return fixed }
    guard done > 0 else { return 1 }
    let mean = max(1, time / UInt64(done))
    return max(1, min(Int(Self.bundleTime / mean), (count - handedOut) / bundles))
  }
}

/// Futures in the order in which they are done.
package final class CompletionOrder<Output> {
  private var desk: TaskDesk?
  private var done: [Future<Output>] = []
  private var taken = 0
  private let count: Int

  init(_ futures: [Future<Output>]) {
    desk = futures.first?.desk
    count = futures.count
    for future in futures { future.addCallback { [weak self, unowned future] in self?.done.append(future) } }
  }

  /// The next one that is done; nil after the last, or where the time is over before.
  ///
  /// - Parameter seconds: how long it is waited for; nil: until it is done.
  package func next(within seconds: Double? = nil) -> Future<Output>? {
    guard taken < count, let desk else { return nil }
    guard desk.wait(within: seconds, { [self] in done.count > taken }) else { return nil }
    defer { taken += 1 }
    return done[taken]
  }
}
