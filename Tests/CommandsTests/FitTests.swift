import Foundation
import TestPrograms
import Testing

/// `swrun fit` on files that people have.
struct FitTests {
  private static let throughput = """
    n,x
    1,64.9
    18,995.9
    36,1652.4
    72,1853.2
    108,1828.9
    144,1775.0
    216,1702.2

    """

  private static func fit(
    _ text: String, _ options: String...
  ) throws -> (result: ProgramResult, sandbox: Sandbox) {
    let sandbox = try Sandbox()
    try sandbox.folder.write(text, to: "a.csv")
    let program = try sandbox.start(["fit", "a.csv"] + options)
    return (try program.wait(), sandbox)
  }

  private static func laws(_ result: ProgramResult) throws -> [[String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(json as? [[String: Any]], "\(result.output) \(result.errors)")
  }

  private static func estimate(_ law: [String: Any], _ name: String) throws -> Double {
    let parameters = try #require(law["parameters"] as? [String: [String: Any]])
    return try #require(parameters[name]?["estimate"] as? Double, "\(parameters)")
  }

  /// Times by Amdahl's law with f = 0.25, n rows for each number of workers.
  private static func amdahl(rows: Int) -> String {
    var text = "workers,run,time_s\n"
    for run in 0..<rows {
      for workers in [1, 2, 4, 8, 16, 32, 64] {
        let noise = 1 + 0.002 * Double((run * 7 + workers * 3) % 5 - 2)
        text += "\(workers),\(run),\(2 * (0.25 + 0.75 / Double(workers)) * noise)\n"
      }
    }
    return text
  }

  @Test func `the loss of throughput reproduces the published fit of SPEC SDM91`() throws {
    let (result, _) = try Self.fit(
      Self.throughput, "--workers", "n", "--throughput", "x", "--loss", "throughput", "--law", "usl",
      "--format", "json")
    #expect(result.exitCode == 0, "\(result.errors)")
    let law = try #require(try Self.laws(result).first)
    #expect(abs(try Self.estimate(law, "sigma") / 0.0277285 - 1) < 1e-4)
    #expect(abs(try Self.estimate(law, "kappa") / 0.0001044 - 1) < 5e-4)
    #expect(abs(try Self.estimate(law, "lambda") / 89.995233 - 1) < 1e-4)
    #expect(abs(try Self.estimate(law, "peak_workers") / 96.51956 - 1) < 1e-4)
    #expect(law["loss"] as? String == "throughput")
    #expect(law["points"] as? Int == 7)
  }

  @Test func `rows with the same workers are repetitions, and Amdahl's law is found`() throws {
    let (result, _) = try Self.fit(
      Self.amdahl(rows: 6), "--workers", "workers", "--time", "time_s", "--format", "json")
    let laws = try Self.laws(result)
    #expect(laws.map { $0["law"] as? String } == ["linear", "amdahl", "usl"])
    #expect(laws[1]["verdict"] as? String == "chosen", "\(result.output)")
    #expect(abs(try Self.estimate(laws[1], "serial_fraction") - 0.25) < 0.005)
    #expect(Set(laws[0].keys) == ["law", "loss", "points", "aicc", "weight", "verdict", "parameters"])
  }

  @Test func `the table says what the law means, and how sure it is`() throws {
    let (result, _) = try Self.fit(Self.amdahl(rows: 6), "--workers", "workers", "--time", "time_s")
    #expect(result.output.hasPrefix("a.csv: 42 rows of time_s, 7 numbers of workers; fitted: relative"))
    #expect(result.output.contains("Serial fraction 0.25"), "\(result.output)")
    #expect(result.output.contains("never faster than"))
    #expect(result.output.contains("worst residual"))
    #expect(result.errors.isEmpty)
  }

  @Test func `the same file and seed give the same bytes`() throws {
    func csv() throws -> String {
      try Self.fit(Self.amdahl(rows: 6), "--workers", "workers", "--time", "time_s", "--format", "csv")
        .result.output
    }
    let first = try csv()
    #expect(first == (try csv()))
    #expect(
      first.hasPrefix("run,host,law,loss,parameter,estimate,low,high,level,points,aicc,weight,verdict\n"))
  }

  @Test func `Gustafson's law is fitted to a time and that of one worker on the same work`() throws {
    let (result, _) = try Self.fit(
      "p,t,t1\n1,1,1\n2,1,1.8\n4,1,3.4\n8,1,6.6\n", "--workers", "p", "--time", "t", "--reference", "t1",
      "--format", "json")
    let law = try #require(try Self.laws(result).first)
    #expect(law["law"] as? String == "gustafson")
    #expect(abs(try Self.estimate(law, "serial_fraction") - 0.2) < 1e-9)
  }

  @Test func `rows in which a value is missing are skipped and counted`() throws {
    let (result, _) = try Self.fit(
      "p,t\n1,1\n2,\n4,0.3\n, 5\n8,0.2\n", "--workers", "p", "--time", "t")
    #expect(result.exitCode == 0)
    #expect(result.errors == "swrun: 2 rows skipped: a value is missing\n")
    #expect(result.output.hasPrefix("a.csv: 3 rows of t, 3 numbers of workers"))
  }

