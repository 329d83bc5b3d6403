import Glibc
import OperatingSystem

/// The descriptors that children see, though this process has 50 more that are not closed at exec.
func descriptorsScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var extra: [Int32] = []
  for _ in 0..<50 { extra.append(open("/etc/passwd", O_RDONLY)) }
  print(try supervisor.shell("exec ls /proc/self/fd").output.split(separator: "\n").joined(separator: " "))
  print(try supervisor.function { listDescriptors() }.output)
  let keepOne = { (specification: inout ChildSpecification) in specification.keptDescriptors = [extra[7]] }
  let kept = try supervisor.function(prepare: keepOne) { fcntl(extra[7], F_GETFD) == 0 ? 0 : 1 }
  print(kept.words)
  for number in extra { close(number) }
}

private func listDescriptors() -> Int32 {
  let open = (0..<1024).filter { fcntl($0, F_GETFD) >= 0 }
  print(open.map(String.init).joined(separator: " "))
  return 0
}

/// Started with descriptors 0-2 closed: a new file must get a number above them.
func closedScenario(_ supervisor: inout Supervisor, _ files: [String]) throws {
  guard let path = files.first else { return }
  let file = try File(path, .createNew)
  let result = try supervisor.shell("cat; echo text")
  print("text that must not get into the file")
  try file.writeAll("\(file.descriptor.rawValue > 2) \(result.words) \(result.output)")
  try file.close()
}

/// Prints a part of a line, and forks many times before the rest.
func unflushedScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  print("begin", terminator: " ")
  for _ in 0..<100 {
    var specification = ChildSpecification()
    // The children have our own output: what they flush is seen.
    specification.standardOutput = 1
    supervisor.containment.contain(&specification)
    _ = try ChildProcess.fork(specification) { 0 }.reap()
  }
  print("end")
}

/// More output than is kept, and than a pipe takes.
func floodScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var pipe = try Pipe()
  var specification = ChildSpecification(
    program: "/bin/sh", arguments: ["sh", "-c", "yes abcdefg | head -c 80000000; printf end"],
    environment: CurrentProcess.environment)
  specification.standardOutput = pipe.writeNumber
  supervisor.containment.contain(&specification)
  let child = try ChildProcess.spawn(specification)
  pipe.closeWriter()
  guard let reader = pipe.takeReader() else { return }
  var seen = 0
  var capture = try OutputCapture(reading: reader) { seen += $0.count }
  while let number = capture.rawValue {
    var poller = Poller()
    poller.add(number)
    _ = try poller.wait(until: nil)
    try capture.drain()
  }
  let termination = try child.reap()
  let tail = String(decoding: capture.tail.suffix(11), as: UTF8.self)
  print(
    "\(termination.status) \(capture.total) \(seen) \(capture.isTruncated) \(capture.tail.count) \(tail.debugDescription)"
  )
}

/// A process with a second thread, which must not fork.
func threadsScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  print(try threadCount())
  var thread = pthread_t()
  pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
  print(try threadCount())
  do throws(SpawnError) {
    _ = try ChildProcess.fork(ChildSpecification()) { 0 }
    print("forked")
  } catch {
    print(error)
  }
  do throws(SpawnError) {
    _ = try ChildProcess.spawn(ChildSpecification(program: "/bin/true", arguments: ["true"], environment: []))
    print("spawned")
  } catch {
    print(error)
  }
  var specification = ChildSpecification()
  specification.allowsSeveralThreads = true
  print(try ChildProcess.fork(specification) { 5 }.reap().status)
}

/// What children inherit of a parent that blocks and ignores signals.
func signalsScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let watcher = try SignalWatcher()
  let script = "grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status"
  print(try supervisor.shell("exec \(script)").output)
  let result = try supervisor.function {
    let status = try? File.read("/proc/self/status", atMost: 1 << 16)
    let text = String(decoding: status ?? [], as: UTF8.self)
    for line in text.split(separator: "\n") where line.hasPrefix("SigBlk") || line.hasPrefix("SigIgn") {
      print(line)
    }
    return 0
  }
  print(result.output)
  print(watcher.watched.map(Signals.name).joined(separator: " "))
}

/// Dies of the signal that is given.
func dieScenario(_ supervisor: inout Supervisor, _ signals: [String]) throws {
  let watcher = try SignalWatcher()
  let number = signals.first.flatMap { Int32($0) } ?? SIGTERM
  kill(getpid(), number)
  var poller = Poller()
  poller.add(watcher.descriptor.rawValue)
  guard try !poller.wait(until: SystemClock.nanoseconds() + 10_000_000_000).isEmpty else {
    print("no signal came")
    return
  }
  print("read \(try watcher.next().map(Signals.name) ?? "none")")
  fflush(nil)
  Signals.die(by: number)
}

/// Prints "ready", then the signals that come, until SIGTERM.
func watchScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let watcher = try SignalWatcher()
  print("ready")
  fflush(nil)
  var poller = Poller()
  poller.add(watcher.descriptor.rawValue)
  while true {
    _ = try poller.wait(until: nil)
    while let number = try watcher.next() {
      print(Signals.name(number))
      fflush(nil)
      if number == SIGTERM { return }
    }
  }
}
