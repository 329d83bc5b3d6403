/// What libyaml's event parser tells about the next piece of a text.
struct Event {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(name: String)
    case scalar(text: String, style: YAMLNode.ScalarStyle, Properties)
    case sequenceStart(Properties)
    case mappingStart(Properties)
    /// The end of the innermost sequence or mapping.
    case collectionEnd
  }

  /// What may stand before a value.
  struct Properties {
    var anchor: String?
    /// The tag's full name.
    var tag: String?
  }

  var kind: Kind
  var start: SourceMark
  var end: SourceMark
}
