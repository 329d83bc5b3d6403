import Glibc
import OperatingSystem

/// What a spawned worker has of this process, which has many descriptors, blocks and ignores signals.
func spawnScenario(_ supervisor: inout Supervisor, _ folders: [String]) throws {
  guard let folder = folders.first, let cpu = try CPUSet.allowed().cpus.first else { return }
  guard chdir(folder) == 0 else { return }
  setenv("OS_FIXTURE", "inherited", 1)
  try CPUSet([cpu]).bindCallingThread()
  let watcher = try SignalWatcher()
  let extra = (0..<20).map { _ in open("/etc/passwd", O_RDONLY) }
  var workers = try WorkerProcesses()
  var pipe = try Pipe()
  let kept = [pipe.writeNumber, extra[3]]
  try workers.spawn(
    program: try ownProgram(), arguments: ["describe", "\(pipe.writeNumber)"], descriptors: kept)
  let lines = try readAll(&pipe).split(separator: "\n", omittingEmptySubsequences: false)
  let end = try ends(&workers)
  let wanted = ([0, 1, 2] + kept.sorted()).map(String.init).joined(separator: " ")
  print("\(lines[0]) \(lines[1]) \(lines[2] == "\(cpu)") \(lines[3]) \(lines[4] == wanted)")
  print(lines[5...].joined(separator: " "))
  print("\(end) of \(workers.count), watching \(watcher.watched.count)")
  for number in extra { close(number) }
}

/// A program that is not there, and a process with two threads.
func spawnRefusalScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var workers = try WorkerProcesses()
  do throws(SpawnError) {
    try workers.spawn(program: "/does/not/exist", arguments: [], descriptors: [])
  } catch {
    print(error)
  }
  do throws(Errno) {
    try workers.adopt(pid: 1)
  } catch {
    print(error)
  }
  var thread = pthread_t()
  pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
  do throws(SpawnError) {
    try workers.spawn(program: "/bin/true", arguments: [], descriptors: [])
  } catch {
    print(error)
  }
  do throws(WorkerForkError) {
    try workers.start { 0 }
  } catch {
    print(error)
  }
  print("\(workers.count) \(workers.isEmpty)")
}

/// The second of three workers is replaced in place, by each of the ways to get one.
func replacementScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let server = try ForkServer(program: try ownProgram(), arguments: ["fork-server"])
  var workers = try WorkerProcesses()
  // Those beside it stay until they are killed.
  try workers.start { stay() }
  try workers.start { 1 }
  try workers.start { stay() }
  let first = workers.pid(0)
  print(try nextEnd(&workers))
  try workers.start(replacing: 1) { 2 }
  print(try nextEnd(&workers))
  try workers.spawn(replacing: 1, program: "/bin/sh", arguments: ["-c", "exit 3"], descriptors: [])
  print(try nextEnd(&workers))
  let pid = try server.fork(message: Array("exit 4".utf8), descriptors: [])
  try workers.adopt(replacing: 1, pid: pid)
  print("\(workers.pid(1) == pid) \(workers.isRunning(1)) \(workers.pid(0) == first) \(workers.count)")
  print(try nextEnd(&workers))
  print("\(workers.isRunning(0)) \(workers.isRunning(1)) \(workers.isRunning(2))")
  let killed = try workers.killAll()
  print(killed.map { "\($0.index) \($0.end)" }.joined(separator: ", "))
}

/// A file in memory that is larger than files may be is refused, and this process goes on.
func memoryFileLimitScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var memory = try SharedMemory(named: "small", bytes: 4096)
  try ResourceLimit.fileSize.set(soft: 8192, hard: 8192)
  for bytes in [8192, 8193] {
    do throws(Errno) {
      try memory.grow(to: bytes)
    } catch {
      print(error)
    }
  }
  print(memory.size)
  do throws(Errno) {
    _ = try SharedMemory(named: "large", bytes: 1 << 20)
  } catch {
    print(error)
  }
}

private func stay() -> Int32 {
  while true { pause() }
}

/// The first ends that come, as text.
func nextEnd(_ workers: inout WorkerProcesses) throws -> String {
  while true {
    let ended = try workers.wait(milliseconds: 60_000)
    if !ended.isEmpty { return ended.map { "\($0.index) \($0.end)" }.joined(separator: ", ") }
  }
}

/// The ends of all, in the order in which they come, as text.
func ends(_ workers: inout WorkerProcesses) throws -> String {
  var all: [String] = []
  while !workers.isEmpty { all.append(try nextEnd(&workers)) }
  return all.joined(separator: ", ")
}

/// What is written into the pipe until all other ends are closed.
func readAll(_ pipe: inout Pipe) throws -> String {
  pipe.closeWriter()
  guard let reader = pipe.takeReader() else { return "" }
  var text: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while let count = try buffer.withUnsafeMutableBytes({ try reader.read(into: $0) }), count > 0 {
    text += buffer[..<count]
  }
  return String(decoding: text, as: UTF8.self)
}
