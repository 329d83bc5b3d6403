import GMP
import Testing

@Suite struct BigIntegerTests {
  @Test func `small numbers keep their value`() {
    #expect(text(BigInteger()) == "0")
    #expect(text(BigInteger(7)) == "7")
    #expect(text(BigInteger(.max)) == "18446744073709551615")
  }

  @Test func `a power is exact`() {
    var number = BigInteger()
    number.setPower(2, 100)
    #expect(text(number) == "1267650600228229401496703205376")
    #expect(bits(number) == 101)
    #expect(words(number) == 2)
  }

  @Test func `a power takes the place of the number before`() {
    var number = BigInteger()
    number.setPower(7, 300)
    number.setPower(3, 4)
    #expect(text(number) == "81")
  }

  @Test func `zero to the power zero is one`() {
    var number = BigInteger(5)
    number.setPower(0, 0)
    #expect(text(number) == "1")
    number.setPower(0, 3)
    #expect(text(number) == "0")
  }

  @Test func `a sum carries over words`() {
    var number = BigInteger(.max)
    number.add(BigInteger(1))
    #expect(text(number) == "18446744073709551616")
    number.setZero()
    #expect(text(number) == "0")
    #expect(bits(number) == 0)
  }

  @Test func `a product is exact`() {
    var number = BigInteger(10_000_000_019)
    number.multiply(by: BigInteger(10_000_000_033))
    #expect(text(number) == "100000000520000000627")
  }

  @Test func `F(100) is the published one`() {
    #expect(text(BigInteger(fibonacci: 0)) == "0")
    #expect(text(BigInteger(fibonacci: 1)) == "1")
    #expect(text(BigInteger(fibonacci: 100)) == "354224848179261915075")
  }

  @Test func `F(1000) has 209 digits`() {
    let number = BigInteger(fibonacci: 1000)
    #expect(digitCount(number) == 209)
    #expect(text(number).hasPrefix("43466557686937456435688527675040625802564660517371"))
    #expect(text(number).hasSuffix("76137795166849228875"))
  }

  @Test(arguments: [1, 2, 3, 19, 20, 100])
  func `digits are counted exactly on both sides of a power of ten`(_ digits: Int) {
    var power = BigInteger()
    power.setPower(10, UInt(digits))
    #expect(digitCount(power) == digits + 1)
    var nines = BigInteger()
    for _ in 0..<digits {
      nines.multiply(by: BigInteger(10))
      nines.add(BigInteger(9))
    }
    #expect(digitCount(nines) == digits)
    let isSmaller = nines < power
    #expect(isSmaller)
  }

  @Test func `a residue is that of the whole number`() {
    // Fermat: the power p - 1 of what p does not divide leaves 1.
    var number = BigInteger()
    number.setPower(564_982, 1008)
    #expect(residue(number, 1009) == 1)
    #expect(residue(number, 1) == 0)
  }

  @Test func `two numbers change places`() {
    var left = BigInteger(fibonacci: 300)
    var right = BigInteger(2)
    left.exchange(with: &right)
    let isSame = left == BigInteger(2) && right == BigInteger(fibonacci: 300)
    #expect(isSame)
    let isSmaller = right < left
    #expect(!isSmaller)
  }
}

// An expectation takes no value that cannot be copied.

private func text(_ number: borrowing BigInteger) -> String { number.decimalText }

private func bits(_ number: borrowing BigInteger) -> Int { number.bitCount }

private func words(_ number: borrowing BigInteger) -> Int { number.wordCount }

private func digitCount(_ number: borrowing BigInteger) -> Int { number.decimalDigitCount }

private func residue(_ number: borrowing BigInteger, _ modulus: UInt) -> UInt {
  number.residue(modulo: modulus)
}
