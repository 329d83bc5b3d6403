import Expressions
import Jobs
import OperatingSystem
import Sweep

/// The files that a result depends on: the manifest's `inputs`, and the programs of a command and of services.
enum InputHashes {
  /// The most cells whose placeholders are looked at for distinct files.
  private static let mostCells = 100_000

  /// A member for each file, its path and its SHA-256.
  ///
  /// - Throws: ``CommandFailure`` for an input that is not there or cannot be read.
  static func compute(_ plan: SweepPlan, environmentPath: String?) throws -> JSON {
    var paths: [String] = []
    var seen: Set<String> = []
    for position in cellsToVisit(plan) {
      let values = try plan.values(of: plan.cell(position))
      for path in try files(plan.job, values, environmentPath) where seen.insert(path).inserted {
        paths.append(path)
      }
    }
    return .object(try paths.sorted().map { JSON.Member($0, .text(try hash($0))) })
  }

  /// Where nothing depends on the cell, one cell tells all.
  private static func cellsToVisit(_ plan: SweepPlan) -> Range<Int> {
    var templates = plan.job.inputs
    if case .command(let command) = plan.job.workload {
      for line in [command.line, command.serial].compactMap(\.self) { templates += line.arguments.prefix(1) }
    }
    for service in plan.job.services { templates += service.line.arguments.prefix(1) }
    return 0..<(templates.allSatisfy(\.isLiteral) ? 1 : min(plan.count, mostCells))
  }

  private static func files(_ job: Job, _ values: CellValues, _ environmentPath: String?) throws -> [String] {
    func render(_ template: Template) throws(ExpressionError) -> String {
      try values.render(template, repetition: 1, filesize: unavailableFileSize)
    }
    var paths: [String] = []
    for template in job.inputs { paths.append(job.absolutePath(try render(template))) }
    var programs: [(line: CommandLine, environment: [EnvironmentSetting])] = []
    if case .command(let command) = job.workload {
      programs = [command.line, command.serial].compactMap(\.self).map { ($0, job.environment) }
    }
    for service in job.services { programs.append((service.line, job.environment(of: service))) }
    for (line, environment) in programs where !line.usesShell {
      guard let program = line.arguments.first else { continue }
      let directory = job.absolutePath(try line.directory.map(render) ?? ".")
      // A program that is not there fails its runs, which says more than a failure here.
      let searched = try searchPath(job, environment, environmentPath, render)
      if let path = try? ProgramLookup.find(try render(program), path: searched, directory: directory) {
        paths.append(path)
      }
    }
    return paths
  }

  /// The `PATH` that the program's own process has.
  private static func searchPath(
    _ job: Job, _ environment: [EnvironmentSetting], _ ownPath: String?,
    _ render: (Template) throws(ExpressionError) -> String
  ) throws(ExpressionError) -> String? {
    if let setting = environment.last(where: { $0.name == "PATH" }) {
      guard let value = setting.value else { return nil }
      return try render(value)
    }
    if case .only(let names) = job.inheritedEnvironment, !names.contains("PATH") { return nil }
    return ownPath
  }

  private static func hash(_ path: String) throws -> String {
    do throws(Errno) {
      let file = try File(path, .readFollowing)
      var hash = SHA256()
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        var count = 0
        var failure: Errno?
        buffer.withUnsafeMutableBytes { bytes in
          do throws(Errno) { count = try file.read(into: bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        if count == 0 { return SHA256.hexadecimal(hash) }
        hash.update(buffer[..<count])
      }
    } catch {
      throw CommandFailure(
        outcome: .unavailable,
        message: "the input \(Terminal.printable(path)) cannot be read: \(error.reason)")
    }
  }
}
