internal import COperatingSystem

/// Steps whose length can be measured: each call does so many of them, one after the other, and nothing of
/// them is optimised away.
package enum Steps {
  /// Additions and loads are done in a multiple of this many.
  package static let block = Int(OS_STEP_BLOCK)

  /// Additions, each of which waits for the result of the one before; `count` is a multiple of ``block``.
  package static func additions(_ count: Int) {
    _ = os_step_additions(UInt64(count))
  }

  /// Loads of addresses, each from the address that the one before has loaded; `count` is a multiple of
  /// ``block``.
  ///
  /// - Returns: the last address, where the next ones can go on.
  package static func loads(
    from start: UnsafeMutableRawPointer, _ count: Int
  ) -> UnsafeMutableRawPointer {
    os_step_loads(start, UInt64(count))
  }

  /// A branch for each byte, taken where it is not 0.
  package static func branches(on bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { _ = os_step_branches(base, UInt64(buffer.count)) }
    }
  }

  /// Locks and unlocks a mutex that nobody else uses: an atomic instruction each, without a system call.
  package static func locks(_ count: Int) {
    var word: UInt32 = 0
    os_step_locks(&word, UInt64(count))
  }

  /// System calls that do hardly anything (`getppid`).
  package static func systemCalls(_ count: Int) {
    os_step_system_calls(UInt64(count))
  }

  /// Reads words of 8 bytes, one after the other.
  package static func words(_ words: UnsafeRawBufferPointer) {
    guard let base = words.baseAddress else { return }
    _ = os_step_words(base.assumingMemoryBound(to: UInt64.self), UInt64(words.count / 8))
  }

  /// Threads that do nothing, each started and waited for.
  package static func threads(_ count: Int) throws(Errno) {
    let code = os_step_threads(UInt64(count))
    if code != 0 { throw Errno(code: code, operation: "pthread_create") }
  }

  /// Children of this process that end at once, each forked and waited for.
  package static func forks(_ count: Int) throws(Errno) {
    try systemCall("fork") { os_step_forks(UInt64(count)) }
  }

  /// Runs of a program without arguments, each started without a copy of this process and waited for.
  ///
  /// - Throws: also where the program ends with another exit code than 0.
  package static func programs(_ path: String, _ count: Int) throws(Errno) {
    try systemCall("exec", path: path) { os_step_programs(path, UInt64(count)) }
  }
}
