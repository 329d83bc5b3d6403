import Testing
import Workloads

@Suite struct SpinLoopTests {
  @Test func `the state that is computed is the state that is reached`() {
    for iterations in [0, 1, 2, 3, 63, 64, 1000, 65_537] as [UInt64] {
      for state in [1, 0xdead_beef, .max] as [UInt64] {
        #expect(
          SpinLoop.run(iterations: iterations, from: state) == SpinLoop.state(after: iterations, from: state))
      }
    }
  }

  @Test func `fewer iterations end in another state`() {
    #expect(SpinLoop.run(iterations: 999, from: 1) != SpinLoop.state(after: 1000, from: 1))
  }

  @Test(arguments: [1, 2, 7, 99, 100, 101, .max] as [UInt64])
  func `slices end in the same state`(slice: UInt64) {
    for iterations in [0, 1, 7, 100] as [UInt64] {
      var pauses: UInt64 = 0
      let state = SpinLoop.run(iterations: iterations, from: 5, slice: slice) { pauses += 1 }
      #expect(state == SpinLoop.run(iterations: iterations, from: 5))
      #expect(pauses == (iterations == 0 ? 0 : (iterations - 1) / slice))
    }
  }

  @Test func `the loop has a speed`() {
    let speed = SpinLoop.calibrate()
    #expect(speed.isFinite && speed > 1)
  }
}
