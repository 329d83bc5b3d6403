package import OperatingSystem

/// What a manager process holds, a dictionary and a list, and what its clients may ask of it.
package struct ManagerService: LocalService {
  /// What a request asks for: its first word.
  package enum Request: UInt64, Sendable {
    /// The value of a key, 0 where it has none.
    case get = 1
    /// Gives a key a value.
    case set
    /// Adds a value to the end of the list.
    case append
    /// How long the list is.
    case count
    /// Waits for the manager's lock. A client that leaves gives it back.
    case lock
    /// Gives the lock back.
    case unlock
    /// Forgets everything in the dictionary and in the list.
    case clear
  }

  /// The first word of a reply.
  package enum Reply: UInt64, Sendable {
    case done = 0
    /// The dictionary or the list has as many elements as it may have.
    case full
  }

  /// How many elements the dictionary and the list may have each.
  package static let most = 20_000_000

  private var dictionary: [UInt64: UInt64] = [:]
  private var list: [UInt64] = []
  private var holder: Int?
  /// Who waits for the lock, first come, first served.
  private var waiting: [Int] = []

  package init() {}

  package mutating func answer(
    _ request: LocalMessage, from client: Int, _ replies: inout LocalReplies
  ) -> Bool {
    var value: UInt64 = 0
    switch Request(rawValue: request.code) {
    case .get: value = dictionary[request.key] ?? 0
    case .set:
      guard dictionary.count < Self.most || dictionary[request.key] != nil else {
        replies.send(LocalMessage(code: Reply.full.rawValue), to: client)
        return true
      }
      dictionary[request.key] = request.value
    case .append:
      guard list.count < Self.most else {
        replies.send(LocalMessage(code: Reply.full.rawValue), to: client)
        return true
      }
      list.append(request.value)
    case .count: value = UInt64(list.count)
    case .lock:
      // Who has it would wait for himself; who waits has no more to ask.
      guard holder != client, !waiting.contains(client) else { return false }
      if holder != nil {
        waiting.append(client)
        return true
      }
      holder = client
    case .unlock:
      guard holder == client else { return false }
      passLock(&replies)
    case .clear:
      dictionary.removeAll(keepingCapacity: true)
      list.removeAll(keepingCapacity: true)
    case nil: return false
    }
    replies.send(LocalMessage(code: Reply.done.rawValue, key: request.key, value: value), to: client)
    return true
  }

  package mutating func left(_ client: Int, _ replies: inout LocalReplies) {
    waiting.removeAll { $0 == client }
    if holder == client { passLock(&replies) }
  }

  private mutating func passLock(_ replies: inout LocalReplies) {
    holder = waiting.isEmpty ? nil : waiting.removeFirst()
    if let holder { replies.send(LocalMessage(code: Reply.done.rawValue), to: holder) }
  }
}

/// A client of a manager process.
struct ManagerClient: ~Copyable {
  private let socket: LocalSocket

  /// - Parameter name: of the manager's ``ServerProcess``.
  init(_ name: String) throws(WorkloadError) {
    do throws(Errno) { socket = try LocalSocket(connectingTo: name) } catch {
      throw WorkloadError(message: "manager: its process cannot be reached: \(error.reason)")
    }
  }

  /// Asks, waits for the reply, and returns its value.
  @discardableResult
  func ask(
    _ request: ManagerService.Request, key: UInt64 = 0, value: UInt64 = 0
  ) throws(WorkloadError) -> UInt64 {
    let message = LocalMessage(code: request.rawValue, key: key, value: value)
    let reply: LocalMessage?
    do throws(Errno) { reply = try socket.request(message) } catch {
      throw WorkloadError(message: "manager: \(error)")
    }
    guard let reply else {
      throw WorkloadError(message: "manager: its process has ended before it answered '\(request)'")
    }
    guard reply.code == ManagerService.Reply.done.rawValue else {
      throw WorkloadError(message: "manager: it holds no more than \(ManagerService.most) elements")
    }
    return reply.value
  }
}
