import Expressions
import YAML

extension NodeReader {
  /// Text with placeholders.
  ///
  /// - Parameter names: what placeholders may use; indices refer to this list.
  func template(
    _ node: YAMLNode, _ what: String, names: [String], mayBeEmpty: Bool = false
  ) -> Template? {
    guard let text = text(node, what) else { return nil }
    guard mayBeEmpty || !text.isEmpty else {
      error("\(what) is empty", at: node)
      return nil
    }
    guard !text.unicodeScalars.contains("\0") else {
      error("\(what) contains a zero character, which no program can be given", at: node)
      return nil
    }
    do throws(ExpressionError) {
      return try Template(parsing: text, names: names)
    } catch {
      self.error("\(what): \(error.message)", at: place(of: error, in: node))
      return nil
    }
  }

  /// A text that must be the same for all runs, though it is written like one with placeholders.
  func literal(
    _ node: YAMLNode, _ what: String, names: [String], why: String, mayBeEmpty: Bool = false
  ) -> Template? {
    guard let template = template(node, what, names: names, mayBeEmpty: mayBeEmpty) else { return nil }
    guard template.isLiteral else {
      error("\(what) has a placeholder, but \(why)", at: node)
      return nil
    }
    return template
  }

  /// An expression or condition.
  func expression(
    _ node: YAMLNode, _ what: String, names: [String], bareText: Bool
  ) -> Expression? {
    guard let text = text(node, what, expected: "an expression") else { return nil }
    do throws(ExpressionError) {
      return try Expression(parsing: text, names: names, bareText: bareText)
    } catch {
      self.error("\(what): \(error.message)", at: place(of: error, in: node))
      return nil
    }
  }

  /// The place in the manifest of a place in a scalar's text.
  ///
  /// The text of a scalar with escapes or of several lines is not what stands in the manifest: then it is the
  /// whole scalar.
  func place(of error: ExpressionError, in node: YAMLNode) -> Place {
    let whole = place(of: node)
    guard case .scalar(let text, let style) = node.content, let line = source.line(whole.line) else {
      return whole
    }
    let indent = whole.column - 1 + (style == .plain ? 0 : 1)
    let written = line.unicodeScalars.dropFirst(indent)
    guard written.starts(with: text.unicodeScalars) else { return whole }
    let before = scalars(in: text, from: 0, count: error.offset)
    let blamed = scalars(in: text, from: error.offset, count: error.length)
    return Place(line: whole.line, column: indent + 1 + before, length: blamed)
  }

  /// How many scalars a stretch of UTF-8 bytes holds.
  private func scalars(in text: String, from offset: Int, count: Int) -> Int {
    text.utf8.dropFirst(offset).prefix(count).count { $0 & 0xC0 != 0x80 }
  }
}
