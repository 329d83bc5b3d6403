/// A piece of a page: well-formed XML, so that a strict reader takes it too. A text of the program can be one as it
/// stands; every other text gets in through ``text(_:)``, which makes it harmless.
struct Markup: ExpressibleByStringLiteral {
  let source: String

  init(stringLiteral value: StaticString) {
    source = value.description
  }

  private init(source: String) {
    self.source = source
  }

  /// A text, with all that could be markup escaped and all that XML forbids replaced.
  static func text(_ text: String) -> Markup {
    var result = String.UnicodeScalarView()
    for scalar in PlainText.printable(text).unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return Markup(source: String(result))
  }

  /// `<name attributes>content</name>`.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ content: Markup
  ) -> Markup {
    Markup(source: "<\(name)\(list(attributes))>\(content.source)</\(name)>")
  }

  /// An element without attributes.
  static func element(_ name: StaticString, _ content: Markup) -> Markup { element(name, [:], content) }

  /// An element with a text in it.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text: String
  ) -> Markup {
    element(name, attributes, .text(text))
  }

  /// An element without content: `<name attributes/>`.
  static func empty(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> Markup {
    Markup(source: "<\(name)\(list(attributes))/>")
  }

  /// Pieces one after the other, each on a line of its own.
  static func lines(_ pieces: [Markup]) -> Markup {
    Markup(source: pieces.map { $0.source + "\n" }.joined())
  }

  static func + (left: Markup, right: Markup) -> Markup {
    Markup(source: left.source + right.source)
  }

  private static func list(_ attributes: KeyValuePairs<StaticString, String>) -> String {
    attributes.map { " \($0.key)=\"\(text($0.value).source)\"" }.joined()
  }
}

extension Markup {
  static func paragraph(_ text: String) -> Markup { element("p", text: text) }

  /// A list of texts.
  static func list(_ texts: [String]) -> Markup {
    element("ul", lines(texts.map { element("li", text: $0) }))
  }

  /// A table that scrolls by itself where it is wider than the page. Columns of numbers stand at the right.
  static func table(_ columns: [ReportColumn], rows: Int) -> Markup {
    let head = columns.map { column in
      element("th", ["scope": "col", "class": column.isNumber ? "n" : "t"], text: column.heading)
    }
    let body = (0..<rows).map { row in
      element(
        "tr",
        columns.reduce("" as Markup) { cells, column in
          // A sentence needs room, a word none.
          let text = column.cells[row]
          let wide = column.isNumber ? "n" : text.utf8.count > 30 ? "t w" : "t"
          return cells + element("td", ["class": wide], text: text)
        })
    }
    let table = element("thead", element("tr", head.reduce("", +))) + "\n" + element("tbody", lines(body))
    return element("div", ["class": "scroll", "tabindex": "0"], element("table", table))
  }
}

/// A column of a table of the reports.
struct ReportColumn {
  var heading: String
  /// Whether the cells stand at the right.
  var isNumber = true
  /// Whether it says more than a printed table has room for.
  var isRemark = false
  var cells: [String]
}