  @Test func `a condition picks the rows`() throws {
    let text = "who,p,t\na,1,1\nb,1,9\na,2,0.6\nb,2,9\na,4,0.4\nb,4,9\n"
    let (result, _) = try Self.fit(text, "--workers", "p", "--time", "t", "--where", "who == a")
    #expect(result.output.hasPrefix("a.csv: 3 rows"), "\(result.errors)")
    let (none, _) = try Self.fit(text, "--workers", "p", "--time", "t", "--where", "who == c")
    #expect(none.exitCode == 65)
    #expect(none.errors.contains("6 left out by --where"))
    let (wrong, _) = try Self.fit(text, "--workers", "p", "--time", "t", "--where", "who ==")
    #expect(wrong.exitCode == 64)
  }

  @Test(arguments: [
    ("p,t\n1,1\n2,abc\n", "a.csv:3: error: 'abc' in column 't' is not a number"),
    ("p,t\n1,1\n2,-1\n", "a.csv:3: error: '-1' in column 't' is not above 0"),
    ("p,t\n1,1\n2,0\n", "a.csv:3: error: '0' in column 't' is not above 0"),
    ("p,t\n1,nan\n", "a.csv:2: error: 'nan' in column 't' is not a number"),
    ("p,t\n1,0x10\n", "a.csv:2: error: '0x10' in column 't' is not a number"),
    ("p,t\n1,2\0\n", "a.csv:2: error: '2\\u{0}' in column 't' is not a number"),
    ("p,t\n1.5,1\n", "a.csv:2: error: '1.5' in column 'p' is not a number of workers: 1, 2, 3, …"),
    ("p,t\n0,1\n", "a.csv:2: error: '0' in column 'p' is not a number of workers: 1, 2, 3, …"),
    ("p,t\n1,1,1\n", "a.csv:2: error: 3 values, but the header has 2 columns"),
    ("p,p\n1,1\n", "a.csv:1: error: two columns are called 'p'"),
    ("", "a.csv:1: error: the file is empty"),
    ("p,t\n", "swrun: a.csv: there is no row to fit: 0 without a value, 0 left out by --where"),
  ])
  func `what cannot be fitted is named with its line and column`(text: String, message: String) throws {
    let (result, _) = try Self.fit(text, "--workers", "p", "--time", "t")
    #expect(result.exitCode == 65)
    #expect(result.errors == message + "\n")
    #expect(result.output.isEmpty)
  }

  @Test func `what is no regular file is refused with the way out`() throws {
    let result = try Sandbox().swrun("fit", "/dev/null", "--workers", "p", "--time", "t")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("/dev/null cannot be read: it is no regular file;"), "\(result.errors)")
  }

  @Test func `a file that is not there is no crash`() throws {
    let result = try Sandbox().swrun("fit", "none.csv", "--workers", "p", "--time", "t")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("none.csv"))
  }

  @Test(arguments: [
    ["--workers", "p"], ["--workers", "p", "--time", "t", "--throughput", "x"],
    ["--workers", "p", "--time", "p"], ["--workers", "p", "--time", "t", "--law", "moore"],
    ["--workers", "p", "--time", "t", "--law", ""], ["--workers", "p", "--time", "t", "--law", "gustafson"],
    ["--workers", "p", "--time", "t", "--reference", "r", "--law", "amdahl"],
    ["--workers", "p", "--time", "t", "--reference", "r", "--law", "amdahl,gustafson"],
    ["--workers", "p", "--time", "t", "--reference", "r", "--loss", "throughput"],
    ["--workers", "p", "--time", "t", "--loss", "space"], ["--workers", "q", "--time", "t"],
  ])
  func `what cannot be meant is wrong usage`(options: [String]) throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("p,t,x,r\n1,1,1,1\n2,1,1,1\n", to: "a.csv")
    let result = try sandbox.start(["fit", "a.csv"] + options).wait()
    #expect(result.exitCode == 64, "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func `a study has its fits in fits csv, and the law at its end`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write(
      """
      name: t
      workload: { kind: amdahl, serial_fraction: 0.25, work: 100ms, mode: sleep }
      executor: threads
      workers: [1, 2, 4, 8, 16]
      repetitions: 6
      """, to: "m.yaml")
    #expect(try sandbox.sweepAgain().exitCode == 0)
    let text = try sandbox.folder.read(try sandbox.runFolder() + "/fits.csv")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("run,host,executor,affinity,law,loss,parameter,estimate"))
    let row = try #require(lines.first { $0.contains(",amdahl,time,serial_fraction,") })
    let estimate = try #require(Double(row.split(separator: ",", omittingEmptySubsequences: false)[7]))
    #expect(abs(estimate - 0.25) < 0.05)
    let analyzed = try sandbox.swrun("analyze", try sandbox.runFolder())
    #expect(analyzed.output.contains("Serial fraction 0.2"), "\(analyzed.output)")
    #expect(try sandbox.folder.read(try sandbox.runFolder() + "/fits.csv") == text)
  }
}
