/// A parsed expression as instructions for a machine with a stack of values.
struct Program: Sendable, Equatable {
  enum Instruction: Sendable, Equatable {
    case constant(Value)
    /// The value of the name with this index.
    case reference(Int)
    case arithmetic(Arithmetic)
    case negate
    case compare(Comparison)
    /// Whether the value below this many elements is one of them.
    case isElement(count: Int, negated: Bool)
    case call(Function, count: Int)
    case not
    /// Leaves a truth value that decides `and` or `or` and skips the right side; otherwise drops it.
    case decide(keyword: String, when: Bool, skipTo: Int)
    /// Checks that the right side of `and` or `or` is a truth value.
    case requireBoolean(keyword: String)
  }

  var instructions: [Instruction] = []
  /// Where each instruction comes from.
  var places: [Place] = []
  /// The distinct names used, in order of appearance.
  var references: [Int] = []

  mutating func append(_ instruction: Instruction, at place: Place) {
    instructions.append(instruction)
    places.append(place)
    if case .reference(let index) = instruction, !references.contains(index) { references.append(index) }
  }

  func run(filesize: (String) throws -> Double, _ value: (Int) -> Value) throws(ExpressionError) -> Value {
    var stack: [Value] = []
    stack.reserveCapacity(8)
    var next = 0
    while next < instructions.count {
      let place = places[next]
      let instruction = instructions[next]
      next += 1
      switch instruction {
      case .constant(let constant): stack.append(constant)
      case .reference(let index): stack.append(value(index))
      case .arithmetic(let operation):
        let right = try number(stack.removeLast(), for: operation.rawValue, place)
        let left = try number(stack.removeLast(), for: operation.rawValue, place)
        stack.append(.number(try operation.apply(left, right, at: place)))
      case .negate:
        stack.append(.number(-(try number(stack.removeLast(), for: "-", place))))
      case .compare(let comparison):
        let right = stack.removeLast()
        let left = stack.removeLast()
        stack.append(.boolean(try comparison.apply(left, right, at: place)))
      case .isElement(let count, let negated):
        let isElement = stack.suffix(count).contains(stack[stack.count - count - 1])
        stack.removeLast(count + 1)
        stack.append(.boolean(isElement != negated))
      case .call(let function, let count):
        let result = try function.apply(stack.suffix(count), filesize: filesize, at: place)
        stack.removeLast(count)
        stack.append(.number(result))
      case .not:
        stack.append(.boolean(!(try boolean(stack.removeLast(), for: "not", place))))
      case .decide(let keyword, let when, let skipTo):
        if try boolean(stack[stack.count - 1], for: keyword, place) == when {
          next = skipTo
        } else {
          stack.removeLast()
        }
      case .requireBoolean(let keyword):
        _ = try boolean(stack[stack.count - 1], for: keyword, place)
      }
    }
    return stack[0]
  }

  private func number(_ value: Value, for symbol: String, _ place: Place) throws(ExpressionError) -> Double {
    guard case .number(let number) = value else {
      throw place.error("'\(symbol)' needs numbers, and one side is \(value.kindAndText)")
    }
    return number
  }

  private func boolean(_ value: Value, for keyword: String, _ place: Place) throws(ExpressionError) -> Bool {
    guard case .boolean(let boolean) = value else {
      throw place.error("'\(keyword)' joins conditions, and one side is \(value.kindAndText)")
    }
    return boolean
  }
}
