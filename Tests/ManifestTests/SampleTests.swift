import Jobs
import Manifest
import Testing

@Suite struct SampleTests {
  private let text = "name: t\nworkload: {kind: sleep, duration: 1s}\nexecutor: threads\n"

  @Test func `nothing is sampled unless it is asked for`() throws {
    let job = try #require(check(text).job)
    #expect(job.sample == nil)
    #expect(!job.output.plots.contains(.memory))
  }

  @Test func `the interval is a duration, and the memory is drawn`() throws {
    let job = try #require(check(text + "sample: 100ms\n").job)
    #expect(job.sample == 0.1)
    #expect(job.output.plots == Plot.defaults + [.memory])
  }

  @Test func `other settings of the output leave the memory drawn`() throws {
    let job = try #require(check(text + "sample: 1s\noutput: {directory: there}\n").job)
    #expect(job.output.plots == Plot.defaults + [.memory])
  }

  @Test func `who names the plots names the memory too`() throws {
    let without = try #require(check(text + "sample: 1ms\noutput: {plots: [time]}\n").job)
    #expect(without.output.plots == [.time])
    let with = try #require(check(text + "sample: 1ms\noutput: {plots: [memory]}\n").job)
    #expect(with.output.plots == [.memory])
  }

  @Test(arguments: [
    (
      "output: {plots: [time, memory]}\n",
      "'memory', and nothing is sampled that it could show: write sample: 100ms"
    ),
    ("sample: 500us\n", "'sample' is 500us: expected at least 1ms"),
    ("sample: 0ms\n", "'sample' is 0ms: expected more than 0"),
    ("sample: often\n", "'sample': "),
    ("sample: 10\n", "'sample': "),
    ("sample: [1s]\n", "'sample' is a list: expected a duration"),
    ("sample:\n", "'sample' has no value"),
  ])
  func `what is no interval is refused`(line: String, message: String) throws {
    try FaultyManifest(text + line, 4, message).expectRefusal()
  }
}
