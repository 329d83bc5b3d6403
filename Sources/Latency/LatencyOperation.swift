/// The operations of the latency ladder that are measured, from the shortest to the longest of a common
/// machine.
package enum LatencyOperation: String, CaseIterable, Sendable {
  case instruction = "instruction"
  case firstCache = "load from L1"
  case mispredictedBranch = "branch mispredicted"
  case secondCache = "load from L2"
  case thirdCache = "load from L3"
  case mutex = "mutex lock and unlock"
  case memory = "load from memory"
  case systemCall = "system call"
  case contextSwitch = "context switch"
  case loopback = "2 kB over loopback"
  case memoryPiece = "1 MiB from memory"
  case thread = "thread start and join"
  case fork = "fork and wait"
  case program = "vfork, exec and wait"
  case diskPage = "4 KiB from disk, at random"
  case diskPiece = "1 MiB from disk"

  /// The name in tables, files and pictures.
  package var name: String { rawValue }

  /// What is measured, in words.
  package var meaning: String {
    switch self {
    case .instruction: "an addition that waits for the one before"
    case .firstCache: "a load whose address the one before has loaded, within half of the L1 data cache"
    case .mispredictedBranch: "what a branch costs more if its direction was guessed wrongly"
    case .secondCache: "as from L1, within half of the L2 cache"
    case .thirdCache: "as from L1, within twice the size of the L2 cache"
    case .mutex: "of a mutex that nobody else wants: two atomic instructions"
    case .memory: "as from L1, all over memory that is much larger than all caches"
    case .systemCall: "getppid, which does hardly anything"
    case .contextSwitch: "half of a round trip of a byte through two pipes, both processes on one CPU"
    case .loopback: "half of a round trip of 2000 bytes to another process over TCP to 127.0.0.1"
    case .memoryPiece: "read one word after the other from memory that no cache holds"
    case .thread: "of a thread that does nothing"
    case .fork: "of a child of swrun that ends at once"
    case .program: "of the program 'true'"
    case .diskPage: "read past the page cache (O_DIRECT) from a file of swrun's"
    case .diskPiece: "read past the page cache (O_DIRECT), piece after piece"
    }
  }

  /// The figure of 2012 that stands beside it; nil where the classic lists have none.
  package var classic: ClassicFigure? {
    switch self {
    case .instruction: ClassicFigure(1, "typical instruction")
    case .firstCache: ClassicFigure(0.5, "L1 cache reference")
    case .mispredictedBranch: ClassicFigure(5, "branch mispredict")
    case .secondCache: ClassicFigure(7, "L2 cache reference")
    case .mutex: ClassicFigure(25, "mutex")
    case .memory: ClassicFigure(100, "main memory reference")
    case .loopback: ClassicFigure(20_000, "2 kB over 1 Gbit/s")
    case .memoryPiece: ClassicFigure(250_000, "1 MB from memory")
    case .diskPage: ClassicFigure(150_000, "4 kB from an SSD")
    case .diskPiece: ClassicFigure(1_000_000, "1 MB from an SSD")
    case .thirdCache, .systemCall, .contextSwitch, .thread, .fork, .program: nil
    }
  }

  /// Whether each step is a measurement of its own: it is long enough for the clock.
  var isTimedAlone: Bool {
    switch self {
    case .thread, .fork, .program, .diskPage, .diskPiece, .memoryPiece: true
    default: false
    }
  }
}

/// A figure of the lists of latencies that circulate since Jeff Dean's talks, as of 2012 (Norvig, "Teach
/// Yourself Programming in Ten Years"; Bonér, "Latency numbers every programmer should know").
package struct ClassicFigure: Sendable, Equatable {
  package var nanoseconds: Double
  /// What it is of, in the words of the lists.
  package var of: String

  init(_ nanoseconds: Double, _ of: String) {
    self.nanoseconds = nanoseconds
    self.of = of
  }

  /// Figures that have nothing beside them here: they are shown for reference.
  package static let references: [ClassicFigure] = [
    ClassicFigure(500_000, "round trip in a data centre"),
    ClassicFigure(10_000_000, "seek of a spinning disk"),
    ClassicFigure(20_000_000, "1 MB from a spinning disk"),
    ClassicFigure(150_000_000, "packet over an ocean and back"),
  ]
}
