import Jobs
import OperatingSystem
import Testing

@testable import Executors

/// Random bytes from a fixed seed.
private func randomBytes(_ random: inout SplitMix64, most: Int) -> [UInt8] {
  let count = Int(random.next() % UInt64(most + 1))
  // Mostly small values: lengths that could be true lead further.
  return (0..<count).map { _ in
    let value = random.next()
    return value % 4 == 0
      ? UInt8(truncatingIfNeeded: value >> 8) : UInt8(truncatingIfNeeded: (value >> 8) % 4)
  }
}

/// Values as bytes, and what is made of bytes that are damaged.
@Suite struct CodingTests {
  private func roundTrip<Value: Portable & Equatable>(_ value: Value, _ count: Int) throws {
    var bytes: [UInt8] = []
    try value.encode(into: &bytes)
    #expect(bytes.count == count)
    #expect(try bytes.withUnsafeBytes { try Value(decoding: $0) } == value)
    // Behind others, and where no address is aligned.
    var more: [UInt8] = [1, 2, 3]
    try value.encode(into: &more)
    #expect(Array(more.prefix(3)) == [1, 2, 3])
    let part = try more.withUnsafeBytes {
      try Value(decoding: UnsafeRawBufferPointer(rebasing: $0.dropFirst(3)))
    }
    #expect(part == value)
  }

  @Test func `values come back from their bytes`() throws {
    for number in [0, 1, -1, .min, .max] { try roundTrip(number, 8) }
    for number in [UInt64(0), 1, .max] { try roundTrip(number, 8) }
    for number in [0.0, -0.5, .infinity, .leastNonzeroMagnitude] { try roundTrip(number, 8) }
    try roundTrip(true, 1)
    try roundTrip(false, 1)
    try roundTrip(Nothing(), 0)
    try roundTrip([UInt8](), 0)
    try roundTrip([UInt8]([0, 255, 7]), 3)
    try roundTrip("", 0)
    try roundTrip("größer\u{0}😀", 13)
  }

  @Test func `a number that is none comes back as it is`() throws {
    var bytes: [UInt8] = []
    Double(bitPattern: 0x7ff8_0000_0000_1234).encode(into: &bytes)
    #expect(try bytes.withUnsafeBytes { try Double(decoding: $0) }.bitPattern == 0x7ff8_0000_0000_1234)
  }

  @Test(arguments: [0, 1, 7, 9, 16]) func `a number of another size is refused`(count: Int) {
    let bytes = [UInt8](repeating: 0, count: count)
    let expected = PortableError("\(count) bytes are no number of 8 bytes")
    #expect(throws: expected) { try bytes.withUnsafeBytes { try Int(decoding: $0) } }
    #expect(throws: expected) { try bytes.withUnsafeBytes { try UInt64(decoding: $0) } }
    #expect(throws: expected) { try bytes.withUnsafeBytes { try Double(decoding: $0) } }
  }

  @Test(arguments: [[], [2], [255], [0, 0]] as [[UInt8]])
  func `bytes that are no truth value are refused`(bytes: [UInt8]) {
    let expected = PortableError("\(bytes.count) bytes are no truth value")
    #expect(throws: expected) { try bytes.withUnsafeBytes { try Bool(decoding: $0) } }
  }

