import Jobs
import Testing

@Suite struct CPUListTests {
  @Test func `CPUs are written as the kernel writes them`() {
    #expect(CPUList.text([8, 0, 1, 2, 3]) == "0-3,8")
    #expect(CPUList.text([]) == "")
    #expect(CPUList.text([5]) == "5")
  }

  @Test(arguments: [("0-3,8", [0, 1, 2, 3, 8]), ("7", [7]), ("2,0", [0, 2])])
  func `a list is read in ascending order`(text: String, cpus: [Int]) throws {
    #expect(try CPUList.parse(text).get() == cpus)
  }

  @Test(arguments: [
    "", "0-", "-1", "3-1", "0,0", "0-2,1", "a", "01", "0 1", "99999999999999999999", "0-70000",
  ])
  func `what is no list is refused`(text: String) {
    #expect(throws: CPUListError.self) { try CPUList.parse(text).get() }
  }
}
