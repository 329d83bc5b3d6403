import Testing

@testable import Executors

/// Counts how many of it are alive.
private final class Counted {
  nonisolated(unsafe) static var alive = 0
  init() { Counted.alive += 1 }
  deinit { Counted.alive -= 1 }
}

@Suite(.serialized) struct ResultPlaceTests {
  private struct Large: Equatable {
    var numbers = [1, 2, 3]
    var text = "a text that is longer than sixteen bytes"
    var more: (Int, Int) = (4, 5)

    static func == (left: Large, right: Large) -> Bool {
      left.numbers == right.numbers && left.text == right.text && left.more == right.more
    }
  }

  @Test func `an empty place has no value`() {
    let place = ResultPlace<Int>()
    #expect(place.value == nil && !place.isFilled)
  }

  @Test func `values of every size come back`() {
    var number = ResultPlace<Int>()
    number.fill(-7)
    #expect(number.value == -7)
    var nothing = ResultPlace<Void>()
    nothing.fill(())
    #expect(nothing.value != nil)
    var text = ResultPlace<String>()
    text.fill("sixteen bytes are the bound of what lies in the place")
    #expect(text.value == "sixteen bytes are the bound of what lies in the place")
    var large = ResultPlace<Large>()
    large.fill(Large())
    #expect(large.value == Large())
    var wide = ResultPlace<SIMD4<Float>>()
    wide.fill([1, 2, 3, 4])
    #expect(wide.value == [1, 2, 3, 4])
    text.clear()
    large.clear()
    wide.clear()
    #expect(text.value == nil && large.value == nil)
  }

  @Test func `what was put in lives until it is cleared`() {
    var small = ResultPlace<Counted>()
    var large = ResultPlace<(Counted, Counted, Counted)>()
    small.fill(Counted())
    large.fill((Counted(), Counted(), Counted()))
    #expect(Counted.alive == 4)
    #expect(small.value != nil && large.value != nil)
    small.clear()
    #expect(Counted.alive == 3)
    large.clear()
    #expect(Counted.alive == 0)
  }
}
