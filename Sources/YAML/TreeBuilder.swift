/// Puts events together into a tree, with its own stack, so that no depth of text can exhaust the
/// program's.
struct TreeBuilder {
  /// The finished document.
  private(set) var root: YAMLNode?

  /// A collection that is not finished.
  private struct Frame {
    enum Kind { case sequence, mapping }
    var kind: Kind
    var start: SourceMark
    var tag: CoreTag?
    var anchor: String?
    var elements: [YAMLNode] = []
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    /// The key whose value comes next.
    var key: YAMLNode?
    /// Where each key stands. `String` compares by canonical equivalence, so that the composed and the
    /// decomposed spelling of a letter are one key.
    var keys: [String: SourceMark] = [:]
    var size: Size
  }

  /// What a value takes of the budgets.
  private struct Size {
    var nodes = 1
    var text = 0
    /// Collections inside each other, itself included.
    var height = 0
  }

  private struct Anchor {
    var mark: SourceMark
    /// Nothing while the value is still being read.
    var value: (node: YAMLNode, size: Size)?
  }

  private let limits: YAMLLimits
  private var frames: [Frame] = []
  private var anchors: [String: Anchor] = [:]
  private var nodes = 0
  private var textBytes = 0

  init(limits: YAMLLimits) {
    self.limits = limits
  }

  mutating func take(_ event: Event) throws(YAMLError) {
    switch event.kind {
    case .scalar(let text, let style, let properties):
      try takeScalar(text, style, properties, event)
    case .sequenceStart(let properties):
      try open(.sequence, properties, event)
    case .mappingStart(let properties):
      try open(.mapping, properties, event)
    case .collectionEnd:
      try close(event)
    case .alias(let name):
      try takeAlias(name, event)
    case .streamStart, .streamEnd, .documentStart, .documentEnd:
      break
    }
  }

  // MARK: - Scalars

  private mutating func takeScalar(
    _ text: String, _ style: YAMLNode.ScalarStyle, _ properties: Event.Properties, _ event: Event
  ) throws(YAMLError) {
    let length = text.utf8.count
    guard length <= limits.scalarBytes else {
      throw YAMLError(
        message: "a text of \(length) bytes is more than the budget of \(limits.scalarBytes) for one value",
        mark: event.start)
    }
    if text.utf8.contains(0) {
      throw YAMLError(
        message: "a text cannot hold the character NUL: remove the escape '\\0'", mark: event.start)
    }
    let tag = try coreTag(properties.tag, at: event.start)
    if let tag, !tag.isForScalars || !tag.accepts(text) {
      throw YAMLError(
        message: "the tag \(tag.written) does not fit the value '\(excerpt(text))'", mark: event.start)
    }
    let node = YAMLNode(
      content: .scalar(text: text, style: style), tag: tag, start: event.start, end: event.end)
    let size = Size(nodes: 1, text: length, height: 0)
    try declare(properties.anchor, at: event.start)
    try spend(size, at: event.start, alias: nil)
    finish(properties.anchor, node, size)
    try place(node, size)
  }

  private func coreTag(_ name: String?, at mark: SourceMark) throws(YAMLError) -> CoreTag? {
    guard let name else { return nil }
    guard let tag = CoreTag(fullName: name) else {
      let known = CoreTag.allCases.map(\.written).joined(separator: ", ")
      throw YAMLError(
        message: "the tag '\(excerpt(name))' is not supported: only \(known) are", mark: mark)
    }
    return tag
  }

  // MARK: - Collections

  private mutating func open(
    _ kind: Frame.Kind, _ properties: Event.Properties, _ event: Event
  ) throws(YAMLError) {
    guard frames.count < limits.depth else { throw tooDeep(at: event.start) }
    if expectsKey { throw complexKey(at: event.start) }
    let tag = try coreTag(properties.tag, at: event.start)
    if let tag, tag != (kind == .sequence ? .sequence : .mapping) {
      throw YAMLError(
        message: "the tag \(tag.written) does not fit a \(kind == .sequence ? "sequence" : "mapping")",
        mark: event.start)
    }
    try declare(properties.anchor, at: event.start)
    let size = Size(nodes: 1, text: 0, height: 1)
    try spend(size, at: event.start, alias: nil)
    frames.append(
      Frame(kind: kind, start: event.start, tag: tag, anchor: properties.anchor, size: size))
  }

  private mutating func close(_ event: Event) throws(YAMLError) {
    let frame = frames.removeLast()
    let content: YAMLNode.Content =
      frame.kind == .sequence ? .sequence(frame.elements) : .mapping(frame.pairs)
    let node = YAMLNode(content: content, tag: frame.tag, start: frame.start, end: event.end)
    finish(frame.anchor, node, frame.size)
    try place(node, frame.size)
  }

