import Testing
import YAML

@Suite struct FuzzTests {
  static let documents = [
    """
    # a manifest
    name: amdahl
    workload: { kind: amdahl, serial_fraction: [0.1, 0.25], work: 2s, mode: sleep }
    executor: [threads, fork]
    workers: &w [1, 2, 4, 8, 16]
    repetitions: 10
    description: |
      One line.
        And "another".
    folded: >-
      ä é
      日本

    """,
    """
    %YAML 1.2
    ---
    a: &a {x: 1, 'y': "z\\n\\u00e9"}
    b: [*a, *a, !!str 5, ~]
    ? explicit
    : - 1
      - - 2
        - {p: q}
    ...
    # end
    """,
    "{\"name\": \"t\", \"list\": [1, 2.5, true, null], \"nested\": {\"k\": [[], {}]}}\r\n",
  ]

  /// A generator with a fixed sequence.
  struct Generator {
    var state: UInt64
    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  @Test(arguments: documents)
  func `the documents that are mutated are good`(document: String) throws {
    _ = try read(document)
  }

  @Test(arguments: documents)
  func `every prefix of a document is a tree or an error with a place`(document: String) {
    let bytes = Array(document.utf8)
    for length in 0...bytes.count { checkOutcome(Array(bytes[..<length])) }
  }

  @Test(arguments: documents)
  func `every prefix in UTF-16 is a tree or an error with a place`(document: String) {
    let bytes = utf16(document, bigEndian: false)
    for length in 0...bytes.count { checkOutcome(Array(bytes[..<length])) }
  }

  @Test(arguments: documents, [1, 2, 3, 4])
  func `mutated documents are trees or errors with a place`(document: String, seed: UInt64) {
    var random = Generator(state: seed)
    let original = Array(document.utf8)
    let interesting =
      Array("[]{}:,-?&*!|>'\"%@`#\n\r\t \\<~.\0".utf8) + [0x1B, 0x7F, 0x85, 0xC2, 0xE2, 0xEF, 0xFF]
    for _ in 0..<1_500 {
      var bytes = original
      for _ in 0...random.next(below: 4) {
        let place = random.next(below: bytes.count)
        switch random.next(below: 5) {
        case 0: bytes[place] = UInt8(random.next(below: 256))
        case 1: bytes[place] = interesting[random.next(below: interesting.count)]
        case 2: bytes.insert(interesting[random.next(below: interesting.count)], at: place)
        case 3: bytes.remove(at: place)
        default:
          let end = min(bytes.count, place + 1 + random.next(below: 30))
          bytes.insert(contentsOf: bytes[place..<end], at: random.next(below: bytes.count))
        }
        if bytes.isEmpty { bytes = [0x61] }
      }
      checkOutcome(bytes)
    }
  }
}
