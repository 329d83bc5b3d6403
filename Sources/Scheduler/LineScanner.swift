/// Searches a stream line by line, however long it is, for what several patterns ask for.
///
/// Up to ``holdBack`` bytes wait until the stream has ended, so that a program with moderate output is not slowed
/// by the search while it runs. A line is searched in pieces of ``longestLine`` bytes.
struct LineScanner {
  static let holdBack = 1 << 20
  static let longestLine = 1 << 16

  private var pending: [UInt8] = []
  private var searches: [PatternSearch]

  init(_ searches: [PatternSearch]) {
    self.searches = searches
  }

  /// True where nobody asks for this stream.
  var isIdle: Bool { searches.isEmpty }

  mutating func append(_ chunk: UnsafeRawBufferPointer) {
    guard !isIdle else { return }
    pending.append(contentsOf: chunk)
    if pending.count > Self.holdBack { scan(isEnd: false) }
  }

  /// Searches what is left, and gives the searches with what they found.
  consuming func finish() -> [PatternSearch] {
    scan(isEnd: true)
    return searches
  }

  private mutating func scan(isEnd: Bool) {
    var start = 0
    while start < pending.count {
      let newline = pending[start...].firstIndex(of: 0x0a)
      let end = min(newline ?? pending.count, start + Self.longestLine)
      if newline == nil, !isEnd, end == pending.count { break }
      let line = String(decoding: pending[start..<end], as: UTF8.self)
      for index in searches.indices { searches[index].search(line) }
      start = end == newline ? end + 1 : end
    }
    pending.removeFirst(start)
  }
}

/// One pattern and what it matched so far: its first group, or the whole match where it has none.
struct PatternSearch {
  /// More matches than this are not kept one by one; the reductions need only these.
  static let mostMatches = 1_000_000

  let name: String
  private let regex: Regex<AnyRegexOutput>
  private(set) var matches: [String] = []

  /// - Throws: the fault of the pattern, in the regular expression library's words.
  init(name: String, pattern: String) throws {
    self.name = name
    self.regex = try Regex(pattern)
  }

  mutating func search(_ line: String) {
    for match in line.matches(of: regex) where matches.count < Self.mostMatches {
      let group = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
      if let group { matches.append(String(group)) }
    }
  }
}
