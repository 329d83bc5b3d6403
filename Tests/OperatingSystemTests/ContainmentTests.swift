import TestPrograms
import Testing

struct ContainmentTests {
  @Test func `the fallback is told by its name`() throws {
    #expect(try scenario("kind", "subreaper") == ["subreaper"])
  }

  @Test(arguments: containments)
  func `one who ignores SIGTERM is killed`(containment: String) throws {
    #expect(try scenario("stubborn", containment) == ["signalled SIGKILL"])
  }

  @Test(arguments: containments)
  func `one who catches SIGTERM ends by its own exit code`(containment: String) throws {
    #expect(try scenario("catcher", containment) == ["exited 0"])
  }

  @Test(arguments: containments)
  func `one who is stopped gets the signal once it is let go on`(containment: String) throws {
    #expect(try scenario("stopped", containment) == ["signalled SIGTERM"])
  }

  @Test(arguments: containments)
  func `daemons, orphans and those still computing are killed and counted`(containment: String) throws {
    let leaked = "exited 0 leaked 1"
    #expect(try scenario("daemon", containment) == [leaked, leaked, leaked, "exited 0 leaked 0", leaked])
  }

  @Test(arguments: containments)
  func `processes that keep forking into new sessions are caught`(containment: String) throws {
    #expect(try scenario("runaway", containment) == ["exited 0 leaked"])
  }

  @Test(arguments: containments)
  func `who survives the kill is told of once and waited for once`(containment: String) throws {
    let lines = try scenario("survivor", containment)
    // Without the right to trace there is no such process.
    if lines == ["not possible"] { return }
    #expect(
      lines == [
        "killed 0 left 1 waited", "killed 0 left 0 soon", "1", "killed 0 left 0 soon",
        "killed 0 left 0 soon",
      ])
  }

  @Test(arguments: containments)
  func `threads of all descendants are counted, zombies are not`(containment: String) throws {
    #expect(try scenario("thread-count", containment) == ["none", "6", "none"])
  }

  @Test(arguments: containments)
  func `a daemon that holds the pipe does not keep us waiting`(containment: String) throws {
    #expect(try scenario("pipeholder", containment) == ["exited 0 'hi", "' soon"])
  }
}
