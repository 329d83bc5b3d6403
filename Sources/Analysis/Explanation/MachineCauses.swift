import Expressions
import Jobs

extension ScalingExplainer {
  /// A quota of CPU time that is less than the workers could use.
  var quota: Cause? {
    guard let machine, let quota = machine.quota, quota < Double(cell.workers),
      quota < Double(machine.allowed.count), cell.bound != .waiting
    else { return nil }
    let share = share(1 - quota / Double(cell.workers))
    return Cause(
      name: "quota",
      evidence: "the quota gives \(Self.number(quota)) CPUs to \(workers)\(accounting(share))", share: share)
  }

  /// More workers that compute than CPUs.
  var oversubscription: Cause? {
    guard let crowd = cell.oversubscribed else { return nil }
    let share = share(1 - Double(crowd.cpus) / Double(max(crowd.threads, 1)))
    let noun = crowd.threads == cell.workers ? "worker" : "thread"
    return Cause(
      name: "oversubscription",
      evidence: "\(Self.counted(crowd.threads, noun)) that compute share \(Self.counted(crowd.cpus, "CPU"))"
        + accounting(share), share: share)
  }

  /// Work that takes more CPU time when more workers do it: they share memory, caches or cores.
  var memory: Cause? {
    guard cell.bound != .waiting, let cpu = cell.cpu, let before = base.cpu, before > 0, cpu > 0 else {
      return nil
    }
    let growth = cpu / before / workGrowth
    guard growth >= 1.1 else { return nil }
    // Had the CPU time stayed as it was, this share of the workers' time would have been saved.
    let share = share((1 - 1 / growth) * min(1, busy ?? 1))
    let isMemory = cell.bound == .memory
    let amount = study.scaling == .strong ? "the same work" : "a unit of work"
    var evidence =
      "the CPU time for \(amount) is \(Self.number(growth)) times that with "
      + Self.counted(base.workers, "worker")
    if let busy, busy >= 0.8 { evidence += " while \(Self.percent(busy)) of the workers' time was busy" }
    evidence += accounting(share)
    evidence +=
      isMemory
      ? ": the workload is bound by memory, whose bandwidth the workers share"
      : ": workers share caches, memory, the clock's headroom or cores, or add work of their own"
    return Cause(name: isMemory ? "memory bandwidth" : "dearer work", evidence: evidence, share: share)
  }

  /// The share of the workers' time that was spent in tasks or on CPUs.
  private var busy: Double? { cell.achievedParallelism.map { $0 / Double(cell.workers) } }

  /// How many times the work of the base the cell does.
  private var workGrowth: Double {
    if study.scaling == .strong { return 1 }
    if let work = cell.work, let before = base.work, before > 0 { return work / before }
    return Double(cell.workers) / Double(base.workers)
  }

  /// Threads that were ready and had no CPU.
  var delay: Cause? {
    guard let delay = cell.runDelay, let wall = cell.wall, wall > 0 else { return nil }
    let part = delay / (wall * Double(cell.workers))
    guard part >= 0.01 else { return nil }
    let share = share(part)
    return Cause(
      name: "run delay",
      evidence: "for \(Self.percent(min(1, part))) of their time the workers were ready and had no CPU"
        + accounting(share), share: share)
  }

  /// Threads that nobody asked for.
  var hidden: Cause? {
    cell.hiddenThreads.map { Cause(name: "hidden threads", evidence: $0.observation) }
  }

  /// Time that the host of a virtual machine took.
  var stolen: Cause? {
    guard let steal = cell.stealRatio, steal > QuietMachine.defaultSteal else { return nil }
    let share = share(steal)
    return Cause(
      name: "steal",
      evidence: "the host of this virtual machine took \(Self.percent(steal)) of the CPU time"
        + accounting(share), share: share)
  }

  /// Runs that a quota stopped.
  var throttled: Cause? {
    guard let time = cell.throttledTime, time > 0 else { return nil }
    return Cause(
      name: "throttling",
      evidence: "a quota stopped runs for up to \(Self.number(time)) s; such runs are not in the statistics")
  }

  /// What it takes to start the workers, beside the work: the measured time begins when all are ready.
  var startup: Cause? {
    guard let startup = cell.startup, let wall = cell.wall, wall > 0, startup >= 0.1 * wall else {
      return nil
    }
    return Cause(
      name: "start-up",
      evidence: "to start \(workers) takes \(Self.number(startup)) s beside \(Self.number(wall)) s of work; "
        + "the speedups do not count it")
  }
}