  private func tooDeep(at mark: SourceMark) -> YAMLError {
    YAMLError(message: "nested deeper than \(limits.depth) collections", mark: mark)
  }

  private func complexKey(at mark: SourceMark) -> YAMLError {
    YAMLError(
      message: "a key must be text, and this is a collection (text with braces or brackets stands in quotes)",
      mark: mark)
  }

  // MARK: - Anchors and aliases

  private mutating func declare(_ anchor: String?, at mark: SourceMark) throws(YAMLError) {
    guard let anchor else { return }
    if let earlier = anchors[anchor] {
      throw YAMLError(
        message:
          "duplicate anchor '&\(excerpt(anchor))', first at \(earlier.mark.line):\(earlier.mark.column)",
        mark: mark, contextMark: earlier.mark)
    }
    anchors[anchor] = Anchor(mark: mark)
  }

  private mutating func finish(_ anchor: String?, _ node: YAMLNode, _ size: Size) {
    guard let anchor else { return }
    anchors[anchor]?.value = (node, size)
  }

  private mutating func takeAlias(_ name: String, _ event: Event) throws(YAMLError) {
    guard let anchor = anchors[name] else {
      throw YAMLError(
        message: "the alias '*\(excerpt(name))' has no anchor '&\(excerpt(name))' before it",
        mark: event.start)
    }
    guard let value = anchor.value else {
      throw YAMLError(
        message: "the alias '*\(excerpt(name))' stands inside the value that it stands for: a cycle",
        mark: event.start, contextMark: anchor.mark)
    }
    if expectsKey, value.node.scalarText == nil { throw complexKey(at: event.start) }
    guard frames.count + value.size.height <= limits.depth else { throw tooDeep(at: event.start) }
    try spend(value.size, at: event.start, alias: name)
    var node = value.node
    node.start = event.start
    node.end = event.end
    try place(node, value.size)
  }

  /// Takes a value from the budgets.
  private mutating func spend(_ size: Size, at mark: SourceMark, alias: String?) throws(YAMLError) {
    // Both stay far from overflow: no value is larger than its budget.
    nodes += size.nodes
    textBytes += size.text
    let budget: String
    if nodes > limits.expandedNodes {
      budget = "\(limits.expandedNodes) values"
    } else if textBytes > limits.expandedText {
      budget = "\(limits.expandedText) bytes of text"
    } else {
      return
    }
    let who = alias.map { "the alias '*\(excerpt($0))' expands the document" } ?? "the document grows"
    throw YAMLError(message: "\(who) beyond the budget of \(budget)", mark: mark)
  }

  // MARK: - Placing

  private var expectsKey: Bool {
    guard let frame = frames.last else { return false }
    return frame.kind == .mapping && frame.key == nil
  }

  /// Puts a finished value where it belongs: the document, a sequence, a key or its value.
  private mutating func place(_ node: YAMLNode, _ size: Size) throws(YAMLError) {
    guard let last = frames.indices.last else {
      root = node
      return
    }
    frames[last].size.nodes += size.nodes
    frames[last].size.text += size.text
    frames[last].size.height = max(frames[last].size.height, size.height + 1)
    switch frames[last].kind {
    case .sequence:
      frames[last].elements.append(node)
    case .mapping:
      if let key = frames[last].key {
        frames[last].pairs.append((key: key, value: node))
        frames[last].key = nil
      } else {
        try checkKey(node, in: last)
        frames[last].key = node
      }
    }
  }

  private mutating func checkKey(_ node: YAMLNode, in frame: Int) throws(YAMLError) {
    guard case .scalar(let text, let style) = node.content else { throw complexKey(at: node.start) }
    guard !text.isEmpty else {
      throw YAMLError(message: "a key is empty: write a name before ':'", mark: node.start)
    }
    if text == "<<", style == .plain {
      throw YAMLError(
        message: "merge keys ('<<') are not supported: write the keys out, or use an alias for a whole value",
        mark: node.start)
    }
    guard text.utf8.count <= limits.keyBytes else {
      throw YAMLError(
        message: "a key of \(text.utf8.count) bytes is more than the budget of \(limits.keyBytes)",
        mark: node.start)
    }
    if text.unicodeScalars.contains(where: isControl) {
      throw YAMLError(
        message: "the key '\(excerpt(text))' has a control character or line break in it", mark: node.start)
    }
    if let earlier = frames[frame].keys.updateValue(node.start, forKey: text) {
      throw YAMLError(
        message: "duplicate key '\(excerpt(text))', first at \(earlier.line):\(earlier.column)",
        mark: node.start,
        contextMark: earlier)
    }
  }
}
