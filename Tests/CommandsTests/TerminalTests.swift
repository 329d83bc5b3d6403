import Foundation
import TestPrograms
import Testing

/// What is shown on a terminal, and what elsewhere.
@Suite(.enabled(if: Host.hasScript, "needs the program 'script'"))
struct TerminalTests {
  /// Runs the sweep of `m.yaml` on a terminal; standard error goes to the file `errors` where it is split off.
  private func onTerminal(
    _ sandbox: Sandbox, _ options: String = "", splitting: Bool = false, environment: String = "TERM=xterm"
  ) throws -> (text: String, errors: String) {
    // The terminal is both streams; a second one takes standard error alone.
    let command = "\(Sandbox.shellRun) \(options)"
    let inner = splitting ? "script -qec \"\(command) 2>&3\" out.tty" : "script -qec '\(command)' out.tty"
    let result = try sandbox.shell("\(environment) \(inner) > /dev/null 3> errors < /dev/null")
    #expect(result.exitCode == 0 || result.exitCode == 1, "\(result)")
    let text = try sandbox.folder.read("out.tty").replacing("\r\n", with: "\n")
    let errors = try sandbox.exists("errors") ? sandbox.folder.read("errors") : ""
    return (text, errors)
  }

  /// The lines between what `script` writes itself.
  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("Script ") }
  }

  private static let manifest = Manifest.builtIn(
    "noop", executor: "[threads, fork]", workers: "[1, 2, 4]", repetitions: 6)

  @Test func `success without a terminal says nothing`() throws {
    let result = try Sandbox().sweep(Self.manifest)
    #expect(result.exitCode == 0)
    #expect(result.output == "")
    #expect(result.errors == "")
  }

  @Test func `a terminal shows the estimate, the progress and the closing table`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.manifest)
    let (text, _) = try onTerminal(sandbox)
    #expect(text.contains("6 cells × 6 runs"))
    #expect(text.contains("36 runs"))
    #expect(text.contains("workers"))
    #expect(text.contains("strong scaling"))
    #expect(text.contains("Report: out/t/"))
    #expect(text.contains("\r"))
  }

  @Test func `the closing table alone goes to standard output, in at most 25 lines`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.manifest)
    let (text, errors) = try onTerminal(sandbox, splitting: true)
    #expect(errors == "")
    let lines = lines(text)
    #expect(lines.count <= 25)
    #expect(lines.contains { $0.contains("strong scaling") })
    #expect(!text.contains("runs,"))
    #expect(!text.contains("\u{1b}"))
  }

  @Test func `a dumb terminal is given lines without control characters`() throws {
    for environment in ["TERM=dumb", "TERM=dumb NO_COLOR=1"] {
      let sandbox = try Sandbox()
      try sandbox.write(Self.manifest)
      let (text, _) = try onTerminal(sandbox, environment: environment)
      let shown = lines(text).joined(separator: "\n")
      #expect(shown.contains("strong scaling"))
      #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }, "\(shown)")
    }
  }

  @Test func `without colour the progress line has no escape sequence`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.manifest)
    let (text, _) = try onTerminal(sandbox, environment: "TERM=xterm NO_COLOR=1")
    #expect(!text.contains("\u{1b}"))
  }

  @Test func `quiet on a terminal is as without one`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.manifest)
    #expect(lines(try onTerminal(sandbox, "--quiet").text).isEmpty)
  }

  @Test func `on a terminal the lines of trouble are at most twenty`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("for i in $(seq 100); do echo e$i >&2; done; exit 7", workers: "[1, 2]"))
    let (text, _) = try onTerminal(sandbox, "--progress none")
    #expect(text.contains("exit code 1"))
    #expect(text.contains("e100"))
    #expect(!text.contains("e50\n"))
    let trouble = lines(text).drop { !$0.contains("exit code 1") }
    #expect(trouble.count <= 20)
  }
}
