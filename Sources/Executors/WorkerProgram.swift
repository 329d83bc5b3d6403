import OperatingSystem

/// The program that workers run which start afresh.
package struct WorkerProgram: Sendable, Equatable {
  /// Its path.
  package var path: String
  /// What comes before the words of ours.
  package var arguments: [String]

  package init(path: String, arguments: [String] = []) {
    self.path = path
    self.arguments = arguments
  }

  /// The name of the program that belongs to swrun.
  package static let name = "swrun-worker"

  /// Finds the program that belongs to this one: beside it, then in `../libexec/swrun`.
  package static func find() throws(PoolError) -> WorkerProgram {
    let own: String
    do throws(Errno) {
      own = try CurrentProcess.resolvedPath("/proc/self/exe")
    } catch {
      throw .cannotStart(reason: "this program's own place is not known: \(error)")
    }
    let folder = own[..<(own.lastIndex(of: "/") ?? own.startIndex)]
    let places = ["\(folder)/\(name)", "\(folder)/../libexec/swrun/\(name)"]
    for place in places {
      do throws(ProgramLookup.Failure) {
        return WorkerProgram(path: try ProgramLookup.find(place, path: nil))
      } catch {
        if case .notFound = error { continue }
        throw .cannotStart(reason: "the program of the workers: \(error)")
      }
    }
    throw .cannotStart(
      reason: "the program \(name) is neither at \(places[0]) nor at \(places[1]): install it there")
  }

  /// What the program's `main` calls with its arguments: serves as a worker, or as the fork server.
  ///
  /// - Parameter registry: the tasks and works that its workers know.
  /// - Returns: the exit code.
  package static func main(_ arguments: [String], registry: TaskRegistry) -> Int32 {
    let words = arguments.dropFirst()
    if words.first == "worker", words.count > 4, let ticket = WorkerTicket(text: words[words.startIndex + 1])
    {
      let descriptors = words.dropFirst(2).compactMap { Int32($0) }
      return serve(ticket, descriptors, registry)
    }
    if words.first == "server", words.count == 2, let socket = words.last.flatMap({ Int32($0) }) {
      return serveForks(socket, registry)
    }
    complain("\(name) is started by swrun for the executors spawn and forkserver")
    return 64
  }

  private static func serveForks(_ socket: Int32, _ registry: TaskRegistry) -> Int32 {
    do throws(Errno) {
      try ForkServerLoop.serve(socket: socket) { message, descriptors in
        guard let ticket = WorkerTicket(text: String(decoding: message, as: UTF8.self)) else { return 70 }
        return serve(ticket, descriptors, registry)
      }
      return 0
    } catch {
      complain("the fork server ends: \(error)")
      return 71
    }
  }

  /// A worker's life.
  private static func serve(_ ticket: WorkerTicket, _ descriptors: [Int32], _ registry: TaskRegistry) -> Int32
  {
    guard descriptors.count == (ticket.hasBoxes ? 5 : 3) else {
      complain("worker \(ticket.worker + 1): \(descriptors.count) descriptors were handed over")
      return 70
    }
    do {
      let memory = try PoolMemory(handed: descriptors[0])
      guard ticket.worker < memory.workers else { return 70 }
      let bell = WorkerBell(descriptor: descriptors[1])
      var loop = WorkerLoop(memory: memory, worker: ticket.worker, body: { _, _ in TaskResult(count: 0) })
      do {
        loop = WorkerLoop(
          memory: memory, worker: ticket.worker, body: try body(ticket, descriptors[2], registry))
      } catch {
        loop.initialise = { _ in throw PortableError(String(describing: error)) }
      }
      if ticket.hasBoxes {
        loop.server = CodeServer(
          memory: memory, worker: ticket.worker, registry: registry,
          inbox: try PayloadBox(handed: descriptors[3]),
          outbox: try PayloadBox(handed: descriptors[4], after: memory.outbox(ticket.worker)))
      }
      loop.mostTasks = ticket.mostTasks == 0 ? nil : ticket.mostTasks
      loop.isReplacement = ticket.isReplacement
      loop.serve(cpu: ticket.cpu < 0 ? nil : ticket.cpu) { _ in bell.ring() }
      return 0
    } catch {
      complain("worker \(ticket.worker + 1): \(error)")
      return 71
    }
  }

  private static func body(
    _ ticket: WorkerTicket, _ descriptor: Int32, _ registry: TaskRegistry
  ) throws -> TaskBody {
    guard let (name, recipe) = try WorkRecipe.read(descriptor, ticket) else {
      throw PortableError("the recipe of the work is cut")
    }
    guard let body = try registry.work(name, recipe) else {
      throw PortableError("the worker program knows no work '\(name)': register it there")
    }
    return body
  }

  private static func complain(_ text: String) {
    do {
      try CurrentProcess.writeToError("\(text)\n")
    } catch {
      // The exit code is all that is left to tell.
    }
  }
}
