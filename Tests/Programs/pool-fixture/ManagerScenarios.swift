import Executors
import Expressions
import Glibc
import Jobs
import OperatingSystem
import Workloads

private func startManager() throws -> ServerProcess {
  try ServerProcess { listener in
    var server = LocalServer(listener, ManagerService())
    do throws(Errno) { try server.run() } catch { return 1 }
  }
}

private func ask(
  _ client: borrowing LocalSocket, _ request: ManagerService.Request, value: UInt64 = 0
) throws -> String {
  let reply = try client.request(LocalMessage(code: request.rawValue, key: 1, value: value))
  return reply.map { "\($0.code) \($0.value)" } ?? "gone"
}

/// Clients that send nonsense, half a message, too much, or leave with the lock: the others are served all the same.
func hostileClients(_: [String]) throws {
  let manager = try startManager()
  let good = try LocalSocket(connectingTo: manager.name)
  print("set", try ask(good, .set, value: 7))

  let nonsense = try LocalSocket(connectingTo: manager.name)
  print("nonsense", try nonsense.request(LocalMessage(code: 99)) == nil ? "sent away" : "answered")
  let thief = try LocalSocket(connectingTo: manager.name)
  print("unlock of what is not its own", try ask(thief, .unlock))

  let half = try LocalSocket(connectingTo: manager.name)
  try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try half.send($0) }
  print("beside half a message", try ask(good, .get))

  try leaveWithLock(manager.name)
  print("lock of one that left", try ask(good, .lock))
  print("the holder again", try ask(good, .lock))

  let other = try LocalSocket(connectingTo: manager.name)
  print("lock of one sent away", try ask(other, .lock))
  try flood(manager.name)
  print("after a flood", try ask(other, .get))
  for _ in 0..<2000 { _ = try LocalSocket(connectingTo: manager.name) }
  print("after many", try ask(other, .get))
  let crowd = try (0..<200).map { _ in try HeldClient(manager.name) }
  print("beside two hundred", try ask(other, .get))
  withExtendedLifetime(crowd) {}
  manager.stop()
  print("stopped", try ask(other, .get))
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}

/// A client that stays and asks nothing.
private final class HeldClient {
  private let socket: LocalSocket

  init(_ name: String) throws { socket = try LocalSocket(connectingTo: name) }
}

private func leaveWithLock(_ name: String) throws {
  let holder = try LocalSocket(connectingTo: name)
  print("lock", try ask(holder, .lock))
}

/// Sends requests without reading a reply, until it is sent away.
private func flood(_ name: String) throws {
  let client = try LocalSocket(connectingTo: name)
  let messages = [LocalMessage](repeating: LocalMessage(code: 1), count: 1000)
  do {
    for _ in 0..<100_000 { try messages.withUnsafeBytes { try client.send($0) } }
    print("never sent away")
  } catch let error as Errno {
    print("flood", error.code == EPIPE || error.code == ECONNRESET ? "sent away" : error.description)
  }
}

/// Who waits for a reply of a manager that ends gets none; a run whose manager has ended fails with the reason.
func deadManager(_: [String]) throws {
  let manager = try startManager()
  let holder = try LocalSocket(connectingTo: manager.name)
  print("lock", try ask(holder, .lock))
  let name = manager.name
  let memory = try SharedMemory(bytes: 4096, withForkedProcesses: false)
  let state = AtomicWord32(at: memory.base)
  var threads = ThreadGroup()
  try threads.start {
    guard let waiter = try? LocalSocket(connectingTo: name), (try? ask(waiter, .count)) != nil else { return }
    state.store(1)
    state.wakeAll(.threads)
    let reply = try? ask(waiter, .lock)
    state.store(reply == "gone" ? 2 : 3)
  }
  _ = state.wait(while: 0, .threads)
  usleep(20_000)
  manager.stop()
  try threads.join()
  print("waiter", state.load() == 2 ? "gone" : "other")
  keep(memory)

  do { print(try runWithoutManager().status) } catch { print("error: \(error)") }
  print("left \(wait(nil) < 0 && errno == ECHILD ? "none" : "some")")
}

/// A run whose manager ends before the first iteration.
private func runWithoutManager() throws -> RunReport {
  let lock = AxisValue(text: "true", value: .boolean(true))
  let request = RunRequest(
    kind: "manager",
    arguments: WorkloadArguments(["tasks": .integer(2), "operations": .integer(10), "lock": lock]),
    executor: ExecutorChoice(kind: .fork), workers: 2)
  let workload = try ManagerWorkload(request)
  workload.finish()
  var run = PooledRun(workload, request)
  return try run.report()
}

/// Lets memory live until here.
private func keep(_ memory: borrowing SharedMemory) {}
