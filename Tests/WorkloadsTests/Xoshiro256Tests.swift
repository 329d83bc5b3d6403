import Testing
import Workloads

/// A square matrix of 256 × 256 bits: column j is the state that the generator's linear map makes of the
/// state in which only bit j is set.
private struct BitMatrix {
  /// 256 columns of 4 words.
  var columns: [SIMD4<UInt64>]

  func applied(to vector: SIMD4<UInt64>) -> SIMD4<UInt64> {
    var sum = SIMD4<UInt64>(repeating: 0)
    for word in 0..<4 {
      var bits = vector[word]
      while bits != 0 {
        sum ^= columns[64 * word + bits.trailingZeroBitCount]
        bits &= bits - 1
      }
    }
    return sum
  }

  var squared: BitMatrix { BitMatrix(columns: columns.map(applied)) }
}

private func vector(_ generator: Xoshiro256) -> SIMD4<UInt64> {
  let state = generator.state
  return SIMD4(state.0, state.1, state.2, state.3)
}

private func generator(_ vector: SIMD4<UInt64>) -> Xoshiro256 {
  Xoshiro256(state: (vector[0], vector[1], vector[2], vector[3]))
}

@Suite struct Xoshiro256Tests {
  @Test func `the first numbers from the state 1, 2, 3, 4 are the known ones`() {
    var generator = Xoshiro256(state: (1, 2, 3, 4))
    let numbers = (0..<6).map { _ in generator.next() }
    #expect(
      numbers == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
        9_973_669_472_204_895_162,
      ])
  }

  /// The published polynomial is not taken on trust: the generator's map is squared 128 times.
  @Test func `a jump is two to the power of 128 steps`() {
    var matrix = BitMatrix(
      columns: (0..<256).map { bit in
        var unit = SIMD4<UInt64>(repeating: 0)
        unit[bit / 64] = 1 << UInt64(bit % 64)
        var generator = generator(unit)
        _ = generator.next()
        return vector(generator)
      })
    for _ in 0..<128 { matrix = matrix.squared }
    for seed in [1, 2, 0xffff_ffff_ffff_ffff] as [UInt64] {
      let start = Xoshiro256(seed: seed)
      var jumped = start
      jumped.jump()
      #expect(vector(jumped) == matrix.applied(to: vector(start)))
    }
  }

  @Test func `jumps and steps can change places`() {
    var first = Xoshiro256(seed: 5)
    var second = first
    first.jump()
    for _ in 0..<100 {
      _ = first.next()
      _ = second.next()
    }
    second.jump()
    #expect(first == second)
  }

  @Test func `seeds give different generators`() {
    #expect(Xoshiro256(seed: 1) != Xoshiro256(seed: 2))
    #expect(Xoshiro256(seed: 1) == Xoshiro256(seed: 1))
  }
}
