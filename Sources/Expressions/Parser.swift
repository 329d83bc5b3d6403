/// Reads an expression by recursive descent and writes the program for it.
///
/// From loosest to tightest: `or`, `and`, `not`, comparisons and `in`, `+ -`, `* / // %`, unary `-`,
/// `**` (from the right), calls and parentheses. Recursion is bounded: nesting deeper than 64 is an
/// error, and long chains of one operator are read in a loop.
struct Parser {
  /// The deepest nesting of parentheses, calls, signs, powers and `not`.
  static let maximumDepth = 64

  private let tokens: [Token]
  private let names: [String]
  private let bareText: Bool
  private var position = 0
  private var depth = 0
  private var program = Program()

  /// What is known about a part that was just read.
  private struct Operand {
    var place: Place
    /// Whether it names no value, so that it is the same whatever the values are.
    var isConstant = false
    /// The word, where the part is text without quotes.
    var bareWord: String?
    /// Whether it can only be text.
    var isText = false
  }

  static func parse(
    _ source: String, names: [String], bareText: Bool
  ) throws(ExpressionError) -> Program {
    var parser = Parser(tokens: try Lexer.tokens(of: source), names: names, bareText: bareText)
    guard parser.token.kind != .end else {
      throw parser.token.place.error("the expression is empty")
    }
    _ = try parser.disjunction()
    guard parser.token.kind == .end else {
      throw parser.token.place.error("expected an operator or the end, found \(parser.token.shown)")
    }
    return parser.program
  }

  private init(tokens: [Token], names: [String], bareText: Bool) {
    self.tokens = tokens
    self.names = names
    self.bareText = bareText
  }

  // MARK: - Tokens

  private var token: Token { tokens[position] }

  /// The word or symbol that the current token is.
  private var word: String? {
    switch token.kind {
    case .identifier(let word), .symbol(let word): word
    default: nil
    }
  }

  private mutating func advance() -> Place {
    let place = token.place
    if position < tokens.count - 1 { position += 1 }
    return place
  }

  private mutating func expect(_ symbol: String, toClose opening: Place, _ what: String)
    throws(ExpressionError)
  {
    guard token.kind == .symbol(symbol) else {
      guard token.kind == .end else {
        throw token.place.error("expected '\(symbol)', found \(token.shown)")
      }
      throw opening.error("\(what) is not closed: expected '\(symbol)'")
    }
    _ = advance()
  }

