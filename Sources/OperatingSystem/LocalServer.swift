internal import COperatingSystem
internal import Glibc

/// A request to a ``LocalServer``, or its reply: three words. What they mean is for the service to say.
package struct LocalMessage: BitwiseCopyable, Sendable, Equatable {
  /// What is to be done; in a reply, how it went.
  package var code: UInt64
  package var key: UInt64
  package var value: UInt64

  package init(code: UInt64, key: UInt64 = 0, value: UInt64 = 0) {
    self.code = code
    self.key = key
    self.value = value
  }
}

extension LocalSocket {
  /// Sends a request to a ``LocalServer`` and waits for the reply.
  ///
  /// - Returns: nil where the server has ended or has sent this client away.
  package borrowing func request(_ message: LocalMessage) throws(Errno) -> LocalMessage? {
    do throws(Errno) { try send(message) } catch {
      if error.code == EPIPE || error.code == ECONNRESET { return nil }
      throw error
    }
    var reply = LocalMessage(code: 0)
    var failure: Errno?
    let isWhole = withUnsafeMutableBytes(of: &reply) { buffer in
      do throws(Errno) { return try receiveAll(into: buffer) } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return isWhole ? reply : nil
  }

  borrowing func send(_ message: LocalMessage) throws(Errno) {
    var failure: Errno?
    withUnsafeBytes(of: message) { bytes in
      do throws(Errno) { try send(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// What a ``LocalServer`` does for its clients. They have numbers, which are given again once they have left.
package protocol LocalService {
  /// Answers a request: adds the replies to send now, to this client or to others that wait for one.
  ///
  /// - Returns: false where the request makes no sense: the client is sent away.
  mutating func answer(_ request: LocalMessage, from client: Int, _ replies: inout LocalReplies) -> Bool

  /// A client has left or was sent away.
  mutating func left(_ client: Int, _ replies: inout LocalReplies)
}

/// Replies to send, each to a client that waits for one.
package struct LocalReplies: Sendable {
  fileprivate(set) var waiting: [(client: Int, message: LocalMessage)] = []

  package init() {}

  package mutating func send(_ message: LocalMessage, to client: Int) { waiting.append((client, message)) }

  /// What is to be sent, by client, in order.
  package var all: [(client: Int, message: LocalMessage)] { waiting }
}

/// A server with one thread, whose clients send a ``LocalMessage`` and wait for another one.
///
/// No client can hold it up: one that sends half a message is not waited for, and one that sends without reading, or
/// nonsense, is sent away.
package struct LocalServer<Service: LocalService>: ~Copyable {
  private struct Client {
    var message = LocalMessage(code: 0)
    /// How many bytes of the message have come.
    var filled = 0
  }

  private let listener: LocalListener
  private var service: Service
  private var replies = LocalReplies()
  private var clients: [Client] = []
  /// Those of the clients, then the listener's. -1, which the poll passes over: nobody has this number now.
  private var descriptors: [Int32]
  private var wanted: [Int16] = [Int16(POLLIN)]
  private var happened: [Int16] = [0]

  package init(_ listener: consuming LocalListener, _ service: Service) {
    descriptors = [listener.number]
    self.listener = listener
    self.service = service
  }

  deinit {
    for descriptor in descriptors.dropLast() where descriptor >= 0 { close(descriptor) }
  }

  /// Serves until the process is ended.
  ///
  /// - Throws: what keeps the server from going on.
  package mutating func run() throws(Errno) -> Never {
    while true {
      try systemCall("poll") { os_poll(&descriptors, &wanted, &happened, Int32(descriptors.count), -1) }
      // Last to first: the place of the listener moves when clients come.
      if happened[clients.count] != 0 { try welcome() }
      for client in clients.indices where happened[client] != 0 && descriptors[client] >= 0 { serve(client) }
    }
  }

  private mutating func welcome() throws(Errno) {
    let place = clients.count
    do throws(Errno) {
      guard let socket = try listener.acceptNow() else { return }
      add(socket.release())
    } catch {
      // Without descriptors for more clients, those that there are come first; one that leaves makes room.
      guard error.code == EMFILE || error.code == ENFILE, descriptors.dropLast().contains(where: { $0 >= 0 })
      else { throw error }
      wanted[place] = 0
    }
  }

  private mutating func add(_ descriptor: Int32) {
    if let free = descriptors.dropLast().firstIndex(of: -1) {
      descriptors[free] = descriptor
      happened[free] = 0
      clients[free] = Client()
      return
    }
    let place = clients.count
    clients.append(Client())
    descriptors.insert(descriptor, at: place)
    wanted.insert(Int16(POLLIN), at: place)
    happened.insert(0, at: place)
  }

  /// Takes what a client has sent, and answers where that is a whole request.
  private mutating func serve(_ number: Int) {
    let descriptor = descriptors[number]
    let filled = clients[number].filled
    let count = withUnsafeMutableBytes(of: &clients[number].message) { buffer in
      let rest = buffer[filled...]
      // Any error of a connection is its end.
      return (try? FileDescriptor.read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: rest))) ?? -1
    }
    guard count > 0 else { return sendAway(number) }
    clients[number].filled += count
    guard clients[number].filled == MemoryLayout<LocalMessage>.size else { return }
    clients[number].filled = 0
    guard service.answer(clients[number].message, from: number, &replies) else { return sendAway(number) }
    reply()
  }

  private mutating func reply() {
    var next = 0
    // Sending one away may add replies to others.
    while next < replies.waiting.count {
      let (client, message) = replies.waiting[next]
      next += 1
      let descriptor = descriptors[client]
      guard descriptor >= 0 else { continue }
      let sent = withUnsafeBytes(of: message) { bytes in
        bytes.baseAddress.map { os_local_send(descriptor, $0, bytes.count) } ?? 0
      }
      // Where there is no room for a few bytes, the client reads no replies.
      if sent != MemoryLayout<LocalMessage>.size { remove(client) }
    }
    replies.waiting.removeAll(keepingCapacity: true)
  }

  private mutating func sendAway(_ client: Int) {
    remove(client)
    reply()
  }

  private mutating func remove(_ client: Int) {
    close(descriptors[client])
    descriptors[client] = -1
    wanted[clients.count] = Int16(POLLIN)
    service.left(client, &replies)
  }
}
