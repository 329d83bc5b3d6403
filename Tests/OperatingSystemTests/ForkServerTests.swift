import Foundation
import TestPrograms
import Testing

/// Children that another process makes for the fixture.
struct ForkServerTests {
  @Test func `whoever asked for a child reaps it with its true end`() throws {
    let expected = ["exited with code 0", "exited with code 3", "was killed by SIGKILL"]
    #expect(try scenario("server-ends", "subreaper") == expected + ["was killed by SIGSEGV", "true"])
  }

  @Test func `a child survives its server, and a new server takes its place`() throws {
    let death = "the fork server was killed by SIGKILL"
    let expected = [death, death, "false true", "0 exited with code 7", "exited with code 5"]
    #expect(try scenario("server-killed", "subreaper") == expected)
  }

  @Test func `a server killed at any moment leaves no child that is not known`() throws {
    #expect(try scenario("server-killed-while-asked", "subreaper") == ["100 true"])
  }

  @Test func `server and children die with their owner`() throws {
    let fixture = try TestProgram("os-fixture").start(["server-owner", "subreaper"])
    #expect(try fixture.waitForOutput("ready"))
    let pids = try fixture.output().split(separator: " ").prefix(2).compactMap { Int32($0) }
    #expect(pids.count == 2 && pids.allSatisfy { isAlive($0) })
    fixture.signal(SIGKILL)
    #expect(try fixture.wait().signal == SIGKILL)
    #expect(try waitUntil(timeLimit: 20) { !pids.contains { isAlive($0) } })
  }

  @Test func `server and children have nothing open but what they are given`() throws {
    let expected = ["true 1, exited with code 0", "true 5, exited with code 0", "4"]
    #expect(try scenario("server-descriptors", "subreaper") == expected)
  }

  @Test func `messages and descriptors arrive up to the limits, and beyond them nothing is asked`() throws {
    let sizes = ["0 0", "1 1", "65535 65535", "65536 65536"].map { "\($0), exited with code 0" }
    let tooLong = "sendmsg: message too long"
    let expected =
      sizes + [
        tooLong, "true 32, exited with code 0", tooLong, "sendmsg: bad file descriptor",
        "exited with code 6",
      ]
    #expect(try scenario("server-messages", "subreaper") == expected)
  }

  @Test func `hundreds of children leave no descriptor here and in the server`() throws {
    #expect(try scenario("server-many", "subreaper") == ["true 201"])
  }

  @Test func `a server that is stopped is given up in bounded time`() throws {
    let expected = ["the fork server was killed by SIGKILL", "false", "exited with code 8"]
    #expect(try scenario("server-stopped", "subreaper") == expected)
  }

  @Test func `signals of the terminal do not end the server and do end its children`() throws {
    let expected = ["0000000000000000 0000000000000000, exited with code 0", "was killed by SIGTERM", "true"]
    #expect(try scenario("server-signals", "subreaper") == expected)
  }

  @Test func `a server with several threads refuses to fork and lives on`() throws {
    let refusal = "the fork server cannot fork: resource deadlock avoided"
    #expect(try scenario("server-refuses", "subreaper") == [refusal, refusal, "true"])
  }

  @Test func `a server that ends at once, and one that is not there, are told apart`() throws {
    let expected = [
      "the fork server exited with code 9", "exec '/does/not/exist': no such file or directory",
    ]
    #expect(try scenario("server-absent", "subreaper") == expected)
  }

  @Test func `memory that a child has mapped grows under it`() throws {
    #expect(try scenario("server-memory", "subreaper") == ["true", "true", "true", "0 exited with code 0"])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/sys/kernel/ns_last_pid")))
  func `the C library knows the thread of a child by its number`() throws {
    // Only kernels with the option that also makes this file tell where the number is kept.
    #expect(try scenario("server-thread-number", "subreaper") == ["exited with code 0"])
  }
}

struct WorkerProcessTests {
  @Test func `a spawned worker inherits folder, environment and CPUs, and only the given descriptors`() throws
  {
    let folder = try TemporaryFolder()
    let lines = try scenario("workers-spawn", "subreaper", folder.path)
    #expect(
      lines == [
        "\(folder.path) inherited true true true", "0000000000000000 0000000000000000",
        "0 exited with code 0 of 1, watching 4",
      ])
  }

  @Test func `a worker that cannot be had is told, and none is counted`() throws {
    #expect(
      try scenario("workers-refuse", "subreaper") == [
        "exec '/does/not/exist': no such file or directory", "pidfd_open: no child processes",
        "threads: this process has more than one thread, so it must not fork",
        "this process has 2 threads, and one with more than one cannot fork workers", "0 true",
      ])
  }

  @Test func `a worker is replaced in its place by a forked, a spawned and an adopted one`() throws {
    #expect(
      try scenario("workers-replace", "subreaper") == [
        "1 exited with code 1", "1 exited with code 2", "1 exited with code 3", "true true true 3",
        "1 exited with code 4", "true false true", "0 was killed by SIGKILL, 2 was killed by SIGKILL",
      ])
  }

  @Test func `memory beyond the limit of files is an error and not the end`() throws {
    let refusal = "ftruncate: file too large"
    #expect(
      try scenario("memory-limit-of-files", "subreaper") == [
        refusal, "8192", "memfd_create: file too large",
      ])
  }
}
