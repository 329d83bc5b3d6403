import Glibc
import OperatingSystem
import TestPrograms
import Testing

struct LimitTests {
  @Test func `CPU time ends a program and a function by SIGXCPU, and a deaf one at the hard limit`() throws {
    let expected = [
      "signalled SIGXCPU after the limit", "signalled SIGXCPU after the limit",
      "signalled SIGKILL after the limit",
    ]
    #expect(try scenario("cpu-limit", "subreaper") == expected)
  }

  @Test func `address space bounds what a function can allocate`() throws {
    #expect(try scenario("memory-limit", "subreaper") == ["exited 3", "exited 4"])
  }

  @Test func `file size ends a program by SIGXFSZ`() throws {
    let folder = try TemporaryFolder()
    #expect(try scenario("file-limit", "subreaper", folder.path) == ["signalled SIGXFSZ"])
  }

  @Test func `open files are bounded`() throws {
    #expect(try scenario("files-limit", "subreaper") == ["exited 127", "opened 0", "exited 0", "opened 17"])
  }

  @Test func `a limit above the hard one is refused with the one that is allowed`() throws {
    let expected = ["allowed 100", "limits 'open_files': operation not permitted"]
    #expect(try scenario("hard-limit", "subreaper") == expected)
  }

  @Test func `the limits of this process can be read`() throws {
    let limit = try ResourceLimit.openFiles.current()
    #expect(limit.soft > 3)
    #expect(limit.soft <= limit.hard)
  }

  @Test func `a hard limit is never below the soft one`() {
    #expect(LimitSetting(.cpuTime, soft: 5, hard: 2).hard == 5)
    #expect(LimitSetting(.cpuTime, soft: 5).hard == 5)
  }
}
