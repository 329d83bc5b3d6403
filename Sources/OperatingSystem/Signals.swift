internal import COperatingSystem
internal import Glibc

/// Names of signals, and what this process does on them.
package enum Signals {
  /// Ctrl-C.
  package static let interrupt = SIGINT
  /// Abort.
  package static let abort = SIGABRT
  /// Ends a process at once.
  package static let kill = SIGKILL
  /// A polite request to end.
  package static let terminate = SIGTERM
  /// Lets a stopped process go on.
  package static let goOn = SIGCONT
  /// CPU time limit reached.
  package static let cpuLimit = SIGXCPU
  /// File size limit reached.
  package static let fileSizeLimit = SIGXFSZ
  /// An illegal instruction; also a trap of Swift.
  package static let illegalInstruction = SIGILL
  /// A bad memory access.
  package static let segmentationFault = SIGSEGV

  private static let names = [
    "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
    "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",
    "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH",
    "SIGIO", "SIGPWR", "SIGSYS",
  ]

  /// The name of a signal's number on Linux, such as `SIGKILL`; `SIG40` for one without a name.
  package static func name(_ number: Int32) -> String {
    let index = Int(number) - 1
    return names.indices.contains(index) ? names[index] : "SIG\(number)"
  }

  /// Ends this process by the signal, so that its parent sees a true death by it. Leaves no core file.
  package static func die(by number: Int32) -> Never {
    os_signal_die(number)
  }

  /// Ignores the signals that would end this process although nothing is wrong with it.
  ///
  /// SIGPIPE and SIGXFSZ show as errors of the write; SIGUSR1, SIGUSR2 and SIGALRM, which schedulers and
  /// scripts send to a whole group, are not for us. Children begin with the defaults again.
  ///
  /// SIGCHLD gets its default: who starts us may ignore it, and then children could not be waited for.
  package static func ignoreHarmless() throws(Errno) {
    try systemCall("sigaction") { os_signal_default(SIGCHLD) }
    for signal in [SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2, SIGALRM] {
      try systemCall("sigaction") { os_signal_ignore(signal) }
    }
  }

  /// Ignores SIGPIPE alone: a connection whose other end is gone then shows as an error of the write.
  package static func ignoreBrokenPipes() throws(Errno) {
    try systemCall("sigaction") { os_signal_ignore(SIGPIPE) }
  }
}

/// Signals that are read as events instead of interrupting the program.
package struct SignalWatcher: ~Copyable {
  /// Becomes readable when a watched signal waits.
  package let descriptor: FileDescriptor
  /// The signals that are watched.
  package let watched: [Int32]

  /// Blocks SIGINT, SIGTERM, SIGHUP and SIGQUIT and watches them instead.
  ///
  /// Those that are ignored already stay so: `nohup` ignores SIGHUP, and a shell without job control
  /// ignores SIGINT and SIGQUIT for a program in the background.
  package init() throws(Errno) {
    let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].filter { os_signal_is_ignored($0) == 0 }
    descriptor = FileDescriptor(
      owning: try systemCall("signalfd") { os_signal_descriptor(signals, Int32(signals.count)) })
    watched = signals
  }

  /// The next signal that waits; nil if there is none.
  package borrowing func next() throws(Errno) -> Int32? {
    let number = descriptor.rawValue
    let signal = try systemCall("read") { os_signal_read(number) }
    return signal == 0 ? nil : signal
  }
}
