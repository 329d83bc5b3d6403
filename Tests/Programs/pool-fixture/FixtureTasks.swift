import Executors
import Glibc
import Jobs
import OperatingSystem

/// What this program knows when it is a worker program, and what workers know that are forked from it.
nonisolated var fixtureRegistry: TaskRegistry {
  var registry = TaskRegistry()
  registry.register(textTask)
  registry.register(echoTask)
  registry.register(sizeTask)
  registry.register(doomedTask)
  registry.register(hookTask)
  registry.registerWork("fixture") { recipe in
    try fixtureWork(String(decoding: recipe, as: UTF8.self).split(separator: " ").map(String.init))
  }
  return registry
}

/// Gives back its input.
nonisolated let echoTask = PoolTask<[UInt8], [UInt8]>(registered: "echo") { input, _ in input }
/// Gives back so many bytes.
nonisolated let sizeTask = PoolTask<Int, [UInt8]>(registered: "size") { input, _ in
  [UInt8](repeating: UInt8(truncatingIfNeeded: input), count: input)
}
/// Kills its worker.
nonisolated let doomedTask = PoolTask<[UInt8], Int>(registered: "doomed") { _, _ in
  kill(getpid(), SIGKILL)
  return 0
}
/// Fails where its orders say.
nonisolated let hookTask = PoolTask<HookedInput, HookedOutput>(registered: "hook") { input, _ in
  try obey(input.orders, at: "task")
  return HookedOutput(orders: input.orders)
}
/// Does what its words say.
nonisolated let textTask = PoolTask<String, String>(registered: "text") { text, context in
  let words = text.split(separator: " ").map(String.init)
  guard let verb = words.first, let act = verbs[verb] else {
    throw Complaint(description: "no verb in '\(text)'")
  }
  return try act(Array(words.dropFirst()), context)
}

// MARK: - Hooks

/// `PLACE HOW`: a process dies, or throws, where the value is at this place.
struct HookedInput: Portable {
  var orders: String

  init(orders: String) { self.orders = orders }

  init(decoding bytes: UnsafeRawBufferPointer) throws {
    orders = String(decoding: bytes, as: UTF8.self)
    try obey(orders, at: "decode-input")
  }

  func encode(into bytes: inout [UInt8]) throws {
    try obey(orders, at: "encode-input")
    bytes += orders.utf8
  }
}

/// The same on the way back.
struct HookedOutput: Portable, CustomStringConvertible {
  var orders: String
  var description: String { "of '\(orders)'" }

  init(orders: String) { self.orders = orders }

  init(decoding bytes: UnsafeRawBufferPointer) throws {
    orders = String(decoding: bytes, as: UTF8.self)
    try obey(orders, at: "decode-result")
  }

  func encode(into bytes: inout [UInt8]) throws {
    try obey(orders, at: "encode-result")
    bytes += orders.utf8
  }
}

private func obey(_ orders: String, at place: String) throws {
  let words = orders.split(separator: " ")
  guard words.count == 2, words[0] == place else { return }
  if words[1] == "throw" { throw Complaint(description: "no luck at \(place)") }
  try die(String(words[1]))
}

// MARK: - Verbs

nonisolated private let verbs: [String: @Sendable ([String], TaskContext) throws -> String] = [
  "echo": { words, _ in words.joined(separator: " ") },
  "pid": { _, _ in "\(getpid())" },
  "padded-pid": { words, _ in
    "\(getpid()) " + String(repeating: "x", count: try integer(words[0]))
  },
  "mark": { words, _ in
    let shared = try SharedWords(path: words[0])
    try withExtendedLifetime(shared) { _ = shared[try integer(words[1])].addRelaxed(1) }
    return "marked"
  },
  "hold": hold, "die-late": dieLate, "sleep": nap, "junk": junk, "descriptors": descriptors,
  "state": { words, _ in try workerState(words) },
  "flood": { _, _ in flood() },
  "nested": nested,
]

/// PATH NUMBER: tells by the word of its worker that it runs, and goes on when word 0 is not 0.
@Sendable private func hold(_ words: [String], _ context: TaskContext) throws -> String {
  let shared = try SharedWords(path: words[0])
  let number = UInt64(try integer(words[1]))
  withExtendedLifetime(shared) {
    shared[context.worker].store(number)
    while shared[0].load() == 0 { usleep(500) }
  }
  return "held"
}

/// MILLISECONDS: kills its worker after that time.
@Sendable private func dieLate(_ words: [String], _ context: TaskContext) throws -> String {
  usleep(UInt32(try integer(words[0])) * 1000)
  try die("kill")
  return ""
}

/// MILLISECONDS
@Sendable private func nap(_ words: [String], _ context: TaskContext) throws -> String {
  usleep(UInt32(try integer(words[0])) * 1000)
  return "slept"
}

/// BYTES: prints so much to both streams, in a line, beside the result.
@Sendable private func junk(_ words: [String], _ context: TaskContext) throws -> String {
  let text = String(repeating: "\u{1}junk", count: try integer(words[0]) / 5)
  print(text)
  fflush(nil)
  try CurrentProcess.writeToError(text)
  return "clean"
}

/// What the worker's descriptors above 2 are, sorted.
@Sendable private func descriptors(_ words: [String], _ context: TaskContext) throws -> String {
  var names: [String] = []
  var buffer = [UInt8](repeating: 0, count: 512)
  for number in 0..<1024 {
    let length = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
    if length < 0 { continue }
    let target = String(decoding: buffer[..<length], as: UTF8.self)
    if number > 2 { names.append(target) }
  }
  return names.sorted().joined(separator: ", ")
}

/// Takes memory until there is none.
private func flood() -> String {
  var blocks: [[UInt8]] = []
  while true { blocks.append([UInt8](repeating: 1, count: 16 << 20)) }
}

/// KIND: makes a pool in the worker, and sums up what its tasks give.
@Sendable private func nested(_ words: [String], _ context: TaskContext) throws -> String {
  guard let kind = ExecutorKind(rawValue: words[0]) else { throw Complaint(description: "no kind") }
  var configuration = PoolConfiguration(workers: 2, capacity: 10)
  configuration.registry = fixtureRegistry
  configuration.program = WorkerProgram(
    path: try CurrentProcess.resolvedPath("/proc/self/exe"), arguments: ["--serve"])
  let work = PoolWork(name: "fixture", recipe: Array("nothing".utf8), body: try fixtureWork(["nothing"]))
  return try Pools.withPool(kind, configuration, work) { pool in
    _ = try pool.run(tasks: 10, chunk: .auto)
    let sum = pool.withResults { $0.reduce(0) { $0 + $1.count } }
    return "sum \(sum) and \(try pool.submit(textTask, "echo inner").result())"
  }
}

/// The signals, CPUs and limit of this process.
func workerState(_ words: [String]) throws -> String {
  let wanted = ["SigBlk:", "SigIgn:", "SigCgt:"]
  let status = lines(of: "/proc/self/status").filter { line in wanted.contains { line.hasPrefix($0) } }
  let cpus = try CPUSet.allowed().cpus.map(String.init).joined(separator: ",")
  let files = try ResourceLimit.openFiles.current().soft
  return (status + ["cpus=\(cpus)", "files=\(files)"]).joined(separator: " ")
}
