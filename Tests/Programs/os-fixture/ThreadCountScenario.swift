import Glibc
import OperatingSystem

/// Prints how many threads are counted before, while and after a run has six and a zombie.
func threadCountScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  func text(_ count: Int?) -> String { count.map(String.init) ?? "none" }
  print(text(supervisor.containment.threadCount()))
  let look: Supervisor.WhileRunning = { supervisor, child, capture in
    try waitForOutput(&capture)
    print(text(supervisor.containment.threadCount()))
    try supervisor.containment.killAll(owned: [child.pid])
  }
  _ = try supervisor.function(whileRunning: look) { sixThreads() }
  print(text(supervisor.containment.threadCount()))
}

/// The first thread; one that has forked a child; the child; a second thread; a child in a session of its own;
/// an orphan. None of them ends by itself.
private func sixThreads() -> Int32 {
  var thread = pthread_t()
  var pipe: [Int32] = [0, 0]
  Glibc.pipe(&pipe)
  let writer = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
  writer.pointee = pipe[1]
  pthread_create(
    &thread, nil,
    { argument in
      if forkProcess(leavingSession: false) == 0 { while true { pause() } }
      if let number = argument?.load(as: Int32.self) { write(number, "x", 1) }
      while true { pause() }
    }, writer)
  var byte: UInt8 = 0
  read(pipe[0], &byte, 1)
  pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
  if forkProcess(leavingSession: true) == 0 { while true { pause() } }
  let parent = forkProcess(leavingSession: false)
  if parent == 0 {
    if forkProcess(leavingSession: false) == 0 { while true { pause() } }
    _exit(0)
  }
  waitpid(parent, nil, 0)
  let zombie = forkProcess(leavingSession: false)
  if zombie == 0 { _exit(0) }
  var information = siginfo_t()
  waitid(P_PID, id_t(zombie), &information, WEXITED | WNOWAIT)
  print("ready")
  fflush(nil)
  while true { pause() }
}

/// Prints what a look at 1, 10 and 100 threads of a process, and at as many processes, costs at the median.
func threadCostScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  for (threads, processes) in [(1, 1), (10, 1), (100, 1), (1, 10), (1, 100)] {
    let look: Supervisor.WhileRunning = { supervisor, child, capture in
      try waitForOutput(&capture)
      var costs: [UInt64] = []
      for _ in 0..<50 {
        SystemClock.sleep(nanoseconds: 5_000_000)
        let before = SystemClock.threadNanoseconds()
        _ = supervisor.containment.threadCount()
        costs.append(SystemClock.threadNanoseconds() - before)
      }
      print("\(threads) threads, \(processes) processes: \(Double(costs.sorted()[25]) / 1000) us")
      try supervisor.containment.killAll(owned: [child.pid])
    }
    _ = try supervisor.function(whileRunning: look) {
      var thread = pthread_t()
      for _ in 1..<threads { pthread_create(&thread, nil, { _ in while true { pause() } }, nil) }
      for _ in 1..<processes where forkProcess(leavingSession: false) == 0 { while true { pause() } }
      print("ready")
      fflush(nil)
      while true { pause() }
    }
  }
}
