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

  @Test func `the loop has a speed`() {
    let speed = SpinLoop.calibrate()
    #expect(speed.isFinite && speed > 1)
  }
}
