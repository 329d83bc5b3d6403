package import OperatingSystem

/// Measures the latencies of this machine, one operation after the other.
///
/// It forks, so that the process must have one thread; some seconds of it are spent on one CPU.
package struct LatencyLadder {
  /// Where and how it is measured.
  package struct Setting: Sendable {
    package var budget: LatencyBudget
    package var sizes: MemorySizes
    /// What measurements of one CPU are bound to; nil leaves the choice to the kernel.
    package var cpu: Int?
    /// Where the file for the disk is made.
    package var folder: String
    /// The path of the program `true`; nil where there is none.
    package var program: String?

    package init(budget: LatencyBudget, sizes: MemorySizes, cpu: Int?, folder: String, program: String?) {
      self.budget = budget
      self.sizes = sizes
      self.cpu = cpu
      self.folder = folder
      self.program = program
    }
  }

  private let setting: Setting
  let stopwatch: Stopwatch
  private let begins: (LatencyOperation) -> Void
  private var results: [LatencyResult] = []

  /// Measures all.
  ///
  /// - Parameter begins: told of each operation before it is measured.
  /// - Returns: a result for each operation, in their order.
  /// - Throws: where the CPUs of this process cannot be set back after it.
  package static func measure(
    _ setting: Setting, begins: @escaping (LatencyOperation) -> Void = { _ in }
  ) throws(Errno) -> [LatencyResult] {
    var ladder = LatencyLadder(
      setting: setting, stopwatch: Stopwatch(budget: setting.budget), begins: begins)
    // Forks come first: they cost by the memory that the process has. Where they run the kernel decides, as
    // it does for programs.
    ladder.measureProcesses()
    try ladder.onOneCPU { $0.measureProcessor() }
    ladder.measureDisk()
    return LatencyOperation.allCases.map { operation in
      ladder.results.first { $0.operation == operation } ?? LatencyResult(operation, summary: nil)
    }
  }

  /// Binds this process to the CPU meanwhile.
  private mutating func onOneCPU(_ body: (inout LatencyLadder) -> Void) throws(Errno) {
    guard let cpu = setting.cpu else { return body(&self) }
    let before = try CPUSet.allowed()
    try CPUSet([cpu]).bindCallingThread()
    body(&self)
    try before.bindCallingThread()
  }

  private mutating func measureProcesses() {
    measure(.thread) { count throws(Errno) in try Steps.threads(count) }
    measure(.fork) { count throws(Errno) in try Steps.forks(count) }
    if let program = setting.program {
      measure(.program) { count throws(Errno) in try Steps.programs(program, count) }
    } else {
      skip(.program, "there is no program 'true' in the folders of PATH")
    }
    // 2000 bytes there and 2000 back.
    measureExchange(.loopback, .loopback, bytes: 2000)
  }

  private mutating func measureProcessor() {
    measure(.systemCall) { Steps.systemCalls($0) }
    measureExchange(.contextSwitch, .pipes, bytes: 1)
    measure(.instruction, block: Steps.block) { Steps.additions($0) }
    measure(.mutex) { Steps.locks($0) }
    begins(.mispredictedBranch)
    results.append(MispredictedBranch.measure(setting.budget))
    measureMemory()
  }

  /// Half of a round trip.
  private mutating func measureExchange(
    _ operation: LatencyOperation, _ way: EchoProcess.Way, bytes: Int
  ) {
    begins(operation)
    do throws(EchoProcess.Failure) {
      var peer = try EchoProcess(way, bytes: bytes)
      let stopwatch = stopwatch
      do throws(Errno) {
        let values = try stopwatch.measure { count throws(Errno) in try peer.exchange(count) }
        results.append(LatencyResult(operation, values.map { $0 / 2 }))
      } catch { skip(operation, error.description) }
    } catch { skip(operation, error.description) }
  }

  private mutating func measureMemory() {
    let sizes = setting.sizes
    let steps: [(LatencyOperation, MemorySizes.Size)] = [
      (.firstCache, sizes.first), (.secondCache, sizes.second), (.thirdCache, sizes.third),
      (.memory, sizes.memory),
    ]
    var most = 0
    for case (_, .bytes(let bytes)) in steps { most = max(most, bytes) }
    skipMemory(steps)
    if case .missing(let reason) = sizes.memory { skip(.memoryPiece, reason) }
    guard most > 0 else { return }
    do throws(Errno) {
      let memory = try LargeMemory(bytes: most)
      for case (let operation, .bytes(let bytes)) in steps { measureLoads(operation, in: memory, bytes) }
      if case .bytes(let bytes) = sizes.memory { measurePieces(of: memory, bytes) }
    } catch {
      for case (let operation, .bytes) in steps { skip(operation, error.description) }
      if case .bytes = sizes.memory { skip(.memoryPiece, error.description) }
    }
  }

  private mutating func measureLoads(
    _ operation: LatencyOperation, in memory: borrowing LargeMemory, _ bytes: Int
  ) {
    begins(operation)
    var place = LoadCycle.make(in: memory, bytes: bytes, stride: setting.sizes.stride)
    let values = stopwatch.measure(block: Steps.block) { place = Steps.loads(from: place, $0) }
    results.append(LatencyResult(operation, values, note: operation == .memory ? setting.sizes.note : nil))
  }

  private mutating func measurePieces(of memory: borrowing LargeMemory, _ bytes: Int) {
    begins(.memoryPiece)
    let base = memory.base
    var piece = 0
    let values = stopwatch.measure(isTimedAlone: true) { _ in
      let start = base + (piece % (bytes >> 20)) << 20
      Steps.words(UnsafeRawBufferPointer(start: start, count: 1 << 20))
      piece += 1
    }
    results.append(LatencyResult(.memoryPiece, values, note: setting.sizes.note))
  }

  private mutating func skipMemory(_ steps: [(LatencyOperation, MemorySizes.Size)]) {
    for (operation, size) in steps {
      if case .missing(let reason) = size { skip(operation, reason) }
    }
  }

  private mutating func measureDisk() {
    begins(.diskPage)
    do throws(DiskFile.Failure) {
      measureReads(of: try DiskFile(in: setting.folder, setting.budget))
    } catch {
      skip(.diskPage, error.description)
      skip(.diskPiece, error.description)
    }
  }

  private mutating func measureReads(of file: borrowing DiskFile) {
    var random = file.random
    let note = file.note
    var piece = 0
    measure(.diskPage, note: note) { _ throws(Errno) in try file.readPage(&random) }
    measure(.diskPiece, note: note) { _ throws(Errno) in
      try file.readPiece(piece)
      piece += 1
    }
  }

  private mutating func measure(
    _ operation: LatencyOperation, block: Int = 1, note: String? = nil,
    _ body: (_ count: Int) throws(Errno) -> Void
  ) {
    begins(operation)
    do throws(Errno) {
      let values = try stopwatch.measure(
        block: block, isTimedAlone: operation.isTimedAlone, body)
      results.append(LatencyResult(operation, values, note: note))
    } catch { skip(operation, error.description) }
  }

  private mutating func skip(_ operation: LatencyOperation, _ reason: String) {
    results.append(LatencyResult(operation, summary: nil, note: reason))
  }
}
