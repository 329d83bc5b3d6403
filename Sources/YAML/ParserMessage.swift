/// What libyaml says about a text that is not YAML, said so that the author finds the mistake.
struct ParserMessage {
  var problem: String
  var mark: SourceMark
  var context: String?
  var contextMark: SourceMark?

  /// libyaml takes for a key what is no longer than this, as YAML has it.
  private static let keyLength = 1024

  func error(in text: DecodedText) -> YAMLError {
    unclosedCollection ?? missingSpace(in: text) ?? longKey ?? missingKey(in: text) ?? other(in: text)
  }

  /// A bracket on an earlier line than the problem: that is where it is missing its partner.
  private var unclosedCollection: YAMLError? {
    guard let start = contextMark, start.line < mark.line, problem.hasPrefix("did not find expected ','")
    else {
      return nil
    }
    let bracket: String
    switch context {
    case "while parsing a flow sequence": bracket = "["
    case "while parsing a flow mapping": bracket = "{"
    default: return nil
    }
    return YAMLError(
      message: "the '\(bracket)' that begins here is not closed, or a ',' is missing before "
        + "\(mark.line):\(mark.column)", mark: start, contextMark: mark)
  }

  private var isAboutKey: Bool {
    problem == "could not find expected ':'" || problem == "mapping values are not allowed in this context"
  }

  /// `name:x` on the line where the text begins that should be a key, or on the line before it.
  private func missingSpace(in text: DecodedText) -> YAMLError? {
    guard isAboutKey else { return nil }
    var number = contextMark.map(\.line) ?? mark.line - 1
    while number > 1, text.line(number).allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { number -= 1 }
    guard number >= 1, let column = Self.columnOfMissingSpace(text.line(number)) else { return nil }
    let start = text.mark(utf8Offset: text.line(number).startIndex)
    return YAMLError(
      message: "a space is missing after ':'",
      mark: SourceMark(line: start.line, column: column, offset: start.offset + column - 1))
  }

  /// The column behind a colon that follows a plain name and has something but a space behind it.
  private static func columnOfMissingSpace(_ line: ArraySlice<UInt8>) -> Int? {
    let content = line.drop { $0 == 0x20 || $0 == UInt8(ascii: "-") }
    let rest = content.drop { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
    // Not the colon of an address such as https://example.org.
    guard rest.startIndex > content.startIndex, rest.first == UInt8(ascii: ":"),
      let next = rest.dropFirst().first, ![0x20, 0x09, UInt8(ascii: "/")].contains(next)
    else { return nil }
    // All bytes so far are ASCII: as many as characters.
    return rest.startIndex - line.startIndex + 2
  }

  private var longKey: YAMLError? {
    let start = contextMark ?? SourceMark(line: mark.line, column: 1, offset: mark.offset - mark.column + 1)
    guard isAboutKey, start.line == mark.line, mark.offset - start.offset > Self.keyLength else { return nil }
    return YAMLError(message: "the key is longer than \(Self.keyLength) characters", mark: start)
  }

  private func missingKey(in text: DecodedText) -> YAMLError? {
    guard problem == "did not find expected key" || problem == "did not find expected node content",
      text.utf8(from: mark.offset).first == UInt8(ascii: ":")
    else { return nil }
    return YAMLError(message: "a key is missing before ':'", mark: mark)
  }

  private func other(in text: DecodedText) -> YAMLError {
    let isQuoted = context == "while scanning a quoted scalar"
    switch problem {
    case "found unexpected end of stream" where isQuoted,
      "found unexpected document indicator" where isQuoted:
      // The problem is found at the end, and made at the beginning.
      return YAMLError(
        message: "the quoted text that begins here is not closed: its closing quote is missing",
        mark: contextMark ?? mark, contextMark: mark)
    case "found character that cannot start any token":
      return YAMLError(message: startMessage(text.utf8(from: mark.offset).first), mark: mark)
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      return YAMLError(
        message: "a tab character cannot be indentation: use spaces", mark: mark, contextMark: contextMark)
    case "mapping values are not allowed in this context":
      return YAMLError(
        message: "a mapping is not allowed here: check the indentation, and quote text that contains ': '",
        mark: mark)
    case "could not find expected ':'":
      return YAMLError(
        message: "expected ':' behind the key that begins on an earlier line or place: check the indentation",
        mark: mark, contextMark: contextMark)
    case "found incompatible YAML document":
      return YAMLError(message: "the directive names an unknown version of YAML: write %YAML 1.2", mark: mark)
    default:
      let prefix = context.map { "\($0): " } ?? ""
      return YAMLError(message: prefix + problem, mark: mark, contextMark: contextMark)
    }
  }

  private func startMessage(_ byte: UInt8?) -> String {
    guard let byte else { return "a character that cannot begin a value" }
    if byte == UInt8(ascii: "\t") { return "a tab character cannot be indentation: use spaces" }
    let character = Character(Unicode.Scalar(byte))
    return "the character '\(character)' cannot begin a value: quote the text"
  }
}
