import Glibc
import OperatingSystem

/// What the sampler sees of the run's processes now, by pid.
private func look(
  _ sampler: inout ProcessSampler, _ containment: borrowing Containment
) -> [Int32: ProcessReading] {
  var pids = [Int32](repeating: 0, count: 64)
  let count = containment.members(into: &pids)
  var readings: [ProcessReading] = []
  sampler.read(pids[..<count], into: &readings)
  return Dictionary(readings.map { ($0.pid, $0) }) { first, _ in first }
}

/// Touches so much memory, and keeps it.
private func occupy(megabytes: Int) {
  let memory = UnsafeMutableRawPointer.allocate(byteCount: megabytes << 20, alignment: 4096)
  // Small pages, as most programs have them.
  madvise(memory, megabytes << 20, Int32(MADV_NOHUGEPAGE))
  for page in stride(from: 0, to: megabytes << 20, by: 4096) {
    memory.storeBytes(of: 1, toByteOffset: page, as: UInt8.self)
  }
}

/// A run with a child of 32 MiB and two threads, a zombie, and a child that ends between two looks.
func processSamplesScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let check: Supervisor.WhileRunning = { supervisor, child, capture in
    try waitForOutput(&capture)
    var sampler = ProcessSampler()
    let first = look(&sampler, supervisor.containment)
    let own = first[child.pid]
    let large = first.values.first { $0.resident > 32 << 20 }
    print("\(first.count) processes, one with \(large?.threads ?? 0) threads")
    print("children of the run: \(first.values.count { $0.parent == child.pid })")
    print("the run is a child of ours: \(own?.parent == getpid())")
    if let large, let share = large.proportional {
      print("most memory is its own: \(share > 32 << 20 && share <= large.resident)")
      print("it has computed: \(large.cpuSeconds > 0.02)")
    }
    if let own, let share = own.proportional { print("the run shares pages: \(share < own.resident)") }
    guard let mortal = first.values.first(where: { $0.parent == child.pid && $0.pid != large?.pid }) else {
      return
    }
    kill(mortal.pid, SIGKILL)
    SystemClock.sleep(nanoseconds: 50_000_000)
    let second = look(&sampler, supervisor.containment)
    print("then \(second.count), with the mortal one \(second[mortal.pid] == nil ? "gone" : "there")")
    // Gone before it is read, as a process may be that was listed a moment ago.
    var readings: [ProcessReading] = []
    sampler.read([4_000_000, child.pid], into: &readings)
    print("a look at nobody and the run: \(readings.map(\.pid) == [child.pid])")
    try supervisor.containment.killAll(owned: [child.pid])
  }
  _ = try supervisor.function(whileRunning: check) {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    if forkProcess(leavingSession: false) == 0 {
      var thread = pthread_t()
      pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
      occupy(megabytes: 32)
      let end = SystemClock.threadNanoseconds() + 50_000_000
      while SystemClock.threadNanoseconds() < end {}
      write(ends[1], "x", 1)
      while true { pause() }
    }
    if forkProcess(leavingSession: false) == 0 { while true { pause() } }
    let zombie = forkProcess(leavingSession: false)
    if zombie == 0 { _exit(0) }
    var information = siginfo_t()
    waitid(P_PID, id_t(zombie), &information, WEXITED | WNOWAIT)
    var byte: UInt8 = 0
    read(ends[0], &byte, 1)
    print("ready")
    fflush(nil)
    while true { pause() }
  }
}

/// A process that becomes another program between two looks: its files belong to the memory of before.
func processExecScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  var ends: [Int32] = [0, 0]
  Glibc.pipe(&ends)
  let check: Supervisor.WhileRunning = { supervisor, child, capture in
    try waitForOutput(&capture)
    var sampler = ProcessSampler()
    let before = look(&sampler, supervisor.containment)[child.pid]
    write(ends[1], "x", 1)
    while try !File.read("/proc/\(child.pid)/comm", atMost: 64).starts(with: "sleep".utf8) {
      SystemClock.sleep(nanoseconds: 1_000_000)
    }
    let after = look(&sampler, supervisor.containment)[child.pid]
    print("before: \(before?.proportional != nil), after: \(after?.proportional != nil)")
    print("another name: \(after?.name == ProcessStatus.name("sleep") && before?.name != after?.name)")
    print("less memory: \((after?.resident ?? .max) < (before?.resident ?? 0))")
    try supervisor.containment.killAll(owned: [child.pid])
  }
  let keep = { (specification: inout ChildSpecification) in specification.keptDescriptors = [ends[0]] }
  _ = try supervisor.function(prepare: keep, whileRunning: check) {
    print("ready")
    fflush(nil)
    var byte: UInt8 = 0
    read(ends[0], &byte, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
    execv("/bin/sleep", &arguments)
    return 1
  }
  for end in ends { close(end) }
}

/// A look at a process of another user, whose shares may not be read: the first process, or for root this one, looked
/// at by nobody.
func processRefusedScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  let target: Int32 = geteuid() == 0 ? getpid() : 1
  print(
    try supervisor.function {
      if geteuid() == 0 { setuid(65534) }
      var sampler = ProcessSampler()
      var readings: [ProcessReading] = []
      sampler.read([target], into: &readings)
      let reading = readings.first
      print("resident: \((reading?.resident ?? 0) > 0), share: \(reading?.proportional != nil)")
      fflush(nil)
      return 0
    }.output)
}

/// Prints what a sample of so many processes of so many MiB costs at the median.
func processCostScenario(_ supervisor: inout Supervisor, _: [String]) throws {
  for (processes, megabytes, isBusy) in [(10, 0, false), (10, 0, true), (10, 50, false), (10, 50, true)] {
    let check: Supervisor.WhileRunning = { supervisor, child, capture in
      try waitForOutput(&capture)
      var sampler = ProcessSampler()
      var pids = [Int32](repeating: 0, count: 4096)
      var costs: [UInt64] = []
      var list: [UInt64] = []
      var readings: [ProcessReading] = []
      for _ in 0..<50 {
        SystemClock.sleep(nanoseconds: 20_000_000)
        let before = SystemClock.threadNanoseconds()
        let count = supervisor.containment.members(into: &pids)
        list.append(SystemClock.threadNanoseconds() - before)
        sampler.read(pids[..<count], into: &readings)
        costs.append(SystemClock.threadNanoseconds() - before)
      }
      let median = Double(costs.sorted()[25]) / 1000
      print(
        "\(processes) processes, \(megabytes) MiB each, \(isBusy ? "one with faults" : "at rest"): \(median) us, of "
          + "which listing \(Double(list.sorted()[25]) / 1000) us; of a core at 100 ms: \(median / 1000) %")
      try supervisor.containment.killAll(owned: [child.pid])
    }
    _ = try supervisor.function(whileRunning: check) {
      var ends: [Int32] = [0, 0]
      Glibc.pipe(&ends)
      for _ in 1..<processes where forkProcess(leavingSession: false) == 0 {
        occupy(megabytes: megabytes)
        write(ends[1], "x", 1)
        while true { pause() }
      }
      occupy(megabytes: megabytes)
      var byte: UInt8 = 0
      for _ in 1..<processes { read(ends[0], &byte, 1) }
      print("ready")
      fflush(nil)
      while true {
        // Each round has a fault.
        usleep(1000)
        if isBusy, let page = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) {
          page.storeBytes(of: 1, as: UInt8.self)
          munmap(page, 4096)
        }
      }
    }
  }
}
