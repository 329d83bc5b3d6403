/// Several inputs of one task, which one worker does one after the other: what a submission costs is paid once.
final class BundledTasks<Input: Portable, Output: Portable>: Future<[Result<Output, TaskError>]> {
  private let task: PoolTask<Input, Output>
  private let inputs: ArraySlice<Input>
  private let name: Int?
  /// The errors of inputs that could not be encoded, by their places in the list: they are not handed over.
  private var withheld: [Int: TaskError] = [:]

  init(number: Int, desk: TaskDesk, name: Int?, _ task: PoolTask<Input, Output>, _ inputs: ArraySlice<Input>)
  {
    self.task = task
    self.inputs = inputs
    self.name = name
    super.init(number: number, desk: desk)
  }

  package override var settledError: TaskError? {
    if let error = super.settledError { return error }
    for case .failure(let error) in settledOutput ?? [] { return error }
    return nil
  }

  override var nameNumber: Int? { name }
  override var isBundle: Bool { true }

  override func encodeInput(into bytes: inout [UInt8]) throws {
    withheld = [:]
    for (offset, input) in inputs.enumerated() {
      let start = bytes.count
      do {
        try BundleCoding.append(to: &bytes) { try input.encode(into: &$0) }
      } catch {
        bytes.removeLast(bytes.count - start)
        let message = String(describing: error)
        withheld[offset] = .notTransferred(task: number + offset, stage: .encodingInput, message: message)
      }
    }
  }

  override func perform(_ context: TaskContext) {
    var results: [Result<Output, TaskError>] = []
    results.reserveCapacity(inputs.count)
    for (offset, input) in inputs.enumerated() {
      do {
        results.append(.success(try task.body(input, context)))
      } catch {
        results.append(.failure(.thrown(error, task: number + offset)))
      }
      context.checkpoint()
    }
    succeed(results)
  }

  override func accept(_ bytes: UnsafeRawBufferPointer) {
    var results: [Result<Output, TaskError>] = []
    results.reserveCapacity(inputs.count)
    var parts = BundleCoding.Parts(bytes)
    while results.count < inputs.count {
      if let error = withheld[results.count] {
        results.append(.failure(error))
      } else if let part = parts.next() {
        results.append(result(of: part, task: number + results.count))
      } else {
        break
      }
    }
    if results.count == inputs.count, parts.next() == nil {
      succeed(results)
    } else {
      let message = "\(results.count) results of \(inputs.count) tasks"
      fail(.notTransferred(task: number, stage: .decodingResult, message: message))
    }
  }

  private func result(of part: UnsafeRawBufferPointer, task: Int) -> Result<Output, TaskError> {
    guard let kind = part.first else {
      return .failure(.notTransferred(task: task, stage: .decodingResult, message: "an empty answer"))
    }
    let payload = UnsafeRawBufferPointer(rebasing: part.dropFirst())
    switch kind {
    case BundleCoding.result:
      do {
        return .success(try Output(decoding: payload))
      } catch {
        return .failure(
          .notTransferred(task: task, stage: .decodingResult, message: String(describing: error)))
      }
    case BundleCoding.thrown: return .failure(ThrownText(payload).error(task: task))
    default:
      let stage = TransferStage(rawValue: kind) ?? .encodingResult
      let message = String(decoding: payload, as: UTF8.self)
      return .failure(.notTransferred(task: task, stage: stage, message: message))
    }
  }
}

/// How lists of payloads lie one after the other: the length of each in eight bytes, then its bytes. Those of
/// results begin with a byte that says what they are.
enum BundleCoding {
  static let result: UInt8 = 0
  /// Other values are those of `TransferStage`.
  static let thrown: UInt8 = 255

  /// Appends one payload.
  static func append(to bytes: inout [UInt8], _ write: (inout [UInt8]) throws -> Void) rethrows {
    let start = bytes.count
    UInt64(0).encode(into: &bytes)
    try write(&bytes)
    let length = UInt64(bytes.count - start - 8)
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: start, as: UInt64.self) }
  }

  /// The payloads of a list; ends early where it is cut.
  struct Parts {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    mutating func next() -> UnsafeRawBufferPointer? {
      guard rest.count >= 8 else { return nil }
      let length = rest.loadUnaligned(as: UInt64.self)
      guard length <= UInt64(rest.count - 8) else { return nil }
      let part = UnsafeRawBufferPointer(rebasing: rest[8..<8 + Int(length)])
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(8 + Int(length)))
      return part
    }
  }

  /// Does a list with the code of one task, in a worker process.
  static func run(
    _ code: TaskCode, _ input: UnsafeRawBufferPointer, _ context: TaskContext
  ) -> [UInt8] {
    var answer: [UInt8] = []
    var parts = Parts(input)
    while let part = parts.next() {
      append(to: &answer) { bytes in
        do {
          let output = try code(part, context, {})
          bytes.append(result)
          bytes += output
        } catch let failure as TransferFailure {
          bytes.append(failure.stage.rawValue)
          bytes += Array(failure.description.utf8)
        } catch {
          bytes.append(thrown)
          bytes += ThrownText(error).bytes
        }
      }
    }
    return answer
  }
}

/// The type and the text of an error, as they cross: separated by a zero byte.
struct ThrownText {
  let type: String
  let message: String

  init(_ error: any Error) {
    type = String(describing: Swift.type(of: error))
    message = String(describing: error)
  }

  init(_ bytes: UnsafeRawBufferPointer) {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    type = String(decoding: parts.first ?? bytes[...], as: UTF8.self)
    message = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
  }

  var bytes: [UInt8] { Array(type.utf8) + [0] + Array(message.utf8) }

  func error(task: Int) -> TaskError { .failed(task: task, type: type, message: message) }
}
