import Executors
import Glibc
import Jobs
import OperatingSystem

// What crosses between the owner and its workers.

/// A value fails at each place on its way, and the tasks around it do not.
@Sendable func stages(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2))
  for place in ["encode-input", "decode-input", "task", "encode-result", "decode-result"] {
    let futures = try ["none", place + " throw", "none"].map {
      try pool.submit(hookTask, HookedInput(orders: $0))
    }
    for future in futures { tell(future) }
  }
  _ = try pool.shutDown()
  print("broken only by its end")
}

/// Bytes that differ from one place to the next, and between two sizes.
private func pattern(_ size: Int) -> [UInt8] {
  let piece = (0..<4093).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7 &+ size) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(size + piece.count)
  while bytes.count < size { bytes += piece }
  bytes.removeLast(bytes.count - size)
  return bytes
}

private func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
  first.count == second.count && memcmp(first, second, first.count) == 0
}

/// Payloads of all sizes come back as they went, one by one and many at once.
@Sendable func sizes(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2))
  let (kib, mib) = (1 << 10, 1 << 20)
  let all =
    Array(0...300) + [64 * kib - 1, 64 * kib, 64 * kib + 1, 512 * kib, 512 * kib + 1, mib - 1, mib, mib + 1]
    + [16 * mib, 64 * mib, 3 * mib + 1, 100]
  var wrong: [Int] = []
  for size in all {
    let input = pattern(size)
    if !areEqual(try pool.submit(echoTask, input).result(), input) { wrong.append(size) }
  }
  let inputs = all.filter { $0 <= mib + 1 }.shuffled().map(pattern)
  let futures = try inputs.map { try pool.submit(echoTask, $0) }
  for (input, future) in zip(inputs, futures) where !areEqual(try future.result(), input) {
    wrong.append(input.count)
  }
  print("\(all.count + inputs.count) sizes, wrong: \(wrong)")
  _ = try pool.shutDown()
}

/// Payloads around the largest that is allowed.
@Sendable func limit(_ start: PoolStart, _ arguments: [String]) throws {
  var configuration = PoolConfiguration(workers: 1)
  configuration.largestPayload = 1 << 20
  let pool = try start.pool(configuration)
  for size in [1 << 20, 1 << 20 + 1] {
    do { print("echo \(try pool.submit(echoTask, pattern(size)).result().count)") } catch {
      print("error: \(error)")
    }
  }
  for size in [1 << 20, 1 << 20 + 1, 1 << 27] {
    do { print("size \(try pool.submit(sizeTask, size).result().count)") } catch { print("error: \(error)") }
  }
  tell(try pool.submit(textTask, "echo after"))
  _ = try pool.shutDown()
}

/// COUNT SIZE: so many results are on their way while the owner hands out tasks; memory stays bounded.
@Sendable func manyResults(_ start: PoolStart, _ arguments: [String]) throws {
  let (tasks, size) = (try integer(arguments[0]), try integer(arguments[1]))
  let pool = try start.pool(PoolConfiguration(workers: 4))
  let before = residentMemory("self")
  var (most, mostOfWorker) = (0, 0)
  var futures = try (0..<tasks).map { _ -> Future<[UInt8]>? in try pool.submit(sizeTask, size) }
  func look() {
    most = max(most, residentMemory("self") - before)
    for pid in pool.pids { mostOfWorker = max(mostOfWorker, residentMemory("\(pid)")) }
  }
  look()
  var right = 0
  for index in futures.indices {
    if let bytes = try futures[index]?.result(), bytes.count == size,
      bytes.first == UInt8(truncatingIfNeeded: size), bytes.last == bytes.first
    {
      right += 1
    }
    futures[index] = nil
    if index % 50 == 0 { look() }
  }
  print("right \(right)")
  print("owner \(most < 600 ? "bounded" : "grew by \(most) MiB")")
  print("workers \(mostOfWorker < 300 ? "bounded" : "as large as \(mostOfWorker) MiB")")
  _ = try pool.shutDown()
}

/// COUNT: so many tasks are handed over before anything is waited for.
@Sendable func manySubmits(_ start: PoolStart, _ arguments: [String]) throws {
  let tasks = try integer(arguments[0])
  let pool = try start.pool(PoolConfiguration(workers: 3))
  let futures = try (0..<tasks).map { try pool.submit(echoTask, [UInt8($0 & 0xff), UInt8($0 >> 8 & 0xff)]) }
  var wrong = 0
  for (index, future) in futures.enumerated()
  where try future.result() != [UInt8(index & 0xff), UInt8(index >> 8 & 0xff)] { wrong += 1 }
  print("wrong \(wrong)")
  _ = try pool.shutDown()
}

/// A task is taken back before it begins, while it runs, and after it.
@Sendable func cancel(_ start: PoolStart, _ arguments: [String]) throws {
  let words = try SharedWords(4)
  var configuration = PoolConfiguration(workers: 1)
  configuration.window = 2
  let pool = try start.pool(configuration)
  let running = try pool.submit(textTask, "hold \(words.path) 1")
  waitUntil { words[1].load() == 1 }
  // One in the window, and one behind it.
  let waiting = try [2, 3].map { try pool.submit(textTask, "mark \(words.path) \($0)") }
  print("running \(running.cancel()) \(running.isRunning)")
  for future in waiting { print("pending \(future.cancel()) \(future.isCancelled) \(future.isDone)") }
  print("again \(waiting[0].cancel())")
  words[0].store(1)
  tell(running)
  print("done \(running.cancel())")
  for future in waiting { tell(future) }
  tell(try pool.submit(textTask, "echo after"))
  _ = try pool.shutDown()
  print("ran \(words[2].load() + words[3].load())")
}

/// Tasks print to both streams.
@Sendable func junk(_ start: PoolStart, _ arguments: [String]) throws {
  let pool = try start.pool(PoolConfiguration(workers: 2))
  let futures = try (0..<20).map { _ in try pool.submit(textTask, "junk 100000") }
  let clean = try futures.filter { try $0.result() == "clean" }.count
  _ = try pool.shutDown()
  print("\nclean \(clean)")
}
