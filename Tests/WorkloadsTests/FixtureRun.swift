import TestPrograms
import Testing

/// Runs a workload in a program of its own, as the executor `fork` must not fork the test process.
///
/// - Parameter values: arguments as `NAME=VALUE`.
/// - Returns: the lines of its report by their first words; a metric by `metric-NAME`.
func fixtureRun(
  _ kind: String, _ executor: String, _ workers: Int, chunk: String = "auto", warmup: Int = 0,
  _ values: String...
) throws -> [String: String] {
  let words = [kind, executor, String(workers), chunk, String(warmup)]
  let result = try TestProgram("pool-fixture").run(arguments: ["run"] + words + values)
  #expect(result.exitCode == 0, "\(result.output) \(result.errors)")
  var report: [String: String] = [:]
  for line in result.lines {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    if parts[0] == "metric", let space = parts[1].firstIndex(of: " ") {
      report["metric-" + parts[1][..<space]] = String(parts[1][space...].dropFirst())
    } else {
      report[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
  }
  return report
}
