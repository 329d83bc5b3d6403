import TestPrograms
import Testing

struct ServiceContainmentTests {
  @Test(arguments: containments)
  func `services outlive runs, are not taken for what runs leave, and end with all that is theirs`(
    containment: String
  ) throws {
    #expect(
      try scenario("services", containment) == [
        "run exited(code: 3)", "killed 2 left 0, 4 of the service",
        "service signalled(number: 15, core: false), 0 left", "service exited(code: 7)",
      ])
  }
}
