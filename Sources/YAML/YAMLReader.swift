/// Reads one YAML document into a tree, refusing what is unsafe or ambiguous.
///
/// Refused are duplicate keys and anchors, keys that are not plain text, merge keys, tags other than
/// those of the core schema, undefined and recursive aliases, several documents, and everything beyond
/// the limits. NEL, LS and PS are line breaks inside values, as libyaml's YAML 1.1 has it, though they
/// do not count as lines.
package enum YAMLReader {
  /// Reads a file's bytes: UTF-8, or UTF-16 with a byte order mark.
  ///
  /// - Throws: the first problem with its place; time and memory stay bounded whatever the bytes are.
  package static func read(bytes: [UInt8], limits: YAMLLimits = .manifest) throws(YAMLError) -> YAMLNode {
    guard bytes.count <= limits.fileBytes else {
      throw YAMLError(
        message: "the file has \(bytes.count) bytes, more than its budget of \(limits.fileBytes)",
        mark: .start)
    }
    let text = try DecodedText(bytes)
    try DirectiveCheck(text).run()
    var parser = EventParser(text)
    _ = try parser.next()
    let first = try parser.next()
    guard case .documentStart = first.kind else {
      throw YAMLError(message: "the document is empty", mark: .start)
    }
    var builder = TreeBuilder(limits: limits)
    while true {
      let event = try parser.next()
      if case .documentEnd = event.kind {
        // libyaml is not asked for more: what follows is an error whatever it is.
        try refuseContent(after: event, in: text)
        break
      }
      try builder.take(event)
    }
    guard let root = builder.root else {
      throw YAMLError(message: "the document is empty", mark: .start)
    }
    if case .scalar("", .plain) = root.content, root.tag == nil {
      throw YAMLError(message: "the document is empty", mark: root.start)
    }
    return root
  }

  /// Refuses anything but blank lines, comments and `...` behind the document.
  private static func refuseContent(after documentEnd: Event, in text: DecodedText) throws(YAMLError) {
    let rest = text.utf8(from: documentEnd.end.offset)
    var offset = documentEnd.end.offset
    var index = rest.startIndex
    var isBlankBefore = true
    while index < rest.endIndex {
      let byte = rest[index]
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D:
        isBlankBefore = true
      case UInt8(ascii: "#") where isBlankBefore:
        while index < rest.endIndex, rest[index] != 0x0A, rest[index] != 0x0D {
          if rest[index] & 0xC0 != 0x80 { offset += 1 }
          index += 1
        }
        continue
      default:
        let mark = text.mark(offset)
        if mark.column == 1, isMarker("...", rest[index...]) {
          index += 3
          offset += 3
          isBlankBefore = false
          continue
        }
        let isSecond = mark.column == 1 && (isMarker("---", rest[index...]) || byte == UInt8(ascii: "%"))
        throw YAMLError(
          message: isSecond
            ? "a second document begins here: a file holds one document"
            : "unexpected text after the end of the document: remove it, or check its indentation",
          mark: mark)
      }
      index += 1
      offset += 1
    }
  }

  /// Whether a line begins with the marker and nothing else is joined to it.
  static func isMarker(_ marker: String, _ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.starts(with: marker.utf8) else { return false }
    guard let next = bytes.dropFirst(3).first else { return true }
    return [0x20, 0x09, 0x0A, 0x0D].contains(next)
  }
}
