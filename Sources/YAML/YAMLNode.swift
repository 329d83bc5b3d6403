/// A value in a YAML text, with its place.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    case scalar(text: String, style: ScalarStyle)
    case sequence([YAMLNode])
    /// Keys are scalars without control characters, none of them twice, in the order of the text.
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  /// How a scalar is written.
  package enum ScalarStyle: Sendable, Equatable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  package var content: Content
  /// The explicit tag, of which only those of the core schema are read.
  package var tag: CoreTag?
  /// Where the value begins, its anchor and tag included. What an alias stands for begins where the
  /// alias stands, and the parts of that where they were written.
  package var start: SourceMark
  /// Behind its last character. A block collection ends where the next thing begins.
  package var end: SourceMark

  package init(content: Content, tag: CoreTag? = nil, start: SourceMark, end: SourceMark) {
    self.content = content
    self.tag = tag
    self.start = start
    self.end = end
  }

  /// The text of a scalar.
  package var scalarText: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// Whether a scalar is text whatever it looks like: quoted, a block scalar, or tagged `!!str`.
  package var isQuoted: Bool {
    guard case .scalar(_, let style) = content else { return false }
    return tag.map { $0 == .string } ?? (style != .plain)
  }

  /// Whether it is a null of the core schema: nothing, `~` or `null`, unquoted.
  package var isNull: Bool {
    guard case .scalar(let text, _) = content, !isQuoted else { return false }
    return tag == .null || (tag == nil && CoreTag.null.accepts(text))
  }

  /// The value of a key of a mapping.
  package subscript(key: String) -> YAMLNode? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.first { $0.key.scalarText == key }?.value
  }
}
