import Jobs
import Manifest
import Testing

@Suite struct WarningTests {
  @Test(arguments: [
    (sleeping("repetitions: 5\n"), "m.yaml:4:14: warning: with fewer than 6 repetitions"),
    (sleeping("order: sequential\n"), "m.yaml:4:8: warning: in sequential order"),
    (sleeping("workers: [2, 4]\n"), "without 1 worker"),
    (
      "name: t\nworkload: noop\nexecutor: threads\nworkers: [1, 3]\naffinity: 0-1\n",
      "up to 3 workers share the 2 CPUs"
    ),
  ])
  func `what is doubtful is a warning at its place`(_ text: String, _ message: String) {
    let checked = check(text)
    #expect(checked.job != nil)
    #expect(checked.warningsText.contains(message), "\(checked.warningsText)")
  }

  @Test func `waiting workers may be more than the CPUs`() {
    #expect(check(sleeping("workers: [1, 64]\n")).diagnostics.isEmpty)
  }

  @Test func `one serial worker is never too many`() {
    let checked = check("name: t\nworkload: noop\nexecutor: serial\nworkers: [1, 64]\n")
    #expect(checked.diagnostics.isEmpty)
  }

  @Test func `a CPU that the machine lacks is lacking and no error`() {
    let checked = check(sleeping("affinity: \"0,2-5\"\n"))
    #expect(checked.job != nil)
    #expect(checked.diagnostics.map(\.severity) == [.lacking])
    #expect(checked.warningsText.contains("does not give CPUs 4-5; allowed are 0-3"))
  }
}
