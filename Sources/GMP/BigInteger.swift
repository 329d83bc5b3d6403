internal import CGMP

/// A natural number of any size, by GMP.
///
/// It keeps its memory when it gets smaller: numbers that are used again and again need none from the system.
/// GMP ends the process where there is no memory, and where a number would have more than 2^37 bits.
package struct BigInteger: ~Copyable {
  // Functions have the names under which they are linked: those of the manual are macros, which Swift does not see.
  private var value = __mpz_struct()

  /// A number that fits a machine word.
  package init(_ number: UInt = 0) { __gmpz_init_set_ui(&value, number) }

  /// The Fibonacci number F(n), by doubling: F(0) = 0, F(1) = 1.
  package init(fibonacci n: UInt) {
    self.init()
    __gmpz_fib_ui(&value, n)
  }

  deinit {
    var last = value
    __gmpz_clear(&last)
  }

  /// Becomes a power.
  package mutating func setPower(_ base: UInt, _ exponent: UInt) {
    __gmpz_ui_pow_ui(&value, base, exponent)
  }

  /// Becomes zero, and keeps its memory.
  package mutating func setZero() { __gmpz_set_ui(&value, 0) }

  /// Adds another number.
  package mutating func add(_ other: borrowing BigInteger) {
    withUnsafePointer(to: other.value) { other in
      withUnsafeMutablePointer(to: &value) { __gmpz_add($0, $0, other) }
    }
  }

  /// Multiplies by another number.
  package mutating func multiply(by other: borrowing BigInteger) {
    withUnsafePointer(to: other.value) { other in
      withUnsafeMutablePointer(to: &value) { __gmpz_mul($0, $0, other) }
    }
  }

  /// Exchanges two numbers, whatever their size, at no cost.
  package mutating func exchange(with other: inout BigInteger) { swap(&value, &other.value) }

  /// How many bits it has; 0 has none.
  package var bitCount: Int { isZero ? 0 : withUnsafePointer(to: value) { __gmpz_sizeinbase($0, 2) } }

  /// How many words of memory its digits take.
  package var wordCount: Int { Int(value._mp_size) }

  /// Whether it is 0.
  package var isZero: Bool { value._mp_size == 0 }

  /// How many decimal digits it has; 0 has one.
  package var decimalDigitCount: Int {
    // GMP's size in a base that is no power of two may be one too large.
    let size = withUnsafePointer(to: value) { __gmpz_sizeinbase($0, 10) }
    var least = BigInteger()
    least.setPower(10, UInt(size - 1))
    return size > 1 && self < least ? size - 1 : size
  }

  /// The remainder of the division by a modulus, 1 or more.
  package func residue(modulo modulus: UInt) -> UInt {
    precondition(modulus > 0, "nothing can be divided by 0")
    return withUnsafePointer(to: value) { __gmpz_fdiv_ui($0, modulus) }
  }

  /// Its decimal digits.
  package var decimalText: String {
    // Room for a sign and the zero at the end, as the manual asks for.
    var digits = [CChar](repeating: 0, count: decimalDigitCount + 2)
    withUnsafePointer(to: value) { _ = __gmpz_get_str(&digits, 10, $0) }
    return String(decoding: digits.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether one number is smaller than another.
  package static func < (left: borrowing BigInteger, right: borrowing BigInteger) -> Bool {
    compare(left, right) < 0
  }

  /// Whether two numbers are the same.
  package static func == (left: borrowing BigInteger, right: borrowing BigInteger) -> Bool {
    compare(left, right) == 0
  }

  private static func compare(_ left: borrowing BigInteger, _ right: borrowing BigInteger) -> Int32 {
    withUnsafePointer(to: left.value) { left in
      withUnsafePointer(to: right.value) { right in __gmpz_cmp(left, right) }
    }
  }
}
