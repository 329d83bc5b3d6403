import Jobs
import Latency
import OperatingSystem
import Reporting
import Results

/// `swrun host --latency`: measures, keeps and shows the latency ladder.
struct LatencySession {
  /// The folder in which that of the results is made.
  let directory: String
  let format: PlanCommand.Format

  /// From this share on, stolen CPU time is worth a warning.
  private static let mostStolen = 0.005

  func run() throws -> Outcome {
    let reading = MachineReader.read()
    var warnings: [String] = []
    let lock = try machineLock()
    defer { lock.release() }
    let startedAt = SystemClock.now()
    let folder = try ResultFolder.create(directory: directory, name: Job.latencyName, startedAt: startedAt)
    for warning in folder.warnings { Terminal.say("swrun: \(warning)") }
    let cpu = reading.allowed?.cpus.last
    try writeHost(folder, reading, cpu, startedAt)
    folder.beginSweep()

    let probe = NoiseProbe()
    let before = probe.sample()
    let results = try measure(setting(folder, reading, cpu))
    let stolen = probe.sample().since(before).stealRatio ?? 0
    warnings += LadderCheck.warnings(results)
    if stolen > Self.mostStolen {
      let percent = (stolen * 1000).rounded() / 10
      warnings.append("\(percent) % of the CPU time was stolen by the host of this virtual machine meanwhile")
    }
    return try conclude(folder, LatencyTable(results), reading, cpu, warnings)
  }

  /// The lock of the machine: the ladder and a sweep would disturb each other.
  private func machineLock() throws -> SweepLock {
    let environment = Dictionary(CurrentProcess.environment.map { ($0.name, $0.value) }) { $1 }
    switch try SweepLock.tryAcquire(.machine(environment: environment)) {
    case .acquired(let lock): return lock
    case .held(let holder):
      throw CommandFailure(
        outcome: .locked,
        message: "another swrun measures here: \(holder); measure the latencies when it is done")
    }
  }

  private func writeHost(
    _ folder: ResultFolder, _ reading: HostReading, _ cpu: Int?, _ startedAt: Timestamp
  ) throws {
    var members = ThisMachine.json(reading, ThisMachine.machine(reading))
    members += try ThisMachine.survey(reading).members
    members.append(JSON.Member("swrun_version", .text(CommandLineTool.version)))
    members.append(JSON.Member("started_at", .text(startedAt.rfc3339)))
    members.append(JSON.Member("measured_cpu", .optional(cpu)))
    members.append(JSON.Member("limits", try HostLimits.json()))
    try folder.writeHost(.object(members))
  }

  private func setting(
    _ folder: ResultFolder, _ reading: HostReading, _ cpu: Int?
  ) -> LatencyLadder.Setting {
    let caches = MachineReader.caches(of: cpu ?? 0).filter { $0.type != "Instruction" }
    func bytes(_ level: Int) -> Int? { caches.first { $0.level == level }?.bytes }
    let sizes = MemorySizes(
      MemorySizes.Caches(
        first: bytes(1), second: bytes(2), third: bytes(3), line: caches.compactMap(\.lineBytes).max()),
      available: available(reading))
    // Where there is none, its row says so.
    let program = try? ProgramLookup.find("true", path: CurrentProcess.variable("PATH"))
    return LatencyLadder.Setting(
      budget: .standard, sizes: sizes, cpu: cpu, folder: folder.path, program: program)
  }

  /// What can be had without swapping, and within the limit of the cgroups.
  private func available(_ reading: HostReading) -> Int? {
    [reading.memoryAvailableBytes, reading.memoryLimitBytes].compactMap { $0.map { Int($0) } }.min()
  }

  private func measure(_ setting: LatencyLadder.Setting) throws -> [LatencyResult] {
    let showsLine = Terminal.errorTakesControls
    var longest = 0
    defer {
      if showsLine { Terminal.sayRaw("\r" + String(repeating: " ", count: longest) + "\r") }
    }
    return try LatencyLadder.measure(setting) { operation in
      guard showsLine else { return }
      let line = "measuring: \(operation.name)"
      let padding = String(repeating: " ", count: max(0, longest - line.count))
      longest = max(longest, line.count)
      Terminal.sayRaw("\r" + line + padding)
    }
  }

  private func conclude(
    _ folder: ResultFolder, _ table: LatencyTable, _ reading: HostReading, _ cpu: Int?, _ warnings: [String]
  ) throws -> Outcome {
    let script = table.plot(host: reading.hostName ?? "")
    try folder.replaceFile("latency.csv", table.csv())
    try folder.replaceFile(script.name, script.bytes)
    let drawing = try PlotDrawing.draw([script], in: folder)
    try folder.setLink(.latest)
    var footer = "\nResults: \(folder.path)\n"
    switch drawing {
    case .drawn(let pictures): footer += "Plots:   \(pictures.joined(separator: ", "))\n"
    case .noGnuplot: Terminal.say("swrun: there is no gnuplot here; the script is written, but not drawn")
    case .failed(let message, _): Terminal.say("swrun: \(Terminal.printable(message))")
    }
    for warning in warnings { Terminal.say("swrun: \(Terminal.printable(warning))") }
    switch format {
    case .table: try Terminal.output(table.text(width: Terminal.outputWidth) + footer)
    case .csv: try Terminal.output(table.csv())
    case .json:
      let members =
        [
          JSON.Member("hostname", .optional(reading.hostName)), JSON.Member("measured_cpu", .optional(cpu)),
        ] + table.json + [
          JSON.Member("warnings", .array(warnings.map(JSON.text))), JSON.Member("folder", .text(folder.path)),
        ]
      try Terminal.output(JSON.object(members).formatted() + "\n")
    }
    if case .failed = drawing { return .unavailable }
    return .success
  }
}
