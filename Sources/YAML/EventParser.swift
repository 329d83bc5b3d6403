import CYAML

/// libyaml's parser over one text; it frees everything when it ends.
///
/// libyaml keeps a pointer to its own struct and to the text, so that both live at fixed addresses.
struct EventParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let text: DecodedText
  /// The last event, where it was quoted text over several lines: perhaps a quote was forgotten.
  private var longQuote: Event?

  init(_ text: DecodedText) {
    self.text = text
    parser = .allocate(capacity: 1)
    // libyaml zeroes the struct first; it fails only for want of memory, as Swift's allocations trap.
    guard yaml_parser_initialize(parser) == 1 else { fatalError("no memory for the YAML parser") }
    input = .allocate(capacity: max(1, text.utf8.count))
    let (_, end) = input.initialize(from: text.utf8)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, end)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event. After `streamEnd` or an error there is none.
  mutating func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let result = Event(
      kind: Self.kind(of: event), start: text.mark(Int(event.start_mark.index)),
      end: text.mark(Int(event.end_mark.index)))
    longQuote = nil
    if case .scalar(_, let style, _) = result.kind, style == .singleQuoted || style == .doubleQuoted,
      result.start.line < result.end.line
    {
      longQuote = result
    }
    return result
  }

  private static func kind(of event: yaml_event_t) -> Event.Kind {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_STREAM_END_EVENT: return .streamEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(name: string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      // By length: the text may hold a NUL.
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return .scalar(
        text: String(decoding: bytes, as: UTF8.self), style: style(scalar.style),
        Event.Properties(anchor: string(scalar.anchor), tag: string(scalar.tag)))
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      return .sequenceStart(Event.Properties(anchor: string(sequence.anchor), tag: string(sequence.tag)))
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      return .mappingStart(Event.Properties(anchor: string(mapping.anchor), tag: string(mapping.tag)))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
    // libyaml gives "no event" only after the end of the stream.
    default: return .streamEnd
    }
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAMLNode.ScalarStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  /// A name or tag, in which libyaml allows no NUL.
  private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func failure() -> YAMLError {
    let state = parser.pointee
    guard state.error != YAML_MEMORY_ERROR else {
      return YAMLError(message: "not enough memory to read the text", mark: .start)
    }
    let problem = state.problem.map { String(cString: $0) } ?? "it is not valid YAML"
    guard state.error != YAML_READER_ERROR else {
      // The marks of a reader error say nothing; the text was checked before, so none is expected.
      return YAMLError(message: problem, mark: text.mark(utf8Offset: Int(state.problem_offset)))
    }
    if let quote = longQuote, text.mark(Int(state.problem_mark.index)).line == quote.end.line {
      return YAMLError(
        message: "the quoted text that begins here ends at \(quote.end.line):\(quote.end.column), where more"
          + " follows: is its closing quote missing?",
        mark: quote.start, contextMark: quote.end)
    }
    let context = state.context.map { String(cString: $0) }
    return ParserMessage(
      problem: problem, mark: text.mark(Int(state.problem_mark.index)), context: context,
      contextMark: context.map { _ in text.mark(Int(state.context_mark.index)) }
    ).error(in: text)
  }
}
