import Foundation
import TestPrograms
import Testing

/// No process of a run outlives it, whatever it does.
struct LeftoverTests {
  @Test(arguments: [
    "setsid sleep 300 &\nsleep 0.1", "(setsid sh -c 'sleep 300 &' &)\nsleep 0.2", "yes > /dev/null & exit 0",
    "nohup sleep 300 > /dev/null 2>&1 & exit 0",
  ])
  func `what a program leaves behind is killed and counted`(_ script: String) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script(script, repetitions: 2)).exitCode == 0)
    let file = try sandbox.rows()
    #expect(file.column("status") == ["ok", "ok"])
    #expect(file.column("leaked") == ["1", "1"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `leftovers are gone before the next run begins`() throws {
    let sandbox = try Sandbox()
    // The second run counts the living daemons of the first; a zombie has no command line.
    let script = """
      for p in /proc/[0-9]*; do
        tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q "^sleep $HERE" && echo alive >> alive
      done
      ln -sf "$(command -v sleep)" slp
      setsid sh -c 'exec -a x true' 2>/dev/null
      setsid sleep 4321 &
      echo $! >> pids
      """
    try sandbox.sweep(
      .script(
        script, repetitions: 2,
        "prepare: [[sh, -c, 'for p in $(cat pids); do kill -0 $p && echo $p >> alive; done; true']]"))
    #expect(try sandbox.rows().column("status") == ["ok", "ok"])
    #expect(try sandbox.folder.read("pids").split(separator: "\n").count == 2)
    #expect(try !sandbox.exists("alive"))
  }

  @Test func `processes that change their group again and again are caught`() throws {
    let sandbox = try Sandbox()
    // Each generation leaves the session and starts the next one.
    try sandbox.folder.write(
      "#!/bin/sh\n[ $1 -gt 400 ] && exit 0\nsetsid \"$0\" $(($1 + 1)) &\n", to: "flee.sh", mode: 0o755)
    #expect(try sandbox.sweep(.script("./flee.sh 0; sleep 0.1")).exitCode == 0)
    try sandbox.expectNoSurvivors()
  }

  @Test func `a daemon that holds the output open delays nothing`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("setsid sleep 60 & echo hi")).exitCode == 0)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(try #require(Double(row["wall_s"] ?? "")) < 30)
    #expect(try sandbox.keptOutput() == "hi\n")
    try sandbox.expectNoSurvivors()
  }

  @Test(arguments: ["threads", "fork"])
  func `kill -9 of swrun takes a built-in workload's workers along`(_ executor: String) throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .builtIn(
        "{ kind: sleep, duration: 100s, tasks: 8 }", executor: executor, workers: "[4]", "warmup: 0"))
    // swrun itself, the keeper and the run; the pool of processes has four more.
    let most = executor == "fork" ? 7 : 3
    #expect(try waitUntil { sandbox.survivors().count >= most })
    running.signal(SIGKILL)
    #expect(try running.wait().signal == SIGKILL)
    try sandbox.expectNoSurvivors()
  }

  @Test func `kill -9 of swrun takes a program and its daemons along, and a resume goes on`() throws {
    let sandbox = try Sandbox()
    let script =
      "setsid sleep 300 & (setsid sh -c 'sleep 300 &' &); [ -e free ] || { touch began; sleep 300; }"
    let running = try sandbox.startSweep(.script(script, repetitions: 3))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGKILL)
    #expect(try running.wait().signal == SIGKILL)
    try sandbox.expectNoSurvivors()
    try sandbox.folder.write("", to: "free")
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    #expect(try sandbox.rows().goodRuns.values.sorted() == [1, 1, 1])
    try sandbox.expectNoSurvivors()
  }
}
