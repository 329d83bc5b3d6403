import Testing

@testable import Workloads

@Suite struct LargePrimesTests {
  @Test(arguments: [LargePrimes.first, LargePrimes.second])
  func `a power of p minus one leaves one`(prime: UInt) {
    for base in [2, 3, 564_982, prime - 1] as [UInt] {
      #expect(LargePrimes.power(base, prime - 1, modulo: prime) == 1)
    }
  }

  @Test func `small powers are what they are`() {
    #expect(LargePrimes.power(7, 3, modulo: LargePrimes.first) == 343)
    #expect(LargePrimes.power(0, 0, modulo: LargePrimes.first) == 1)
    #expect(LargePrimes.power(0, 5, modulo: LargePrimes.first) == 0)
    #expect(LargePrimes.power(2, 61, modulo: LargePrimes.first) == 1)
  }

  @Test(arguments: [LargePrimes.first, LargePrimes.second])
  func `a sum stays below the prime, also where it overflows a word`(prime: UInt) {
    #expect(LargePrimes.sum(prime - 1, 1, modulo: prime) == 0)
    #expect(LargePrimes.sum(prime - 1, prime - 1, modulo: prime) == prime - 2)
    #expect(LargePrimes.sum(3, 4, modulo: prime) == 7)
  }
}
