import Glibc
import OperatingSystem

/// What this program is when a scenario starts it as another one, by the first argument.
let helpers: [String: @Sendable ([String]) -> Int32] = [
  "fork-server": serveForks,
  "fork-server-of-two-threads": { arguments in
    var thread = pthread_t()
    pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
    return serveForks(arguments)
  },
  "no-server": { _ in 9 },
  "listen": listen,
  "ask": ask,
  "services": serviceScenario,
  "describe": { arguments in
    guard let descriptor = arguments.last.flatMap({ Int32($0) }) else { return 64 }
    return describe(to: descriptor)
  },
]

/// The path of this program, for its helpers.
func ownProgram() throws -> String { try CurrentProcess.resolvedPath("/proc/self/exe") }

private func serveForks(_ arguments: [String]) -> Int32 {
  guard let socket = arguments.last.flatMap({ Int32($0) }) else { return 64 }
  do throws(Errno) {
    try ForkServerLoop.serve(socket: socket) { message, descriptors in
      forked(String(decoding: message, as: UTF8.self), descriptors)
    }
    return 0
  } catch {
    print(error)
    return 1
  }
}

/// What a forked child does, by the first word of the message. Its first descriptor takes text.
private func forked(_ message: String, _ descriptors: [Int32]) -> Int32 {
  let words = message.split(separator: " ")
  let number = words.dropFirst().first.flatMap { Int32($0) } ?? 0
  switch words.first {
  case "exit": return number
  case "raise":
    raise(number)
    return 1
  case "describe": return describe(to: descriptors[0])
  case "descriptors":
    tell(descriptors[0], "\(openNumbers() == [0, 1, 2] + descriptors.sorted()) \(descriptors.count)")
    return descriptors.allSatisfy { fcntl($0, F_GETFD) == FD_CLOEXEC } ? 0 : 1
  case "wait":
    // Until the other end of the pipe is closed.
    var byte: UInt8 = 0
    tell(descriptors[0], "ready")
    return read(descriptors[1], &byte, 1) == 0 ? 7 : 1
  case "memory": return useMemory(descriptors[1])
  case "thread-number":
    var clock = clockid_t()
    pthread_getcpuclockid(pthread_self(), &clock)
    // The kernel's form of a thread's clock: the number's complement, and three bits for its kind.
    return ~(clock >> 3) == getpid() ? 0 : 1
  default:
    // Not a word: how many bytes came, and what they add up to.
    tell(descriptors[0], "\(message.utf8.count) \(message.utf8.reduce(0) { $0 &+ Int($1) })")
    return 0
  }
}

/// Maps the memory, waits until it has grown, and answers what is at its new end.
private func useMemory(_ descriptor: Int32) -> Int32 {
  do throws(Errno) {
    var memory = try SharedMemory(mapping: descriptor)
    let small = memory.size
    let signal = AtomicWord32(at: memory.base)
    signal.store(1)
    signal.wakeAll(.processes)
    guard signal.wait(while: 1, .processes, nanoseconds: 60_000_000_000) else { return 2 }
    try memory.remap()
    let answer = AtomicWord64(at: memory.base + 8)
    answer.store(AtomicWord64(at: memory.base + memory.size - 8).load() + UInt64(memory.size - small))
    let moved = AtomicWord32(at: memory.base)
    moved.store(3)
    moved.wakeAll(.processes)
    return 0
  } catch {
    return 1
  }
}

/// Tells what a process has inherited: the folder, a variable, the CPUs, the session, the signals, the
/// descriptors.
private func describe(to descriptor: Int32) -> Int32 {
  var lines: [String] = []
  lines.append((try? CurrentProcess.directory()) ?? "no folder")
  lines.append(CurrentProcess.variable("OS_FIXTURE") ?? "no variable")
  lines.append((try? CPUSet.allowed().description) ?? "no CPUs")
  lines.append("\(getsid(0) == getsid(getppid()))")
  lines.append(openNumbers().map(String.init).joined(separator: " "))
  let status = (try? File.read("/proc/self/status", atMost: 1 << 16)) ?? []
  for line in String(decoding: status, as: UTF8.self).split(separator: "\n")
  where line.hasPrefix("SigBlk") || line.hasPrefix("SigIgn") {
    lines.append(String(line.suffix(16)))
  }
  tell(descriptor, lines.joined(separator: "\n"))
  return 0
}

private func openNumbers() -> [Int32] {
  (0..<1024).filter { fcntl($0, F_GETFD) >= 0 }
}

private func tell(_ descriptor: Int32, _ text: String) {
  _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}
