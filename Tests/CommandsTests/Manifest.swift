/// The text of a manifest named `t`, in pieces.
struct Manifest {
  var text: String

  /// A shell script as the workload; its braces are not placeholders.
  ///
  /// - Parameters:
  ///   - workers: as YAML.
  ///   - more: further keys, a line each.
  static func script(
    _ script: String, workers: String = "[1]", repetitions: Int = 1, _ more: String...
  ) -> Manifest {
    let escaped = script.replacing("{", with: "{{").replacing("}", with: "}}")
    return command(
      "[sh, -c, \(quoted(escaped))]", workers: workers, repetitions: repetitions, more.joined(separator: "\n")
    )
  }

  /// Several shell scripts by their labels, as the values of the parameter `case`.
  static func scripts(
    _ scripts: KeyValuePairs<String, String>, repetitions: Int = 1, _ more: String...
  ) -> Manifest {
    let values = scripts.map { "\($0.key): \(quoted($0.value))" }.joined(separator: ", ")
    return command(
      "[sh, -c, '{case}']", workers: "[1]", repetitions: repetitions,
      (["parameters: { case: { \(values) } }"] + more).joined(separator: "\n"))
  }

  /// A command with its arguments as YAML. The number of workers is in the variable `W`.
  static func command(
    _ command: String, workers: String = "[1]", repetitions: Int = 1, _ more: String...
  ) -> Manifest {
    Manifest(
      text: """
        name: t
        workload: { command: \(command) }
        workers: \(workers)
        repetitions: \(repetitions)
        environment: { W: "{workers}" }
        output: { plots: [] }
        \(more.joined(separator: "\n"))

        """)
  }

  /// A built-in workload as YAML.
  static func builtIn(
    _ workload: String, executor: String = "threads", workers: String = "[1]", repetitions: Int = 1,
    _ more: String...
  ) -> Manifest {
    Manifest(
      text: """
        name: t
        workload: \(workload)
        executor: \(executor)
        workers: \(workers)
        repetitions: \(repetitions)
        output: { plots: [] }
        \(more.joined(separator: "\n"))

        """)
  }

  /// A text as a double-quoted scalar of YAML.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result + "\""
  }
}
