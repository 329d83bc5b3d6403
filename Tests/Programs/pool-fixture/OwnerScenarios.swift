import Executors
import Glibc
import Jobs
import OperatingSystem

// What the owner may do with pools and futures at unusual moments.

/// Tasks are handed over from callbacks, which also wait for other tasks.
@Sendable func callbacks(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2))
  var told: [String] = []
  func chain(_ depth: Int) throws {
    try pool.submit(textTask, "echo \(depth)").whenDone { future in
      do {
        told.append(try future.result())
        if depth == 3 { told.append(try pool.submit(textTask, "echo inner").result()) }
        if depth < 5 { try chain(depth + 1) }
      } catch {
        told.append("error: \(error)")
      }
    }
  }
  try chain(1)
  waitUntil { pool.isBroken || (try? pool.submit(textTask, "echo tick").result()) == nil || told.count == 6 }
  print(told.joined(separator: " "))
  // After the end, and after the break, a callback is told at once.
  let last = try pool.submit(textTask, "echo last")
  last.whenDone { _ in report { _ = try pool.submit(textTask, "echo late") } }
  _ = try pool.shutDown()
  last.whenDone { tell($0) }
  let broken = try start.pool(PoolConfiguration(workers: 1))
  let doomed = try broken.submit(doomedTask, [])
  let other = try broken.submit(textTask, "echo never")
  doomed.whenDone { _ in
    tell(other)
    report { _ = try broken.submit(textTask, "echo late") }
  }
  tell(doomed)
}

/// A callback of a task that could not even be encoded waits for one that stands behind it.
@Sendable func refusedCallback(_ start: PoolStart, _ arguments: [String]) throws {
  let words = try SharedWords(2)
  var configuration = PoolConfiguration(workers: 1)
  configuration.window = 1
  let pool = try start.pool(configuration)
  let held = try pool.submit(textTask, "hold \(words.path) 1")
  let refused = try pool.submit(hookTask, HookedInput(orders: "encode-input throw"))
  let behind = try (1...3).map { try pool.submit(textTask, "echo \($0)") }
  refused.whenDone { _ in tell(behind[0]) }
  words[0].store(1)
  tell(held)
  tell(refused)
  for future in behind { tell(future) }
  _ = try pool.shutDown()
}

/// A pool that has ended is ended again, and used.
@Sendable func ended(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2, capacity: 2))
  let future = try pool.submit(textTask, "echo 1")
  let first = try pool.shutDown()
  print("same \(try pool.shutDown() == first) \(try pool.shutDown(.cancel()) == first)")
  report { _ = try pool.submit(textTask, "echo late") }
  report { _ = try pool.run(tasks: 2, chunk: .auto) }
  print("broken \(pool.isBroken) done \(future.isDone) cancel \(future.cancel())")
  tell(future)
}

/// Pools are let go while tasks run and wait; their futures are used after that.
@Sendable func letGo(_ start: PoolStart, _ arguments: [String]) throws {
  let words = try SharedWords(2)
  var futures: [Future<String>] = []
  func use() throws {
    let pool = try start.pool(PoolConfiguration(workers: 1))
    futures.append(try pool.submit(textTask, "echo read"))
    tell(futures[0])
    futures.append(try pool.submit(textTask, "hold \(words.path) 1"))
    futures.append(try pool.submit(textTask, "echo behind"))
    futures[2].whenDone { future in
      print("callback")
      tell(future)
    }
    waitUntil { words[1].load() != 0 }
  }
  try use()
  print("gone")
  for future in futures {
    tell(future)
    print("\(future.isRunning) \(future.isDone) \(future.isCancelled) \(future.cancel())")
  }
}

/// ROUNDS SEED: pools at work with payloads of all sizes, in which a worker is killed at a random moment. Each
/// future has its right result or the error of a broken pool.
@Sendable func chaos(_ start: PoolStart, _ arguments: [String]) throws {
  var random = SmallGenerator(state: UInt64(try integer(arguments[1])))
  var (results, broken, wrong) = (0, 0, 0)
  for _ in 0..<(try integer(arguments[0])) {
    var configuration = PoolConfiguration(workers: Int.random(in: 1...4, using: &random))
    configuration.window = [1, 2, 7, 4096].randomElement(using: &random) ?? 1
    configuration.tasksPerWorker = [nil, 1, 5].randomElement(using: &random) ?? nil
    let pool = try start.pool(configuration)
    let tasks = Int.random(in: 1...60, using: &random)
    let doomed = Int.random(in: 0..<2 * tasks, using: &random)
    var futures: [(size: Int, future: Future<[UInt8]>)] = []
    for task in 0..<tasks {
      if task == doomed, let pid = pool.pids.randomElement(using: &random) { kill(pid, SIGKILL) }
      let size = 1 << Int.random(in: 0...22, using: &random)
      let input = [UInt8](repeating: UInt8(truncatingIfNeeded: task), count: size)
      do { futures.append((size, try pool.submit(echoTask, input))) } catch { break }
      if task % 7 == 3 { _ = try? futures[task / 2].future.result(within: 0.01) }
    }
    if doomed == tasks, let pid = pool.pids.randomElement(using: &random) { kill(pid, SIGKILL) }
    for (task, (size, future)) in futures.enumerated() {
      do {
        let bytes = try future.result()
        let isRight = bytes.count == size && bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: task) }
        if isRight { results += 1 } else { wrong += 1 }
      } catch {
        switch error {
        case .poolBroken(_, .workerDied(_, .killed(signal: 9), _)): broken += 1
        // One that was to take another's place, and had not come so far.
        case .poolBroken(_, .cannotStart(let reason)) where reason.contains("SIGKILL before it was ready"):
          broken += 1
        default: throw error
        }
      }
    }
    _ = try? pool.shutDown(.cancel())
  }
  print("wrong \(wrong) some results \(results > 0) some broken \(broken > 0)")
}

/// SplitMix64, so that a seed tells all.
private struct SmallGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
