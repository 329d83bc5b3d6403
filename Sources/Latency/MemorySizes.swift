/// How much memory each load of the ladder goes around in.
package struct MemorySizes: Sendable, Equatable {
  /// A size, or why there is none.
  package enum Size: Sendable, Equatable {
    case bytes(Int)
    case missing(String)
  }

  /// What is known of the caches of a CPU, bytes; nil where there is none or it is not told.
  package struct Caches: Sendable, Equatable {
    package var first: Int?
    package var second: Int?
    package var third: Int?
    /// A line of them, bytes.
    package var line: Int?

    package init(first: Int? = nil, second: Int? = nil, third: Int? = nil, line: Int? = nil) {
      self.first = first
      self.second = second
      self.third = third
      self.line = line
    }
  }

  package private(set) var first: Size
  package private(set) var second: Size
  package private(set) var third: Size
  package private(set) var memory: Size
  /// Bytes between two places that are loaded, at least a line of the caches.
  package private(set) var stride: Int
  /// What the reader should know of the memory's size.
  package private(set) var note: String?

  /// The most memory that is used, bytes.
  static let most = 256 << 20
  /// Memory is measured in at least so much, bytes.
  static let least = 16 << 20

  /// The sizes for a CPU with these caches.
  ///
  /// - Parameter available: memory that can be had without swapping, bytes; nil where it is not told.
  package init(_ caches: Caches, available: Int?) {
    stride = max(64, caches.line ?? 64)
    let untold = "this machine does not tell the size of its "
    first = caches.first.map { .bytes($0 / 2) } ?? .missing(untold + "L1 cache")
    second = Self.within(caches.second, half: true, above: caches.first, untold + "L2 cache")
    // Others use the L3 cache as well, above all those of other virtual machines: as little of it as can be.
    third = Self.within(
      caches.third, half: false, above: caches.second ?? caches.first, "no L3 cache is told")
    let last = caches.third ?? caches.second ?? caches.first
    var wanted = Self.most
    if let last { wanted = min(wanted, max(8 * last, 64 << 20)) }
    wanted = min(wanted, (available ?? 512 << 20) / 8) / (2 << 20) * (2 << 20)
    guard wanted >= Self.least else {
      memory = .missing("an eighth of the available memory is too little to be larger than the caches")
      return
    }
    memory = .bytes(wanted)
    if let last, wanted < 4 * last {
      note = "\(wanted >> 20) MiB are less than 4 times the last cache: part of the loads may come from it"
    } else if last == nil {
      note = "the caches are not told: part of the loads may come from them"
    }
  }

  /// A size that fits well into one cache and not at all into the one below it.
  private static func within(_ cache: Int?, half: Bool, above lower: Int?, _ untold: String) -> Size {
    guard let cache else { return .missing(untold) }
    let size = max(half || lower == nil ? cache / 2 : 0, 2 * (lower ?? 0))
    guard size <= cache / 4 * 3 else { return .missing("it is hardly larger than the cache before it") }
    return .bytes(size)
  }
}
