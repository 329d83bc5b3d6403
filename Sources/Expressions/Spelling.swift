/// Finds what a mistyped word was meant to be.
package enum Spelling {
  /// The candidate nearest to a word, for "did you mean …?"; nil when none is near.
  ///
  /// Near is at most 2 insertions, deletions, replacements or swaps of neighbours, and at most a third
  /// of the word's length (but 1 for short words, unless that is the whole word). Of equally near
  /// candidates the first is given.
  package static func nearest(_ word: String, in candidates: [String]) -> String? {
    // A longer word than this cannot be a slip of the fingers, and comparing it would take time.
    let letters = Array(word.unicodeScalars.prefix(101))
    guard letters.count <= 100 else { return nil }
    let allowed = min(2, max(1, letters.count / 3))
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.unicodeScalars)
      guard abs(other.count - letters.count) <= allowed else { continue }
      let distance = editDistance(letters, other)
      guard distance <= allowed, distance < letters.count, distance < best?.distance ?? .max else { continue }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours between two words.
  ///
  /// The restricted Damerau–Levenshtein distance (optimal string alignment), kept in three rows of the
  /// table of prefix distances.
  static func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 0..<first.count {
      var current = [row + 1]
      current.reserveCapacity(second.count + 1)
      for column in 0..<second.count {
        let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
        var distance = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          distance = min(distance, beforeLast[column - 1] + 1)
        }
        current.append(distance)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }

  /// ` (did you mean 'workers'?)`, or nothing when no candidate is near: the end of a message.
  package static func suggestion(for word: String, in candidates: [String]) -> String {
    guard let nearest = nearest(word, in: candidates) else { return "" }
    return " (did you mean '\(nearest)'?)"
  }
}
