/// A value that can cross to another process as bytes.
package protocol Portable: Sendable {
  /// Appends the bytes.
  ///
  /// - Throws: where this value cannot cross; only the task to which it belongs fails.
  func encode(into bytes: inout [UInt8]) throws

  /// Reads the value from exactly the bytes that ``encode(into:)`` has appended.
  init(decoding bytes: UnsafeRawBufferPointer) throws
}

/// Bytes that are not those of the value that was expected.
package struct PortableError: Error, Equatable, CustomStringConvertible {
  package var message: String

  package init(_ message: String) { self.message = message }

  package var description: String { message }
}

/// No value: the input of a task that needs none, or the output of one that has none.
package struct Nothing: Portable, Equatable {
  package init() {}
  package init(decoding bytes: UnsafeRawBufferPointer) {}
  package func encode(into bytes: inout [UInt8]) {}
}

extension Array: Portable where Element == UInt8 {
  package init(decoding bytes: UnsafeRawBufferPointer) {
    self.init(bytes)
  }

  package func encode(into bytes: inout [UInt8]) {
    if bytes.isEmpty { bytes = self } else { bytes += self }
  }
}

extension String: Portable {
  package init(decoding bytes: UnsafeRawBufferPointer) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PortableError("\(bytes.count) bytes are no UTF-8 text")
    }
    self = text
  }

  package func encode(into bytes: inout [UInt8]) {
    bytes += utf8
  }
}

extension UInt64: Portable {
  package init(decoding bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count == 8 else { throw PortableError("\(bytes.count) bytes are no number of 8 bytes") }
    self = bytes.loadUnaligned(as: UInt64.self)
  }

  package func encode(into bytes: inout [UInt8]) {
    Swift.withUnsafeBytes(of: self) { bytes.append(contentsOf: $0) }
  }
}

extension Int: Portable {
  package init(decoding bytes: UnsafeRawBufferPointer) throws {
    self = Int(truncatingIfNeeded: try UInt64(decoding: bytes))
  }

  package func encode(into bytes: inout [UInt8]) {
    UInt64(bitPattern: Int64(self)).encode(into: &bytes)
  }
}

extension Double: Portable {
  package init(decoding bytes: UnsafeRawBufferPointer) throws {
    self = Double(bitPattern: try UInt64(decoding: bytes))
  }

  package func encode(into bytes: inout [UInt8]) {
    bitPattern.encode(into: &bytes)
  }
}

extension Bool: Portable {
  package init(decoding bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count == 1, bytes[0] <= 1 else {
      throw PortableError("\(bytes.count) bytes are no truth value")
    }
    self = bytes[0] == 1
  }

  package func encode(into bytes: inout [UInt8]) {
    bytes.append(self ? 1 : 0)
  }
}
