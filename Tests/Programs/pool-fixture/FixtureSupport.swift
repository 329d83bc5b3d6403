import Executors
import Glibc
import Jobs
import OperatingSystem

/// A text that a task throws.
struct Complaint: Error, CustomStringConvertible {
  var description: String
}

func integer(_ text: String) throws -> Int {
  guard let number = Int(text) else { throw Complaint(description: "'\(text)' is no number") }
  return number
}

func chunk(_ text: String) throws -> Chunk {
  text == "auto" ? .auto : .tasks(try integer(text))
}

/// How a scenario starts its pools of processes. Workers that start afresh run this program.
struct PoolStart {
  let kind: ExecutorKind
  var program: WorkerProgram
  var server: ForkServerHandle?

  init(_ text: String) throws {
    guard let kind = ExecutorKind(rawValue: text), [.fork, .spawn, .forkserver].contains(kind) else {
      throw Complaint(description: "'\(text)' starts no processes")
    }
    self.kind = kind
    program = WorkerProgram(path: try CurrentProcess.resolvedPath("/proc/self/exe"), arguments: ["--serve"])
  }

  /// A pool whose indexed runs do this work of ``fixtureWork(_:)``.
  func pool(_ configuration: PoolConfiguration, _ work: String...) throws -> ProcessPool {
    var configuration = configuration
    configuration.registry = fixtureRegistry
    configuration.program = program
    let words = work.isEmpty ? ["nothing"] : work
    let recipe = Array(words.joined(separator: " ").utf8)
    let body = kind == .fork ? try fixtureWork(words) : { @Sendable _, _ in TaskResult(count: 0) }
    let work = PoolWork(name: "fixture", recipe: recipe, body: body)
    return try Pools.processes(kind, configuration, work, server: server)
  }
}

/// Numbers that this process shares with all that know the path.
// @unchecked Sendable: the words are atomic, and the memory is never resized.
final class SharedWords: @unchecked Sendable {
  private let memory: SharedMemory
  /// Where another process of this user opens them, as long as this one lives.
  let path: String

  init(_ count: Int) throws {
    memory = try SharedMemory(named: "fixture", bytes: 8 * max(1, count))
    path = "/proc/\(getpid())/fd/\(memory.descriptor ?? -1)"
  }

  init(path: String) throws {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw Complaint(description: "cannot open \(path)") }
    memory = try SharedMemory(mapping: descriptor)
    self.path = path
  }

  /// A word, valid as long as this object lives.
  subscript(_ index: Int) -> AtomicWord64 { AtomicWord64(at: memory.base + 8 * index) }
}

/// Waits until the condition holds; the alarm ends what never does.
func waitUntil(_ condition: () -> Bool) {
  while !condition() { usleep(500) }
}

// MARK: - Printing

func report(_ body: () throws -> Void) {
  do {
    try body()
    print("no error")
  } catch {
    print("error: \(error)")
  }
}

/// Prints the result of a future, or its error.
func tell<Output>(_ future: Future<Output>) {
  do {
    print("result \(try future.result())")
  } catch {
    print("error: \(error)")
  }
}

/// Prints whether the time since the moment is within some seconds, however loaded the machine is.
func tellPromptness(since moment: UInt64) {
  let seconds = Double(SystemClock.nanoseconds() - moment) * 1e-9
  print(seconds < 5 ? "prompt" : "after \(seconds) s")
}

/// Prints whether this process has no child any more.
func tellChildren() {
  let result = waitpid(-1, nil, WNOHANG)
  print("left \(result < 0 && errno == ECHILD ? "none" : "some")")
}

// MARK: - Looking at processes

func count(_ folder: String) -> Int {
  guard let directory = opendir(folder) else { return -1 }
  defer { closedir(directory) }
  var entries = 0
  while readdir(directory) != nil { entries += 1 }
  return entries
}

func lines(of path: String) -> [String] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var text: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let length = fread(&buffer, 1, buffer.count, file)
    if length == 0 { break }
    text += buffer[..<length]
  }
  return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
}

/// The resident memory of a process in MiB.
func residentMemory(_ process: String) -> Int {
  for line in lines(of: "/proc/\(process)/status") where line.hasPrefix("VmRSS:") {
    let digits = line.filter(\.isNumber)
    return (Int(digits) ?? 0) / 1024
  }
  return 0
}