  private mutating func nested<Result>(
    _ body: (inout Parser) throws(ExpressionError) -> Result
  ) throws(ExpressionError) -> Result {
    guard depth < Self.maximumDepth else {
      throw token.place.error("the expression is nested deeper than \(Self.maximumDepth)")
    }
    depth += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  private func span(_ first: Place, to last: Place) -> Place {
    Place(offset: first.offset, length: last.offset + last.length - first.offset)
  }

  // MARK: - Conditions

  private mutating func disjunction() throws(ExpressionError) -> Operand {
    try chain("or", decidedBy: true) { parser throws(ExpressionError) in try parser.conjunction() }
  }

  private mutating func conjunction() throws(ExpressionError) -> Operand {
    try chain("and", decidedBy: false) { parser throws(ExpressionError) in try parser.negation() }
  }

  private mutating func chain(
    _ keyword: String, decidedBy deciding: Bool,
    _ part: (inout Parser) throws(ExpressionError) -> Operand
  ) throws(ExpressionError) -> Operand {
    var operand = try part(&self)
    var skips: [Int] = []
    while token.kind == .identifier(keyword) {
      let place = advance()
      skips.append(program.instructions.count)
      program.append(.decide(keyword: keyword, when: deciding, skipTo: 0), at: place)
      let right = try part(&self)
      program.append(.requireBoolean(keyword: keyword), at: place)
      operand = Operand(
        place: span(operand.place, to: right.place), isConstant: operand.isConstant && right.isConstant)
    }
    for skip in skips {
      let end = program.instructions.count
      program.instructions[skip] = .decide(keyword: keyword, when: deciding, skipTo: end)
    }
    return operand
  }

  private mutating func negation() throws(ExpressionError) -> Operand {
    guard token.kind == .identifier("not") else { return try comparison() }
    let place = advance()
    let operand = try nested { parser throws(ExpressionError) in try parser.negation() }
    program.append(.not, at: place)
    return Operand(place: span(place, to: operand.place), isConstant: operand.isConstant)
  }

  private mutating func comparison() throws(ExpressionError) -> Operand {
    let left = try sum()
    let place = token.place
    let result: Operand
    if let comparison = word.flatMap(Comparison.init(rawValue:)) {
      _ = advance()
      let right = try sum()
      try refuseUnknownNames([left, right])
      program.append(.compare(comparison), at: place)
      result = Operand(
        place: span(left.place, to: right.place), isConstant: left.isConstant && right.isConstant)
    } else if token.kind == .identifier("in") {
      _ = advance()
      result = try membership(of: left, at: place, negated: false)
    } else if token.kind == .identifier("not"), tokens[position + 1].kind == .identifier("in") {
      _ = advance()
      _ = advance()
      result = try membership(of: left, at: place, negated: true)
    } else {
      return left
    }
    if let another = word, Comparison(rawValue: another) != nil || another == "in" {
      throw token.place.error("comparisons cannot be chained: join two of them with 'and'")
    }
    return result
  }

  private mutating func membership(
    of left: Operand, at place: Place, negated: Bool
  ) throws(ExpressionError) -> Operand {
    guard token.kind == .symbol("[") else {
      throw token.place.error("expected a list such as [1, 2] after 'in', found \(token.shown)")
    }
    let opening = advance()
    var elements: [Operand] = []
    while true {
      elements.append(try nested { parser throws(ExpressionError) in try parser.sum() })
      guard token.kind == .symbol(",") else { break }
      _ = advance()
    }
    let closing = token.place
    try expect("]", toClose: opening, "the list")
    try refuseUnknownNames([left] + elements)
    program.append(.isElement(count: elements.count, negated: negated), at: place)
    return Operand(
      place: span(left.place, to: closing), isConstant: left.isConstant && elements.allSatisfy(\.isConstant))
  }

  /// Refuses a comparison that no value enters although a word stands in it: `worker == 2` compares the
  /// text 'worker' with 2, which is never what was meant.
  private func refuseUnknownNames(_ operands: [Operand]) throws(ExpressionError) {
    guard operands.allSatisfy(\.isConstant), let bare = operands.first(where: { $0.bareWord != nil }),
      let word = bare.bareWord
    else { return }
    throw unknownName(word, at: bare.place)
  }

  private func unknownName(_ word: String, at place: Place) -> ExpressionError {
    var message = "unknown name '\(Excerpt.of(word))'"
    let suggestion = Spelling.suggestion(for: word, in: names)
    if !suggestion.isEmpty {
      message += suggestion
    } else if !names.isEmpty {
      message += "; known are \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : "")"
    }
    return place.error(message)
  }

  // MARK: - Arithmetic

  private mutating func sum() throws(ExpressionError) -> Operand {
    try operation(["+", "-"]) { parser throws(ExpressionError) in try parser.product() }
  }

  private mutating func product() throws(ExpressionError) -> Operand {
    try operation(["*", "/", "//", "%"]) { parser throws(ExpressionError) in try parser.signed() }
  }

  private mutating func operation(
    _ symbols: [String], _ part: (inout Parser) throws(ExpressionError) -> Operand
  ) throws(ExpressionError) -> Operand {
    var left = try part(&self)
    while case .symbol(let symbol) = token.kind, symbols.contains(symbol),
      let arithmetic = Arithmetic(rawValue: symbol)
    {
      let place = advance()
      let right = try part(&self)
      left = try combined(left, arithmetic, right, at: place)
    }
    return left
  }

  private mutating func combined(
    _ left: Operand, _ arithmetic: Arithmetic, _ right: Operand, at place: Place
  ) throws(ExpressionError) -> Operand {
    for side in [left, right] where side.isText {
      throw side.place.error(
        "'\(arithmetic.rawValue)' needs numbers, and this is text; text that is more than a name stands in"
          + " single quotes")
    }
    program.append(.arithmetic(arithmetic), at: place)
    return Operand(
      place: span(left.place, to: right.place), isConstant: left.isConstant && right.isConstant)
  }

  /// A power, or a sign before one: `-2 ** 2` is -4.
  private mutating func signed() throws(ExpressionError) -> Operand {
    guard token.kind == .symbol("-") else { return try power() }
    let place = advance()
    let operand = try nested { parser throws(ExpressionError) in try parser.signed() }
    guard !operand.isText else {
      throw operand.place.error("'-' needs a number, and this is text")
    }
    program.append(.negate, at: place)
    return Operand(place: span(place, to: operand.place), isConstant: operand.isConstant)
  }

  private mutating func power() throws(ExpressionError) -> Operand {
    let base = try primary()
    guard token.kind == .symbol("**") else { return base }
    let place = advance()
    let exponent = try nested { parser throws(ExpressionError) in try parser.signed() }
    return try combined(base, .power, exponent, at: place)
  }

  // MARK: - Operands

  private mutating func primary() throws(ExpressionError) -> Operand {
    let first = token
    switch first.kind {
    case .number(let number):
      program.append(.constant(.number(number)), at: advance())
      return Operand(place: first.place, isConstant: true)
    case .text(let text):
      program.append(.constant(.text(text)), at: advance())
      return Operand(place: first.place, isConstant: true, isText: true)
    case .symbol("("):
      let opening = advance()
      var operand = try nested { parser throws(ExpressionError) in try parser.disjunction() }
      operand.place = span(opening, to: token.place)
      try expect(")", toClose: opening, "the parenthesis")
      return operand
    case .identifier(let word) where !["and", "or", "not", "in"].contains(word):
      return try named(word, at: advance())
    default:
      let before = position > 0 ? " after \(tokens[position - 1].shown)" : ""
      throw first.place.error("expected a value\(before), found \(first.shown)")
    }
  }

  private mutating func named(_ word: String, at place: Place) throws(ExpressionError) -> Operand {
    if token.kind == .symbol("(") { return try call(word, at: place) }
    if word == "true" || word == "false" {
      program.append(.constant(.boolean(word == "true")), at: place)
      return Operand(place: place, isConstant: true)
    }
    if let index = names.firstIndex(of: word) {
      program.append(.reference(index), at: place)
      return Operand(place: place)
    }
    guard bareText else { throw unknownName(word, at: place) }
    program.append(.constant(.text(word)), at: place)
    return Operand(place: place, isConstant: true, bareWord: word, isText: true)
  }

  private mutating func call(_ word: String, at place: Place) throws(ExpressionError) -> Operand {
    let known = Function.allCases.map(\.rawValue)
    guard let function = Function(rawValue: word) else {
      let suggestion = Spelling.suggestion(for: word, in: known)
      throw place.error(
        "unknown function '\(Excerpt.of(word))'"
          + (suggestion.isEmpty ? "; known are \(known.joined(separator: ", "))" : suggestion))
    }
    let opening = advance()
    var arguments: [Operand] = []
    if token.kind != .symbol(")") {
      while true {
        arguments.append(try nested { parser throws(ExpressionError) in try parser.sum() })
        guard token.kind == .symbol(",") else { break }
        _ = advance()
      }
    }
    let whole = span(place, to: token.place)
    try expect(")", toClose: opening, "the call of '\(word)'")
    guard function.takes(arguments.count) else {
      let wanted = function == .min || function == .max ? "at least one argument" : "one argument"
      throw whole.error("'\(word)' takes \(wanted), and is given \(arguments.count)")
    }
    for argument in arguments where argument.isText && function != .filesize {
      throw argument.place.error("'\(word)' needs numbers, and this is text")
    }
    program.append(.call(function, count: arguments.count), at: whole)
    return Operand(place: whole, isConstant: arguments.allSatisfy(\.isConstant))
  }
}
