import OperatingSystem
import Testing

struct AffinityTests {
  @Test func `absent CPUs are refused, also where the system would silently take a part`() throws {
    let lines = try scenario("affinity", "subreaper")
    #expect(
      lines.prefix(4) == ["affinity EINVAL", "affinity EINVAL", "affinity changed", "affinity changed"])
    #expect(lines.suffix(2) == ["exited 0 1", "exited 0 bound at the end"])
  }

  @Test(arguments: [
    ("0", [0]), ("0-3,8", [0, 1, 2, 3, 8]), ("5,1-2", [1, 2, 5]), ("", []), ("0-1\n", [0, 1]), ("3,3", [3]),
  ])
  func `a list of CPUs is read`(text: String, cpus: [Int]) {
    #expect(CPUSet(parsing: text)?.cpus == cpus)
  }

  @Test(arguments: ["a", "1-", "-1", "3-1", "1,,2", ",", "1 2", "0-6:2/4", "123456", "+1"])
  func `what is no list of CPUs is refused`(text: String) {
    #expect(CPUSet(parsing: text) == nil)
  }

  @Test func `a list of CPUs is written with ranges`() {
    #expect(CPUSet([8, 1, 0, 3, 2, 10, 11]).description == "0-3,8,10-11")
    #expect(CPUSet([]).description == "")
  }

  @Test func `sets are subtracted`() {
    #expect(CPUSet([1, 7]).subtracting(CPUSet([0, 1])) == CPUSet([7]))
  }

  @Test func `this process may run somewhere`() throws {
    #expect(try !CPUSet.allowed().isEmpty)
  }
}
