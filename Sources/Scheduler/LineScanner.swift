/// Searches a text line by line for what several patterns ask for.
struct LineScanner {
  /// The beginning of a line whose end has not come yet.
  private var pending: [UInt8] = []
  private(set) var searches: [PatternSearch]

  init(_ searches: [PatternSearch]) {
    self.searches = searches
  }

  mutating func append(_ chunk: UnsafeRawBufferPointer) {
    var rest = chunk[...]
    while let newline = rest.firstIndex(of: 0x0a) {
      pending.append(contentsOf: rest[..<newline])
      searchLine()
      rest = rest[(newline + 1)...]
    }
    pending.append(contentsOf: rest)
  }

  /// Searches what is left, and gives the searches with what they found.
  consuming func finish() -> [PatternSearch] {
    if !pending.isEmpty { searchLine() }
    return searches
  }

  private mutating func searchLine() {
    let line = String(decoding: pending, as: UTF8.self)
    for index in searches.indices { searches[index].search(line) }
    pending.removeAll(keepingCapacity: true)
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
