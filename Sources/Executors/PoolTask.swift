/// What is done with one input.
///
/// A registered task is known to the worker program by its name, so that a process that starts afresh can do
/// it; a capturing one carries state of this process, which only threads and forked processes have.
package struct PoolTask<Input: Portable, Output: Portable>: Sendable {
  /// How errors and the registry name it.
  package let name: String
  package let isRegistered: Bool
  package let body: @Sendable (Input, TaskContext) throws -> Output

  /// A task that captures nothing but what the worker program has too.
  package init(registered name: String, _ body: @escaping @Sendable (Input, TaskContext) throws -> Output) {
    self.name = name
    isRegistered = true
    self.body = body
  }

  /// A task with captured state.
  package init(capturing name: String, _ body: @escaping @Sendable (Input, TaskContext) throws -> Output) {
    self.name = name
    isRegistered = false
    self.body = body
  }

  /// The same task from bytes to bytes, as worker processes do it.
  var code: TaskCode {
    let body = body
    return { input, context, taken in
      let value: Input
      do { value = try Input(decoding: input) } catch { throw TransferFailure(stage: .decodingInput, error) }
      taken()
      let output = try body(value, context)
      var bytes: [UInt8] = []
      do { try output.encode(into: &bytes) } catch { throw TransferFailure(stage: .encodingResult, error) }
      return bytes
    }
  }
}

/// A task from bytes to bytes. `taken` is called once the input's bytes are not needed any more.
typealias TaskCode =
  @Sendable (_ input: UnsafeRawBufferPointer, _ context: TaskContext, _ taken: () -> Void) throws -> [UInt8]

/// An input or a result that could not cross.
struct TransferFailure: Error, CustomStringConvertible {
  let stage: TransferStage
  let description: String

  init(stage: TransferStage, _ error: any Error) {
    self.stage = stage
    description = String(describing: error)
  }
}

/// Where a value was on its way when it failed.
package enum TransferStage: UInt8, Sendable, CustomStringConvertible {
  case encodingInput = 1
  case decodingInput
  case encodingResult
  case decodingResult

  package var description: String {
    switch self {
    case .encodingInput: "its input cannot be encoded"
    case .decodingInput: "its input cannot be decoded"
    case .encodingResult: "its result cannot be encoded"
    case .decodingResult: "its result cannot be decoded"
    }
  }
}

/// What a worker program knows: tasks by their names, and the works of indexed runs.
package struct TaskRegistry: Sendable {
  private var codes: [String: TaskCode] = [:]
  private var works: [String: @Sendable ([UInt8]) throws -> TaskBody] = [:]

  package init() {}

  /// Lets workers do this task. A second one of the same name takes its place.
  package mutating func register<Input: Portable, Output: Portable>(_ task: PoolTask<Input, Output>) {
    codes[task.name] = task.code
  }

  /// Lets workers make the work of this name from a recipe.
  package mutating func registerWork(
    _ name: String, _ make: @escaping @Sendable (_ recipe: [UInt8]) throws -> TaskBody
  ) {
    works[name] = make
  }

  func code(_ name: String) -> TaskCode? { codes[name] }

  func work(_ name: String, _ recipe: [UInt8]) throws -> TaskBody? { try works[name]?(recipe) }
}
