import OperatingSystem
import Testing

struct ProcessTextTests {
  private func parsed(_ text: String) -> ProcessStatus? {
    Array(text.utf8).withUnsafeBytes { ProcessStatus(parsing: $0) }
  }

  private func parsedMemory(_ text: String) -> ProcessMemory? {
    Array(text.utf8).withUnsafeBytes { ProcessMemory(parsing: $0) }
  }

  private func line(name: String, state: String = "S") -> String {
    "4711 (\(name)) \(state) 4700 4711 4700 0 -1 4194304 1083 77 5 6 250 31 8 9 20 0 6 0 1234567 10000000 3301 "
      + "18446744073709551615 94 95 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n"
  }

  @Test func `parent, threads, times and pages are read`() throws {
    let status = try #require(parsed(line(name: "swrun-worker")))
    #expect(status.name == ProcessStatus.name("swrun-worker"))
    #expect(status.parent == 4700)
    #expect(status.threads == 6)
    #expect(status.cpuTicks == 281)
    #expect(status.faults == 1088)
    #expect(status.start == 1_234_567)
    #expect(status.residentPages == 3301)
    #expect(!status.hasEnded)
  }

  @Test(arguments: ["a) Z 1 2", "(((", ") S 9 9 9 9", "x y", "15 letters here"])
  func `a name may hold anything`(name: String) throws {
    let status = try #require(parsed(line(name: name)))
    #expect(status.name == ProcessStatus.name(name))
    #expect(status.parent == 4700)
    #expect(!status.hasEnded)
  }

  @Test(arguments: ["Z", "X"])
  func `a zombie has ended`(state: String) throws {
    #expect(try #require(parsed(line(name: "a", state: state))).hasEnded)
  }

  @Test(arguments: [
    "", "4711", "4711 (a", "4711 (a)", "4711 (a) S", "4711 (a) S 1 2 3 4 5 6", "no text at all\n",
  ])
  func `what is no status is none`(text: String) {
    #expect(parsed(text) == nil)
  }

  @Test func `resident memory and its shares are read in bytes`() throws {
    let text = """
      55d0c0de0000-7ffd1234f000 ---p 00000000 00:00 0                          [rollup]
      Rss:                1860 kB
      Pss:                 151 kB
      Pss_Dirty:           100 kB
      Shared_Clean:       1700 kB
      SwapPss:               7 kB

      """
    let memory = try #require(parsedMemory(text))
    #expect(memory.resident == 1860 * 1024)
    #expect(memory.proportional == 151 * 1024)
  }

  @Test(arguments: ["", "[rollup]\n", "Rss:  12 kB\n", "Rss:\nPss:\n", "Rss: 1 kB\nPss_Dirty: 2 kB\n"])
  func `memory that is not all there is none`(text: String) {
    #expect(parsedMemory(text) == nil)
  }
}
