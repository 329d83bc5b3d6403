import Foundation
import TestPrograms
import Testing

/// Text of a manifest that would do harm if it were taken for something else.
struct InjectionTests {
  /// Labels and values that gnuplot, a shell or a spreadsheet might execute.
  static let hostile = [
    "`touch PWNED`", "it's `touch PWNED`", "\"`touch PWNED`\"", "$(touch PWNED)", "; touch PWNED;",
    "| touch PWNED", "< touch PWNED", "EOD", "=1+1", "+1", "-O3", "@x", "a,b", "a\"b",
    "\\140touch PWNED\\140",
    "%s%n", "é{x}", "' . system('touch PWNED') . '",
  ]

  @Test(.enabled(if: Host.hasGnuplot, "needs gnuplot"))
  func `hostile labels reach the plots as text and run nothing`() throws {
    let sandbox = try Sandbox()
    let labels = Self.hostile.enumerated().map { "\(Manifest.quoted($1)): \($0)" }.joined(separator: ", ")
    var manifest = Manifest.command(
      "[sh, -c, 'exit 0', '{opt}']", workers: "[1, 2]", repetitions: 2,
      "parameters: { opt: { \(labels) } }", "description: \(Manifest.quoted("`touch PWNED`; it's \"x\""))")
    manifest.text = manifest.text.replacing("output: { plots: [] }\n", with: "")
    let result = try sandbox.sweep(manifest)
    #expect(result.exitCode == 0, "\(result)")
    #expect(Set(try sandbox.rows().column("opt")) == Set(Self.hostile))
    let folder = try sandbox.runFolder()
    // Once more by hand, from another folder and from its own.
    for plot in ["time", "speedup", "speedup-log", "efficiency"] {
      #expect(try sandbox.exists(folder + "/\(plot).svg"))
      #expect(try sandbox.shell("cd \(folder) && gnuplot \(plot).gp").exitCode == 0)
      let picture = try sandbox.folder.read(folder + "/\(plot).svg")
      #expect(picture.contains("touch PWNED"))
    }
    #expect(try sandbox.shell("find . / -xdev -maxdepth 4 -name PWNED 2>/dev/null").output == "")
  }

  @Test func `values reach the rows and the program byte for byte`() throws {
    let sandbox = try Sandbox()
    let values = Self.hostile.map(Manifest.quoted).joined(separator: ", ")
    let result = try sandbox.sweep(
      .command("[printf, '%s', '{opt}']", "parameters: { opt: [\(values)] }"))
    #expect(result.exitCode == 0, "\(result)")
    let file = try sandbox.rows()
    #expect(Set(file.column("opt")) == Set(Self.hostile))
    for row in file.rows {
      let name = try sandbox.runFolder() + "/output/\(row["cell"] ?? "")-1.stdout"
      #expect(try sandbox.folder.read(name) == row["opt"])
    }
    #expect(try !sandbox.exists("PWNED"))
    #expect(try sandbox.folder.names() == ["m.yaml", "out"])
  }

  @Test func `a list of arguments meets no shell, and with shell one text does`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.command("[echo, '$(touch PWNED)', ';', touch, PWNED]"))
    #expect(try !sandbox.exists("PWNED"))
    #expect(try sandbox.keptOutput() == "$(touch PWNED) ; touch PWNED\n")
    let asked = try Sandbox()
    #expect(try asked.sweep(.command("'echo $((6 * 7)) {workers}', shell: true")).exitCode == 0)
    #expect(try asked.keptOutput() == "42 1\n")
  }

  @Test(arguments: ["'A=B'", "''", "\"A\\0B\"", "\"A\\nB\""])
  func `names of variables that cannot be are refused with their place`(_ name: String) throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write(
      "name: t\nworkload: { command: ['true', '{workers}'] }\nenvironment:\n  \(name): x\n", to: "m.yaml")
    let result = try sandbox.sweepAgain()
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("m.yaml:4:3: error: "), "\(result.errors)")
    #expect(try sandbox.folder.names() == ["m.yaml"])
  }

  @Test func `variables are set, unset and inherited as the manifest says`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write(
      """
      name: t
      workload: { command: [env] }
      workers: [3]
      repetitions: 1
      environment: { THREADS: '{workers}', GONE: null, TEXT: "a 'b' $c" }
      environment_inherit: [PATH, GONE, KEPT]
      """, to: "m.yaml")
    let result = try sandbox.sweepAgain(environment: ["GONE": "1", "KEPT": "2", "SECRET": "3"])
    #expect(result.exitCode == 0)
    let lines = Set(try sandbox.keptOutput().split(separator: "\n").map(String.init))
    #expect(lines.isSuperset(of: ["THREADS=3", "TEXT=a 'b' $c", "KEPT=2"]))
    #expect(!lines.contains { $0.hasPrefix("GONE=") || $0.hasPrefix("SECRET=") })
  }

  @Test func `variables stand in no file of the results`() throws {
    let sandbox = try Sandbox()
    let secret = "hunter2-of-this-test"
    let result = try sandbox.sweep(.script("exit 1"), environment: ["AWS_SECRET": secret])
    #expect(result.exitCode == 1)
    #expect(!(result.output + result.errors).contains(secret))
    #expect(try sandbox.shell("grep -r '\(secret)' .").exitCode == 1)
  }

  @Test(arguments: ["../../escape", "a/b", ".hidden", "-dash", "a.", "..", "\"a\\0b\"", "\"a\\nb\""])
  func `a name that would leave its folder is refused`(_ name: String) throws {
    let sandbox = try Sandbox()
    let text = name.hasPrefix("\"") ? name : Manifest.quoted(name)
    try sandbox.folder.write("name: \(text)\nworkload: noop\nexecutor: threads\n", to: "in/m.yaml")
    let result = try sandbox.swrun("run", "in/m.yaml", "--lock", "none", "-o", "in/out")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("m.yaml:1:7: error: "))
    #expect(try sandbox.folder.names() == ["in"])
    #expect(try sandbox.folder.names(in: "in") == ["m.yaml"])
  }
}
