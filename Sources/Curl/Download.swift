internal import CCurl
internal import OperatingSystem

/// How the transfer of one file ended.
package struct Download: Sendable, Equatable {
  /// The code of libcurl; 0: it went well.
  package var code: UInt32
  /// The status of the last answer by HTTP; 0: there was none.
  package var status: Int
  /// How many bytes of the file arrived.
  package var bytes: UInt64

  package init(code: UInt32, status: Int, bytes: UInt64) {
    self.code = code
    self.status = status
    self.bytes = bytes
  }

  /// Whether the file is there: a redirect that leads nowhere is none.
  package var isComplete: Bool { code == 0 && (200..<300).contains(status) }
}

extension CurlLibrary {
  /// The hosts that are asked without a proxy: those of the environment, and always this machine itself. It holds
  /// for every step of a chain of redirects.
  private static var withoutProxy: String {
    let given = CurrentProcess.variable("no_proxy") ?? CurrentProcess.variable("NO_PROXY") ?? ""
    return (given.isEmpty ? "" : given + ",") + "localhost,127.0.0.1,::1"
  }

  /// Redirects that are followed.
  package static let mostRedirects = 10

  /// Fetches a file by HTTP or HTTPS. Redirects are followed; a status of 400 or more is a failed transfer.
  ///
  /// - Parameters:
  ///   - timeout: what connection and transfer together may take, in seconds.
  ///   - receive: gets the file piece by piece.
  /// - Throws: what `receive` throws, or a ``CurlError`` where libcurl does not know an option.
  package func fetch(
    _ address: String, timeout: Double, receive: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Download {
    guard let handle = ccurl_easy_init(easyInit.pointer) else {
      throw CurlError(message: "libcurl has no memory for a transfer")
    }
    defer { ccurl_easy_cleanup(cleanup.pointer, handle) }
    let receiver = Receiver(receive)
    try withExtendedLifetime(receiver) {
      try prepare(handle, address, timeout: timeout, receiver)
    }
    let code = withExtendedLifetime(receiver) { ccurl_easy_perform(perform.pointer, handle) }
    if let error = receiver.error { throw error }
    var status = 0
    try check(ccurl_get_number(getInformation.pointer, handle, CURLINFO_RESPONSE_CODE, &status))
    return Download(code: code.rawValue, status: status, bytes: receiver.bytes)
  }

  private func prepare(
    _ handle: UnsafeMutableRawPointer, _ address: String, timeout: Double, _ receiver: Receiver
  ) throws(CurlError) {
    let set = setOption.pointer
    let milliseconds = Int(min(max(1, (timeout * 1000).rounded(.up)), Double(Int32.max)))
    let numbers: [(CURLoption, Int)] = [
      // Signals belong to the whole process, and there are several threads.
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 1), (CURLOPT_MAXREDIRS, Self.mostRedirects),
      (CURLOPT_FAILONERROR, 1), (CURLOPT_CONNECTTIMEOUT_MS, milliseconds),
      (CURLOPT_TIMEOUT_MS, milliseconds),
    ]
    for (option, value) in numbers { try check(ccurl_set_number(set, handle, option, value)) }
    try check(ccurl_set_web_only(set, handle))
    try check(ccurl_set_text(set, handle, CURLOPT_URL, address))
    try check(ccurl_set_text(set, handle, CURLOPT_USERAGENT, "swrun"))
    try check(ccurl_set_text(set, handle, CURLOPT_NOPROXY, Self.withoutProxy))
    try check(
      ccurl_set_receiver(set, handle, receiveData, Unmanaged.passUnretained(receiver).toOpaque()))
  }

  private func check(_ code: CURLcode) throws(CurlError) {
    guard code == CURLE_OK else {
      throw CurlError(message: "this libcurl cannot be used: \(reason(of: code))")
    }
  }
}

/// What libcurl calls with what arrives.
private final class Receiver {
  private let body: (UnsafeRawBufferPointer) throws -> Void
  private(set) var bytes: UInt64 = 0
  private(set) var error: (any Error)?

  init(_ body: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.body = body }

  /// Hands a piece on; false ends the transfer.
  func take(_ piece: UnsafeRawBufferPointer) -> Bool {
    do {
      try body(piece)
    } catch {
      self.error = error
      return false
    }
    bytes += UInt64(piece.count)
    return true
  }
}

private func receiveData(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
  // A number other than that of the bytes tells libcurl that they were not taken.
  return receiver.take(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : -1
}
