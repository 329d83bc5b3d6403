import Expressions
import Jobs
import OperatingSystem
import Sweep

/// Why a command cannot be started, in words.
struct PreparationError: Error {
  var message: String
  /// The system's error where there is one, such as `ENOENT`.
  var code: String?
}

/// Turns a command of the manifest into what a child needs.
struct CommandPreparation {
  let job: Job
  let environment: ChildEnvironment
  /// Fills in placeholders.
  let render: (Template) throws(ExpressionError) -> String

  /// The child of a command line, without limits, streams and CPUs.
  func specification(of line: CommandLine) throws(PreparationError) -> ChildSpecification {
    let variables = try rendered { () throws(ExpressionError) in try environment.variables(render) }
    var directory = job.folder
    if let template = line.directory { directory = try path(template) }
    var arguments: [String] = []
    for argument in line.arguments { arguments.append(try text(argument)) }
    if arguments.contains(where: { $0.utf8.contains(0) }) {
      throw PreparationError(message: "an argument holds a NUL character")
    }
    if line.usesShell { arguments = ["/bin/sh", "-c"] + arguments }
    let program: String
    do throws(ProgramLookup.Failure) {
      program = try ProgramLookup.find(
        arguments[0], path: variables.last { $0.name == "PATH" }?.value, directory: directory)
    } catch {
      throw PreparationError(message: "exec: \(error.description)", code: Errno.name(of: error.code))
    }
    var specification = ChildSpecification(program: program, arguments: arguments, environment: variables)
    specification.directory = directory
    return specification
  }

  /// A path of the manifest, relative to its folder.
  func path(_ template: Template) throws(PreparationError) -> String {
    job.absolutePath(try text(template))
  }

  /// A text of the manifest with its placeholders filled in.
  func text(_ template: Template) throws(PreparationError) -> String {
    try rendered { () throws(ExpressionError) in try render(template) }
  }

  private func rendered<Result>(
    _ body: () throws(ExpressionError) -> Result
  ) throws(PreparationError) -> Result {
    do throws(ExpressionError) {
      return try body()
    } catch {
      throw PreparationError(message: "a placeholder cannot be filled in: \(error.message)")
    }
  }
}
