import OperatingSystem

/// How worker processes are started.
enum StartMethod {
  /// Forked from the pool's owner.
  case fork
  /// A fresh worker program each.
  case spawn(WorkerProgram)
  /// Forked from a fresh worker program.
  case forkServer(ForkServerHandle)
}

/// What a worker process that starts afresh is told: numbers, and descriptors in a fixed order.
struct WorkerTicket: Equatable {
  /// Counted from 0.
  var worker: Int
  /// -1: not bound.
  var cpu: Int
  /// 0: it never retires.
  var mostTasks: Int
  var isReplacement: Bool
  /// Bytes of the work's name and of its recipe, in this order at the start of their memory.
  var nameLength: Int
  var recipeLength: Int
  /// Whether there are boxes for payloads.
  var hasBoxes: Bool

  /// As an argument of the program: numbers, separated by commas.
  var text: String {
    [worker, cpu, mostTasks, isReplacement ? 1 : 0, nameLength, recipeLength, hasBoxes ? 1 : 0]
      .map(String.init).joined(separator: ",")
  }

  /// Reads the argument; nil where it is not one.
  init?(text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard parts.count == 7, numbers.count == 7, numbers.allSatisfy({ $0 >= -1 && $0 <= 1 << 48 }),
      numbers[0] >= 0, numbers[2] >= 0, numbers[4] >= 0, numbers[5] >= 0
    else { return nil }
    self.init(
      worker: numbers[0], cpu: numbers[1], mostTasks: numbers[2], isReplacement: numbers[3] != 0,
      nameLength: numbers[4], recipeLength: numbers[5], hasBoxes: numbers[6] != 0)
  }

  init(
    worker: Int, cpu: Int, mostTasks: Int, isReplacement: Bool, nameLength: Int, recipeLength: Int,
    hasBoxes: Bool
  ) {
    self.worker = worker
    self.cpu = cpu
    self.mostTasks = mostTasks
    self.isReplacement = isReplacement
    self.nameLength = nameLength
    self.recipeLength = recipeLength
    self.hasBoxes = hasBoxes
  }
}

/// The memory from which workers that start afresh read which work is theirs.
final class WorkRecipe {
  private let memory: SharedMemory
  let nameLength: Int
  let recipeLength: Int

  /// - Throws: ``PoolError/refused(task:reason:)`` where the work has no recipe.
  init(_ work: PoolWork, _ configuration: PoolConfiguration) throws(PoolError) {
    guard let recipe = work.recipe else {
      throw .refused(
        task: work.name,
        reason: "it captures state of this process, which workers that start afresh do not have; register it "
          + "in the worker program with what it needs as its recipe, or use the executor fork or threads")
    }
    guard configuration.initialise == nil else {
      throw .refused(
        task: "initialiser of \(work.name)",
        reason: "it is a function of this process; let the registered work prepare what it needs")
    }
    let bytes = Array(work.name.utf8) + recipe
    do throws(Errno) {
      memory = try SharedMemory(named: "swrun-recipe", bytes: max(1, bytes.count))
    } catch {
      throw .cannotStart(reason: "\(bytes.count) bytes for the recipe of the work: \(error.reason)")
    }
    UnsafeMutableRawBufferPointer(start: memory.base, count: memory.size).copyBytes(from: bytes)
    nameLength = work.name.utf8.count
    recipeLength = recipe.count
  }

  var descriptor: Int32 { memory.descriptor ?? -1 }

  /// Reads a recipe that another process has written; nil where it is shorter than it says.
  static func read(_ descriptor: Int32, _ ticket: WorkerTicket) throws(Errno) -> (
    name: String, recipe: [UInt8]
  )? {
    let memory = try SharedMemory(mapping: descriptor)
    guard ticket.nameLength + ticket.recipeLength <= memory.size else { return nil }
    let bytes = UnsafeRawBufferPointer(start: memory.base, count: ticket.nameLength + ticket.recipeLength)
    let name = String(decoding: bytes.prefix(ticket.nameLength), as: UTF8.self)
    return (name, Array(bytes.dropFirst(ticket.nameLength)))
  }
}

/// The fork server of a process: one for all its pools, started when the first needs it, and again when it
/// has died.
package final class ForkServerHandle {
  private let program: WorkerProgram
  private var server: ForkServer?

  /// Starts nothing yet.
  ///
  /// - Parameter program: nil: the one that belongs to this program.
  package init(_ program: WorkerProgram? = nil) throws(PoolError) {
    if let program { self.program = program } else { self.program = try .find() }
  }

  /// The process id of the server; nil where none runs.
  package var pid: Int32? { server?.pid }

  /// Starts the server if none runs.
  package func start() throws(PoolError) {
    if server?.isAlive() == true { return }
    do throws(SpawnError) {
      server = try ForkServer(program: program.path, arguments: program.arguments + ["server"])
    } catch {
      throw .cannotStart(reason: "the fork server: \(error)")
    }
  }

  /// Makes a child of this process; a server that has died is replaced once.
  func fork(message: [UInt8], descriptors: [Int32]) throws(PoolError) -> Int32 {
    try start()
    var isSecond = false
    while true {
      guard let server else { throw .cannotStart(reason: "the fork server did not start") }
      do throws(ForkServerError) {
        return try server.fork(message: message, descriptors: descriptors)
      } catch {
        guard case .died = error, !isSecond else { throw .cannotStart(reason: "\(error)") }
        isSecond = true
        self.server = nil
        try start()
      }
    }
  }
}