  @Test func `bytes that are no text are refused`() {
    for bytes in [[0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80]] as [[UInt8]] {
      let error = #expect(throws: PortableError.self) {
        try bytes.withUnsafeBytes { try String(decoding: $0) }
      }
      #expect(error?.description == "\(bytes.count) bytes are no UTF-8 text")
    }
  }

  @Test func `parts of a list come back, and a cut list ends early`() throws {
    let payloads: [[UInt8]] = [[], [1], Array(repeating: 9, count: 300), [], [2, 3]]
    var bytes: [UInt8] = []
    for payload in payloads { BundleCoding.append(to: &bytes) { $0 += payload } }
    #expect(bytes.count == 5 * 8 + 303)
    var ends: [Int] = []
    for payload in payloads { ends.append((ends.last ?? 0) + 8 + payload.count) }
    for count in 0...bytes.count {
      Array(bytes.prefix(count)).withUnsafeBytes { cut in
        var parts = BundleCoding.Parts(cut)
        var seen: [[UInt8]] = []
        while let part = parts.next() { seen.append(Array(part)) }
        #expect(seen == Array(payloads.prefix(ends.count { $0 <= count })))
      }
    }
  }

  @Test func `random bytes do not crash the reading of a list`() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<20_000 {
      let bytes = randomBytes(&random, most: 60)
      bytes.withUnsafeBytes { bytes in
        var parts = BundleCoding.Parts(bytes)
        var (count, total) = (0, 0)
        while let part = parts.next() {
          count += 1
          total += part.count
        }
        #expect(8 * count + total <= bytes.count)
      }
    }
  }

  @Test func `random bytes are results or errors of a bundle, never a crash`() throws {
    let memory = try PoolMemory(PoolConfiguration(workers: 1), .threads)
    let desk = TaskDesk(memory, carrier: nil)
    var random = SplitMix64(seed: 8)
    for round in 0..<20_000 {
      var bytes = randomBytes(&random, most: 60)
      // The lengths of two parts that could be, and whatever is in them.
      if round % 2 == 0 {
        let inside = bytes
        bytes = []
        for part in [inside.prefix(inside.count / 2), inside.dropFirst(inside.count / 2)] {
          BundleCoding.append(to: &bytes) { $0 += part }
        }
      }
      let bundle = BundledTasks(number: 5, desk: desk, name: nil, twice, [1, 2])
      bytes.withUnsafeBytes { bundle.accept($0) }
      bundle.settle(nil, bytes: 0)
      do throws(TaskError) {
        #expect(try bundle.result().count == 2)
      } catch {
        guard case .notTransferred(task: 5, stage: .decodingResult, message: _) = error else {
          Issue.record("\(error) of \(bytes)")
          continue
        }
      }
    }
  }

  @Test func `type and text of an error come back`() {
    let complaint = Complaint(description: "no\u{0}luck – ⚠")
    let bytes = ThrownText(complaint).bytes
    let text = bytes.withUnsafeBytes { ThrownText($0) }
    #expect(text.type == "Complaint" && text.message == "no\u{0}luck – ⚠")
    #expect(text.error(task: 3) == .failed(task: 3, type: "Complaint", message: "no\u{0}luck – ⚠"))
  }

  @Test(arguments: [
    ([], "", ""), ([65], "A", ""), ([0], "", ""), ([0, 66], "", "B"), ([65, 0, 0], "A", "\u{0}"),
  ])
  func `a cut text of an error is read as far as it goes`(bytes: [UInt8], type: String, message: String) {
    let text = bytes.withUnsafeBytes { ThrownText($0) }
    #expect(text.type == type && text.message == message)
  }

  @Test func `random bytes do not crash the reading of an error's text`() {
    var random = SplitMix64(seed: 9)
    for _ in 0..<5000 {
      let bytes = randomBytes(&random, most: 40)
      let text = bytes.withUnsafeBytes { ThrownText($0) }
      // Each byte is at most one replacement character.
      #expect(text.type.unicodeScalars.count + text.message.unicodeScalars.count <= bytes.count)
    }
  }

  @Test func `a worker's ticket comes back from its text`() throws {
    for cpu in [-1, 0, 4095] {
      for flag in [true, false] {
        let ticket = WorkerTicket(
          worker: 3, cpu: cpu, mostTasks: 100, isReplacement: flag, nameLength: 8, recipeLength: 0,
          hasBoxes: !flag)
        #expect(WorkerTicket(text: ticket.text) == ticket)
      }
    }
  }

  @Test(arguments: [
    "", ",", "0", "0,0,0,0,0,0", "0,0,0,0,0,0,0,0", "0,,0,0,0,0,0,0", "0,0,0,0,0,0,x,0", "-1,0,0,0,0,0,0",
    "0,0,0,0,-1,0,0", "0,0,0,0,0,-1,0", "0,0,-1,0,0,0,0", "0,-2,0,0,0,0,0", "a,b,c,d,e,f,g",
    "0 ,0,0,0,0,0,0", "0,0,0,0,9223372036854775807,9223372036854775807,0", "0,0,0,0,99999999999999999999,0,0",
  ])
  func `nonsense is no worker's ticket`(text: String) {
    #expect(WorkerTicket(text: text) == nil)
  }

  @Test func `random text is a ticket that can be used, or none`() {
    var random = SplitMix64(seed: 10)
    let characters = Array("0123456789,,,,-+x ")
    for _ in 0..<50_000 {
      let text = String((0..<Int(random.next() % 24)).map { _ in characters[Int(random.next() % 18)] })
      guard let ticket = WorkerTicket(text: text) else { continue }
      #expect(ticket.worker >= 0 && ticket.nameLength + ticket.recipeLength >= 0)
    }
  }
}
