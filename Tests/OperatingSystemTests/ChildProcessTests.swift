import TestPrograms
import Testing

struct ChildProcessTests {
  @Test(arguments: containments)
  func `an exit code of a program and of a function arrives unchanged`(containment: String) throws {
    #expect(try scenario("exit", containment) == ["exited 71", "exited 71"])
  }

  @Test(arguments: containments)
  func `a death by a signal is told by the signal, never by an exit code`(containment: String) throws {
    let expected = ["signalled SIGABRT", "signalled SIGSEGV", "signalled SIGILL", "signalled SIGABRT"]
    #expect(try scenario("crash", containment) == expected)
  }

  @Test(arguments: containments)
  func `what cannot be started names the step, the reason and the path`(containment: String) throws {
    let folder = try TemporaryFolder()
    let plain = try folder.write("text\n", to: "plain")
    let text = try folder.write("text\n", to: "text", mode: 0o755)
    let expected = [
      "exec ENOENT /does/not/exist", "exec EACCES \(plain)", "exec ENOEXEC \(text)",
      "exec EACCES \(folder.path)", "directory '/does/not/exist': no such file or directory",
    ]
    #expect(try scenario("refuse", containment, "/does/not/exist", plain, text, folder.path) == expected)
  }

  @Test(arguments: containments)
  func `a program runs in its folder and carries the mark once`(containment: String) throws {
    let folder = try TemporaryFolder()
    #expect(try scenario("directory", containment, folder.path) == [folder.path, "1"])
  }

  @Test func `standard input is empty`() throws {
    #expect(try scenario("input", "subreaper") == ["exited 0 'end", "'"])
  }

  @Test func `children see no descriptors but their streams and those that they are to keep`() throws {
    // The fourth of the program is its own: it reads the folder.
    #expect(try scenario("descriptors", "cgroup-v2") == ["0 1 2 3", "0 1 2", "exited 0"])
  }

  @Test(arguments: containments)
  func `with closed standard streams no file gets their numbers`(containment: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.path(of: "result")
    let fixture = TestProgram("os-fixture").path
    let script = "exec '\(fixture)' closed \(containment) '\(file)' <&- >&- 2>&-"
    let result = try TestProgram(path: "/bin/sh").run("-c", script)
    #expect(result.exitCode == 0)
    #expect(try folder.read("result") == "true exited 0 text\n")
  }

  @Test func `a line begun before a fork is printed once`() throws {
    #expect(try scenario("unflushed", "subreaper") == ["begin end"])
  }

  @Test func `a process with a second thread does not fork unless it is asked to`() throws {
    let refusal = "threads: this process has more than one thread, so it must not fork"
    #expect(try scenario("threads", "subreaper") == ["1", "2", refusal, refusal, "exited(code: 5)"])
  }

  @Test func `children begin with no signal blocked or ignored`() throws {
    let lines = try scenario("signals", "subreaper").filter { !$0.hasPrefix("SigCgt") }
    let none = ["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"]
    #expect(lines == none + none + ["SIGINT SIGTERM SIGHUP SIGQUIT"])
  }

  @Test(arguments: containments)
  func `a child that cannot be killed does not hold up whoever lets go of it`(containment: String) throws {
    let lines = try scenario("unowned", containment)
    #expect(lines == ["went on"] || lines == ["not possible"])
  }

  @Test func `of much output the end is kept, all is seen and the loss is told`() throws {
    let expected = #"exited(code: 0) 80000003 80000003 true 65536 "abcdefg\nend""#
    #expect(try scenario("flood", "subreaper") == [expected])
  }

  @Test(arguments: containments)
  func `hundreds of children leave no descriptor, zombie or process`(containment: String) throws {
    #expect(try scenario("many", containment) == ["done"])
  }
}
