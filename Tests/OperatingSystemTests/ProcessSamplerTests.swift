import OperatingSystem
import TestPrograms
import Testing

struct ProcessSamplerTests {
  @Test(arguments: containments)
  func `all processes of a run are read, but zombies and those that are gone`(containment: String) throws {
    #expect(
      try scenario("process-samples", containment) == [
        "3 processes, one with 2 threads", "children of the run: 2", "the run is a child of ours: true",
        "most memory is its own: true", "it has computed: true", "the run shares pages: true",
        "then 2, with the mortal one gone", "a look at nobody and the run: true",
      ])
  }

  @Test func `a process that becomes another program goes on being read`() throws {
    #expect(
      try scenario("process-exec", "cgroup-v2")
        == ["before: true, after: true", "another name: true", "less memory: true"])
  }

  @Test func `where shares may not be read there are none, and the rest is there`() throws {
    #expect(try scenario("process-refused", "cgroup-v2") == ["resident: true, share: false"])
  }

  @Test func `invented processes are read, with and without their shares`() throws {
    let folder = try TemporaryFolder()
    let rest = "-1 4194304 1 2 3 4 100 50 8 9 20 0 4 0 900 1000 2 0 0\n"
    try folder.write("7 (a) R 3 7 7 0 " + rest, to: "proc/7/stat")
    try folder.write("8 (b c) S 7 7 7 0 " + rest, to: "proc/8/stat")
    try folder.write("x [rollup]\nRss: 40 kB\nPss: 30 kB\n", to: "proc/8/smaps_rollup")
    var sampler = ProcessSampler(root: folder.path)
    var readings: [ProcessReading] = []
    for _ in 0..<2 {
      sampler.read([7, 8, 9], into: &readings)
      let alone = try #require(readings.first)
      #expect(alone.proportional == nil && alone.resident >= 8192 && alone.threads == 4 && alone.start == 900)
      #expect(alone.cpuSeconds > 0)
      let shared = try #require(readings.last)
      #expect(shared.parent == 7 && shared.resident == 40960 && shared.proportional == 30720)
      #expect(readings.count == 2)
    }
  }

  @Test func `shares are read again where a fault, memory or another process can have changed them`() throws {
    let folder = try TemporaryFolder()
    func write(_ pid: Int, faults: Int = 5, pages: Int = 9, share: Int) throws {
      try folder.write(
        "\(pid) (a) R 3 7 7 0 -1 4194304 \(faults) 2 0 4 100 50 8 9 20 0 4 0 900 1000 \(pages) 0 0\n",
        to: "proc/\(pid)/stat")
      try folder.write("Rss: 400 kB\nPss: \(share) kB\n", to: "proc/\(pid)/smaps_rollup")
    }
    var sampler = ProcessSampler(root: folder.path)
    func shares(_ pids: [Int32]) -> [Int?] {
      var readings: [ProcessReading] = []
      sampler.read(pids[...], into: &readings)
      return readings.map { $0.proportional.map { $0 / 1024 } }
    }
    try write(7, share: 10)
    try write(8, share: 20)
    #expect(shares([7, 8]) == [10, 20])
    try write(7, share: 11)
    #expect(shares([7, 8]) == [10, 20])
    // The fault of one may change the share of the other.
    try write(8, faults: 6, share: 21)
    #expect(shares([7, 8]) == [11, 21])
    try write(8, faults: 6, pages: 10, share: 22)
    try write(7, share: 12)
    #expect(shares([7, 8]) == [12, 22])
    try write(7, share: 13)
    #expect(shares([7]) == [13])
  }
}
