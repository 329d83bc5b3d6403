import Expressions
import Jobs
import OperatingSystem
import Testing

@testable import Scheduler

/// The environment and the kernel's limits of a child, as values.
struct ChildSettingsTests {
  private let own = [
    EnvironmentVariable("PATH", "/bin"), EnvironmentVariable("HOME", "/root"),
    EnvironmentVariable("SWRUN_RUN", "outer"),
  ]

  private func job() throws -> Job {
    var job = Job(
      name: "t",
      workload: .command(CommandWorkload(line: CommandLine(arguments: [try template("true")]))), axes: [],
      executors: [], folder: "/tmp")
    job.environment = [
      EnvironmentSetting(name: "HOME", value: nil),
      EnvironmentSetting(name: "FIXED", value: try template("f")),
      EnvironmentSetting(name: "PATH", value: try template("{repetition}")),
    ]
    return job
  }

  private func template(_ text: String) throws -> Template {
    try Template(parsing: text, names: ["repetition", "cell"])
  }

  private func variables(_ environment: ChildEnvironment) throws -> [String] {
    try environment.variables { template throws(ExpressionError) in "<\(template.source)>" }
      .map { "\($0.name)=\($0.value)" }
  }

  @Test func `the manifest sets and unsets, and the mark of the run is always there, once`() throws {
    let environment = ChildEnvironment(try job(), own: own, runIdentifier: "1-2")
    #expect(try variables(environment) == ["FIXED=<f>", "PATH=<{repetition}>", "SWRUN_RUN=1-2"])
  }

  @Test func `only the named variables are inherited`() throws {
    var job = try job()
    job.environment = []
    job.inheritedEnvironment = .only(["HOME", "ABSENT"])
    let environment = ChildEnvironment(job, own: own, runIdentifier: "1-2")
    #expect(try variables(environment) == ["HOME=/root", "SWRUN_RUN=1-2"])
  }

  @Test func `commands around the sweep do not see what differs from run to run`() throws {
    let environment = ChildEnvironment(try job(), own: own, runIdentifier: "1-2").withoutPlaceholders
    #expect(try variables(environment) == ["PATH=/bin", "FIXED=<f>", "SWRUN_RUN=1-2"])
  }

  @Test func `without limits only core files are forbidden`() {
    let settings = Limits().settings
    #expect(settings.map { $0.resource } == [.core])
    #expect(settings.map { $0.soft } == [0])
  }

  @Test(arguments: [(0.1, UInt64(1)), (1, 1), (1.2, 2), (60, 60)])
  func `CPU time is rounded up to seconds and killed for a second later`(_ limit: Double, _ seconds: UInt64) {
    let setting = Limits(cpuTime: limit).settings.first
    #expect(setting?.resource == .cpuTime)
    #expect(setting?.soft == seconds)
    #expect(setting?.hard == seconds + 1)
  }

  @Test func `all other limits are hard at once`() {
    let limits = Limits(addressSpace: 1, fileSize: 2, openFiles: 3, stack: 4, core: 5)
    let settings = limits.settings
    #expect(settings.map { $0.soft } == [1, 2, 3, 4, 5])
    #expect(settings.allSatisfy { $0.hard == $0.soft })
    #expect(settings.map { $0.resource } == [.addressSpace, .fileSize, .openFiles, .stack, .core])
  }
}
