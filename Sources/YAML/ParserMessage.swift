/// What libyaml says about a text that is not YAML, said so that the author finds the mistake.
struct ParserMessage {
  var problem: String
  var mark: SourceMark
  var context: String?
  var contextMark: SourceMark?

  func error(in text: DecodedText) -> YAMLError {
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
