/// Refuses directives other than `%YAML` before libyaml sees them.
///
/// libyaml compares each `%TAG` with all before it while it looks for the first event, so that a
/// megabyte of them takes minutes; and what they define could only be used in tags that are refused.
struct DirectiveCheck {
  private let text: DecodedText

  init(_ text: DecodedText) {
    self.text = text
  }

  func run() throws(YAMLError) {
    let bytes = text.utf8
    var index = 0
    var hasVersion = false
    while index < bytes.count {
      let lineStart = index
      while index < bytes.count, breakLength(at: index) == 0 { index += 1 }
      let line = bytes[lineStart..<index]
      if index < bytes.count { index += breakLength(at: index) }
      guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      if first == UInt8(ascii: "#") { continue }
      // Directives stand at the start of lines before the document.
      guard line.first == UInt8(ascii: "%") else { return }
      if let message = problem(with: line, isFirst: !hasVersion) {
        throw YAMLError(message: message, mark: text.mark(utf8Offset: lineStart))
      }
      hasVersion = true
    }
  }

  private func problem(with directive: ArraySlice<UInt8>, isFirst: Bool) -> String? {
    if directive.starts(with: "%TAG".utf8) { return "tag directives are not supported: remove the line" }
    guard directive.starts(with: "%YAML".utf8) else {
      return "an unknown directive: only %YAML 1.2 may stand here"
    }
    return isFirst ? nil : "duplicate directive: %YAML may stand once"
  }

  /// The length of what libyaml takes for a line break, NEL, LS and PS among it; 0 for anything else.
  private func breakLength(at index: Int) -> Int {
    let bytes = text.utf8
    switch bytes[index] {
    case 0x0A, 0x0D: return 1
    case 0xC2: return bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      return bytes[index + 1] == 0x80 && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9) ? 3 : 0
    default: return 0
    }
  }
}
