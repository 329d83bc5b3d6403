/// A list of CPUs as text, in the kernel's form: `0-3,8`.
package enum CPUList {
  /// No kernel numbers its CPUs further than this.
  static let largest = 65_535

  /// The CPUs in ascending order; an error's text where the list is wrong.
  package static func parse(_ text: String) -> Result<[Int], CPUListError> {
    var cpus: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(number)
      guard let first = ends.first ?? nil, let last = ends.last ?? nil else {
        return .failure(CPUListError(reason: "expected a list such as 0-3,8"))
      }
      guard first <= last else {
        return .failure(CPUListError(reason: "the range \(first)-\(last) runs backwards"))
      }
      guard last <= largest else {
        return .failure(CPUListError(reason: "the largest CPU number is \(largest)"))
      }
      for cpu in first...last {
        guard cpus.insert(cpu).inserted else {
          return .failure(CPUListError(reason: "CPU \(cpu) stands in it twice"))
        }
      }
    }
    return .success(cpus.sorted())
  }

  /// CPUs in any order as the shortest list.
  package static func text(_ cpus: [Int]) -> String {
    let cpus = Set(cpus).sorted()
    var parts: [String] = []
    var index = 0
    while index < cpus.count {
      var end = index
      while end + 1 < cpus.count, cpus[end + 1] == cpus[end] + 1 { end += 1 }
      parts.append(end == index ? "\(cpus[index])" : "\(cpus[index])-\(cpus[end])")
      index = end + 1
    }
    return parts.joined(separator: ",")
  }

  /// Decimal digits without a sign, and without a 0 before them.
  private static func number(_ text: Substring) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      text == "0" || !text.hasPrefix("0")
    else { return nil }
    return Int(text)
  }
}

/// Why a text is not a list of CPUs.
package struct CPUListError: Error, Equatable {
  package var reason: String
}
