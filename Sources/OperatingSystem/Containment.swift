internal import COperatingSystem
internal import Glibc

/// Holds together all processes that a sweep starts, so that none outlives its run.
///
/// A cgroup where one can be had; otherwise this process becomes the parent of its orphaned
/// descendants (a sub-reaper), so that whatever a run leaves stays below it.
package struct Containment: ~Copyable {
  /// How processes are held together; the words stand in results.
  package enum Kind: String, Sendable {
    /// A cgroup of version 2: the kernel knows all members and kills them at once.
    case controlGroup = "cgroup-v2"
    /// Descendants, found in `/proc`.
    case subreaper
  }

  /// What `killAll` did.
  package struct KillReport: Equatable, Sendable {
    /// Living processes that were ended, each counted once, without the run's own child.
    package var killed: Int
    /// Those that are still there when the time is over, without those that an earlier call has told of.
    package var left: Int
  }

  /// The variable of the environment that marks the processes of a sweep.
  package static let markName = "SWRUN_RUN"

  /// How processes are held together.
  package let kind: Kind
  /// What marks the processes in their environment: the keeper finds them by it.
  package let mark: EnvironmentVariable
  /// The name of the processes that run a function: a fork without exec has our environment, unmarked.
  package let processName: String
  /// What a reader should know: groups of dead runners removed, why there is no cgroup.
  package let notes: [String]
  /// That of the runs.
  private var group: ControlGroup?
  /// The group around that of the runs and those of services; nil where there are no services.
  private var outer: ControlGroup?
  /// Where ``outer`` is.
  private let outerPath: String
  private var serviceGroups = 0
  private var spared: [Int32] = []
  /// The services among the spared: whoever started them reaps them.
  private var services: [Int32] = []
  /// Living processes that SIGKILL did not end: nobody waits for them a second time.
  private var survivors: [os_process] = []
  /// How many of those that a call leaves are remembered.
  private static let mostSurvivors = 256

  /// Begins to hold together what this process starts from now on.
  ///
  /// - Parameters:
  ///   - runID: tells this sweep from all others; letters, digits, `-`, `.` and `_`.
  ///   - kind: nil takes a cgroup where one can be had; `.subreaper` does without.
  ///   - holdsServices: whether services shall have groups of their own beside that of the runs.
  /// - Throws: where the process cannot become a sub-reaper.
  package init(runID: String, kind: Kind? = nil, holdsServices: Bool = false) throws(Errno) {
    mark = EnvironmentVariable(Self.markName, runID)
    processName = Self.processName(runID)
    try systemCall("prctl") { os_become_subreaper() }
    // Programs that a run's own function starts shall carry the mark too.
    let (name, value) = (mark.name, mark.value)
    try systemCall("setenv") { setenv(name, value, 1) }
    var notes: [String] = []
    var group = kind == .subreaper ? nil : Self.makeGroup(runID, &notes)
    var outer: ControlGroup?
    outerPath = (ControlGroupPaths(root: "/").unified?.ownFolder ?? "") + "/" + ControlGroup.prefix + runID
    if holdsServices, let whole = group.take() {
      do throws(Errno) {
        group = try ControlGroup.make(below: outerPath, name: "runs", tries: 1)
        outer = consume whole
      } catch {
        os_cgroup_remove(whole.parent.rawValue, whole.name, ControlGroup.removalTime)
        notes.append("no cgroup: \(error)")
      }
    }
    self.kind = group.borrowed { _ in Kind.controlGroup } ?? .subreaper
    self.group = consume group
    self.outer = consume outer
    self.notes = notes
  }

  /// `swrun:` and 9 hexadecimal digits of the identifier's FNV-1a hash: a name has room for 15 bytes.
  private static func processName(_ runID: String) -> String {
    let hash = runID.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash >> 28, radix: 16)
    return "swrun:" + String(repeating: "0", count: 9 - digits.utf8.count) + digits
  }

  private static func makeGroup(_ runID: String, _ notes: inout [String]) -> ControlGroup? {
    guard let path = ControlGroupPaths(root: "/").unified?.ownFolder else {
      notes.append("no cgroup: no hierarchy of version 2 is mounted")
      return nil
    }
    for name in ControlGroup.removeStale(below: path) {
      notes.append("ended and removed '\(path)/\(name)', the cgroup of a runner that died")
    }
    do throws(Errno) {
      let group = try ControlGroup.make(below: path, name: ControlGroup.prefix + runID, tries: 20)
      if let refusal = probe(group) {
        os_cgroup_remove(group.parent.rawValue, group.name, ControlGroup.removalTime)
        notes.append("no cgroup: \(refusal)")
        return nil
      }
      return group
    } catch {
      notes.append("no cgroup: \(error)")
      return nil
    }
  }

  /// Lets a child join the group; what forbids it, such as a parent group of threads, shows only so.
  private static func probe(_ group: borrowing ControlGroup) -> String? {
    var specification = ChildSpecification()
    specification.cgroupProcesses = group.processes.rawValue
    do throws(SpawnError) {
      let child = try ChildProcess.fork(specification) { 0 }
      guard let termination = try? child.reap() else { return "the trial child was lost" }
      return termination.status == .exited(code: 0) ? nil : "the trial child ended with \(termination.status)"
    } catch {
      return error.description
    }
  }

  /// Lets a child be started inside: it joins the group and carries the mark.
  package borrowing func contain(_ specification: inout ChildSpecification) {
    specification.cgroupProcesses = group.borrowed { $0.processes.rawValue }
    guard specification.program != nil else {
      specification.processName = processName
      return
    }
    let mark = mark
    specification.environment.removeAll { $0.name == mark.name }
    specification.environment.append(mark)
  }

  /// Lets a service be started inside, apart from the runs: in a group of its own, marked, and as the parent of its
  /// own orphans, so that nothing of it is taken for what a run left.
  ///
  /// - Throws: where its group cannot be made.
  package mutating func containService(
    _ specification: inout ChildSpecification
  ) throws(Errno) -> ServiceContainment {
    var own: ControlGroup?
    if outer.borrowed({ _ in true }) == true {
      serviceGroups += 1
      own = try ControlGroup.make(below: outerPath, name: "service-\(serviceGroups)", tries: 1)
    }
    contain(&specification)
    specification.cgroupProcesses = own.borrowed { $0.processes.rawValue }
    specification.adoptsOrphans = true
    return ServiceContainment(group: own)
  }

  /// Leaves a service that was started alone, with its descendants, whatever happens to runs.
  package mutating func keep(service pid: Int32) {
    spared.append(pid)
    services.append(pid)
  }

  /// Ends all processes of a service whose own process somebody else reaps. To be called between runs: what has left
  /// the service without a trace is found as what nobody else can have started.
  ///
  /// - Parameter nanoseconds: when to give up on processes that cannot be killed.
  @discardableResult
  package mutating func kill(
    service pid: Int32, _ own: borrowing ServiceContainment, within nanoseconds: UInt64
  ) throws(Errno) -> KillReport {
    spared.removeAll { $0 == pid }
    services.removeAll { $0 == pid }
    try own.kill(within: nanoseconds)
    return try killAll(owned: [pid], within: nanoseconds)
  }

  /// Leaves this child of ours alone, whatever happens, with its descendants: the keeper.
  package mutating func spare(_ pid: Int32) {
    spared.append(pid)
  }

  /// Sends a signal to all processes of the runs. Returns how many there were.
  @discardableResult
  package borrowing func signalAll(_ number: Int32) throws(Errno) -> Int {
    if let folder {
      return Int(try systemCall("cgroup.procs") { os_cgroup_signal(folder, number) })
    }
    return Int(try withLeftovers([]) { meant in os_leftovers_signal(&meant, number) })
  }

  /// How many threads the processes of the run have at the moment, of all that were started here.
  ///
  /// Two small reads for a cgroup, without the groups that the run itself makes in it; without one, two files
  /// for each process and one more for each thread of those that have several.
  ///
  /// - Returns: nil where there is none, where the system does not tell, or where a process of an earlier run
  ///   is still there and would be counted too.
  package borrowing func threadCount() -> Int? {
    guard survivors.isEmpty else { return nil }
    let inGroup = group.borrowed { os_group_threads($0.threads.rawValue) }
    let count = inGroup ?? os_descendant_threads(getpid(), spared, spared.count)
    return count > 0 ? Int(count) : nil
  }

  /// Puts the pids of the run's processes into a list, those of all that were started here and of groups that the
  /// run itself makes; zombies may be among them. Processes of earlier runs that survived their kill are not.
  ///
  /// - Parameter pids: as many as it has elements are put into it.
  /// - Returns: how many were put there.
  package borrowing func members(into pids: inout [Int32]) -> Int {
    let known = spared + survivors.map(\.pid)
    let capacity = pids.count
    let inGroup = group.borrowed { group in
      os_cgroup_list(group.folder.rawValue, known, known.count, &pids, capacity)
    }
    let count = inGroup ?? os_descendants(getpid(), known, known.count, &pids, capacity)
    return max(0, min(Int(count), capacity))
  }

  /// Ends all processes of the runs and reaps those that nobody owns.
  ///
  /// After a run that left nothing this costs two small reads. A process that survives is told of once:
  /// later calls neither count it nor wait for it.
  ///
  /// - Parameters:
  ///   - owned: our children of the run that a `ChildProcess` owns, and reaps: they are ended too,
  ///     but not reaped, and not counted as killed.
  ///   - nanoseconds: when to give up on processes that cannot be killed.
  @discardableResult
  package mutating func killAll(
    owned: [Int32], within nanoseconds: UInt64 = 2_000_000_000
  ) throws(Errno) -> KillReport {
    survivors.removeAll { known in
      var start: UInt64 = 0
      return os_process_start(known.pid, &start) != 0 || start != known.start
    }
    var report = KillReport(killed: 0, left: 0)
    let time = Int64(clamping: nanoseconds)
    if kind == .controlGroup { try killGroup(owned, time, &report) }
    var killed: Int32 = 0
    var remaining = [os_process](repeating: os_process(), count: Self.mostSurvivors)
    let left = try withLeftovers(owned) { meant in
      os_leftovers_kill(&meant, time, &killed, &remaining, remaining.count)
    }
    report.killed += Int(killed)
    report.left += Int(left)
    survivors += remaining.prefix(Int(left))
    return report
  }

  /// Ends the members of the group; those that survive it are remembered.
  private mutating func killGroup(_ owned: [Int32], _ time: Int64, _ report: inout KillReport) throws(Errno) {
    guard let events, let folder else { return }
    if try systemCall("cgroup.events", { os_cgroup_populated(events) }) == 0 { return }
    let known = survivors.map(\.pid)
    let uncounted = known + owned
    report.killed += Int(
      try systemCall("cgroup.procs") { os_cgroup_members(folder, uncounted, uncounted.count, nil, 0) })
    try systemCall("cgroup.kill") { os_cgroup_kill(folder) }
    let isLeft = try systemCall("cgroup.events") {
      os_cgroup_wait_empty(folder, events, known, known.count, time)
    }
    if isLeft == 0 { return }
    var pids = [Int32](repeating: 0, count: Self.mostSurvivors)
    let left = try systemCall("cgroup.procs") {
      os_cgroup_members(folder, known, known.count, &pids, pids.count)
    }
    for pid in pids.prefix(Int(left)) {
      var survivor = os_process(pid: pid, start: 0)
      guard os_process_start(pid, &survivor.start) == 0 else { continue }
      survivors.append(survivor)
      report.left += 1
    }
  }

  /// Ends what is left and removes the group.
  package consuming func remove() throws(Errno) {
    try killAll(owned: [])
    guard let parent = outer.borrowed({ $0.parent.rawValue }) ?? group.borrowed({ $0.parent.rawValue }),
      let name = outer.borrowed({ $0.name }) ?? group.borrowed({ $0.name })
    else { return }
    // A group in which somebody survives stays busy.
    let time = survivors.isEmpty ? ControlGroup.removalTime : 0
    try systemCall("rmdir", path: name) { os_cgroup_remove(parent, name, time) }
  }

  private borrowing func withLeftovers(
    _ owned: [Int32], _ body: (inout os_leftovers) -> Int32
  ) throws(Errno) -> Int32 {
    let (spared, survivors) = (spared, survivors)
    let owned = owned + services
    return try systemCall("read", path: "/proc") {
      spared.withUnsafeBufferPointer { spared in
        owned.withUnsafeBufferPointer { owned in
          survivors.withUnsafeBufferPointer { survivors in
            var meant = os_leftovers()
            meant.root = getpid()
            meant.spared = spared.baseAddress
            meant.spared_count = spared.count
            meant.unreaped = owned.baseAddress
            meant.unreaped_count = owned.count
            meant.survivors = survivors.baseAddress
            meant.survivor_count = survivors.count
            return body(&meant)
          }
        }
      }
    }
  }

  /// The open descriptors of the group, for the keeper; -1 where there is none.
  borrowing func withGroup(_ body: (_ folder: Int32, _ parent: Int32, _ name: String?) -> Int32) -> Int32 {
    outer.borrowed { body($0.folder.rawValue, $0.parent.rawValue, $0.name) }
      ?? group.borrowed { body($0.folder.rawValue, $0.parent.rawValue, $0.name) } ?? body(-1, -1, nil)
  }

  private var events: Int32? { group.borrowed { $0.events.rawValue } }
  private var folder: Int32? { group.borrowed { $0.folder.rawValue } }
}
