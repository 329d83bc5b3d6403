import Foundation
import TestPrograms
import Testing

/// `swrun history`, on folders that nobody measured.
struct HistoryTests {
  /// Nights of a study `nightly` with one cell for each number of workers.
  private struct Nights {
    let sandbox: Sandbox
    private var day = 0

    init() throws { sandbox = try Sandbox() }

    /// Adds nights with these medians for 1 and 2 workers.
    ///
    /// - Parameter host: members of `host.json`, as JSON.
    mutating func add(
      _ count: Int, _ medians: (Double, Double), host: String = "\"cpu_model\": \"A\", \"memory_bytes\": 1000"
    ) throws {
      for _ in 0..<count {
        let run = Self.name(day)
        let folder = "results/nightly/\(run)"
        try sandbox.folder.write("name: nightly\n", to: folder + "/manifest.yaml")
        try sandbox.folder.write("{ \(host) }", to: folder + "/host.json")
        // A spread that no two neighbours share and that has no trend.
        let spread = 1 + Double(day * 7 % 11) / 2000
        var text =
          "run,host,cell,workload,scaling,executor,workers,affinity,size,measure,unit,n,failed,tainted,"
        text += "median,low,high,level\n"
        for (workers, median) in [(1, medians.0), (2, medians.1)] {
          let value = median * spread
          text += "\(run),h,c00000000000\(workers),pi,strong,fork,\(workers),none,big,wall_s,s,10,0,0,"
          text += "\(value),\(value * 0.99),\(value * 1.01),0.97\n"
        }
        try sandbox.folder.write(text, to: folder + "/summary.csv")
        day += 1
      }
    }

    /// The name of a night's folder.
    static func name(_ day: Int) -> String {
      let date = Date(timeIntervalSince1970: 1_767_232_800 + 86_400 * Double(day))
      return date.ISO8601Format().replacing(":", with: "-")
    }

    func history(_ arguments: String...) throws -> ProgramResult {
      try sandbox.start(["history", "nightly"] + arguments).wait()
    }
  }

  @Test func `a change is told with its night, ratio and interval`() throws {
    var nights = try Nights()
    try nights.add(30, (2, 1))
    try nights.add(20, (2, 1.1))
    let result = try nights.history()
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    let line = try #require(result.output.split(separator: "\n").first { $0.contains("+10.0 %") })
    #expect(line.contains("fork, 2 workers"))
    #expect(line.contains(Nights.name(30)))
    #expect(line.contains("confirmed"))
    #expect(result.output.contains("no change in 1 cell: fork, 1 worker 2.00"), "\(result.output)")
  }

  @Test func `the files lie beside the result folders, and are the same each time`() throws {
    var nights = try Nights()
    try nights.add(30, (2, 1))
    try nights.add(20, (2, 1.1))
    _ = try nights.history()
    let first = try nights.sandbox.folder.read("results/nightly/history.csv")
    #expect(first.split(separator: "\n").count == 101)
    #expect(first.hasPrefix("run,cell,machine,n,median,low,high,level,ratio,"))
    let script = try nights.sandbox.folder.read("results/nightly/history.gp")
    #expect(try nights.history("--format", "csv").output == first)
    #expect(try nights.sandbox.folder.read("results/nightly/history.csv") == first)
    #expect(try nights.sandbox.folder.read("results/nightly/history.gp") == script)
  }

  @Test func `JSON has every night and every change`() throws {
    var nights = try Nights()
    try nights.add(30, (2, 1))
    try nights.add(20, (2, 1.1))
    let text = try nights.history("--format", "json").output
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let cells = try #require(root["cells"] as? [[String: Any]])
    #expect(cells.map { ($0["nights"] as? [Any])?.count } == [50, 50])
    let changes = try #require(cells[1]["changes"] as? [[String: Any]])
    #expect(changes.map { $0["run"] as? String } == [Nights.name(30)])
  }

  @Test func `fewer than twenty nights are printed, and not searched`() throws {
    var nights = try Nights()
    try nights.add(12, (2, 1))
    let result = try nights.history()
    #expect(result.exitCode == 0)
    #expect(result.output.contains("fork, 1 worker: 12 nights: change points need 20"), "\(result.output)")
    #expect(result.output.contains("… 2.0"), "\(result.output)")
  }

  @Test func `folders without a readable summary are named and left out`() throws {
    var nights = try Nights()
    try nights.add(25, (2, 1))
    let (empty, damaged) = (Nights.name(25), Nights.name(26))
    try nights.sandbox.folder.write("name: nightly\n", to: "results/nightly/\(empty)/manifest.yaml")
    try nights.sandbox.folder.write("name: nightly\n", to: "results/nightly/\(damaged)/manifest.yaml")
    try nights.sandbox.folder.write("run,host\n1,2,3\n", to: "results/nightly/\(damaged)/summary.csv")
    let result = try nights.history()
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("\(empty) is left out: it has no summary.csv"), "\(result.errors)")
    #expect(result.errors.contains("\(damaged) is left out: summary.csv is damaged"), "\(result.errors)")
    #expect(result.output.contains("nightly  25 nights"))
  }

  @Test func `another machine is a series of its own`() throws {
    var nights = try Nights()
    try nights.add(25, (2, 1))
    try nights.add(25, (1, 0.5), host: "\"cpu_model\": \"B\", \"memory_bytes\": 1000")
    let result = try nights.history()
    #expect(result.output.contains("machine 2: B"), "\(result.output)")
    #expect(result.output.contains("no change in 4 cells"), "\(result.output)")
  }

  @Test func `what changed on the machine that night stands with the change`() throws {
    var nights = try Nights()
    try nights.add(30, (2, 1), host: "\"cpu_model\": \"A\", \"kernel\": \"6.1\"")
    try nights.add(20, (2, 1.1), host: "\"cpu_model\": \"A\", \"kernel\": \"6.2\"")
    #expect(try nights.history().output.contains("that night: kernel: 6.1 → 6.2"))
  }

  @Test func `the window holds the newest nights`() throws {
    var nights = try Nights()
    try nights.add(20, (2, 1))
    try nights.add(30, (2, 1.1))
    let result = try nights.history("--window", "25")
    #expect(result.output.contains("nightly  25 nights, \(Nights.name(25)) to \(Nights.name(49))"))
    #expect(!result.output.contains("confirmed"))
  }

  @Test func `cells are chosen by key and by condition`() throws {
    var nights = try Nights()
    try nights.add(25, (2, 1))
    #expect(
      try nights.history("--cell", "c000000000002").output.contains("no change in 1 cell: fork, 2 workers"))
    let filtered = try nights.history("--filter", "workers == 1 and size == big")
    #expect(filtered.output.contains("no change in 1 cell: fork, 1 worker"), "\(filtered.output)")
    #expect(try nights.history("--filter", "workers >").exitCode == 64)
    #expect(try nights.history("--filter", "workers == 3").exitCode == 64)
    #expect(try !nights.sandbox.exists("results/nightly/history.csv"))
  }

  @Test func `the method of Otava is there`() throws {
    var nights = try Nights()
    try nights.add(30, (2, 1))
    try nights.add(20, (2, 1.1))
    let result = try nights.history("--method", "otava")
    #expect(result.output.contains(Nights.name(30)))
  }

  @Test func `a path names the study as well`() throws {
    var nights = try Nights()
    try nights.add(20, (2, 1))
    #expect(try nights.sandbox.swrun("history", "results/nightly/").output.contains("nightly  20 nights"))
  }

  @Test func `a study that is not there, or has no results, is 65`() throws {
    let sandbox = try Sandbox()
    let none = try sandbox.swrun("history", "none")
    #expect(none.exitCode == 65)
    #expect(none.errors.contains("results/none"), "\(none.errors)")
    try FileManager.default.createDirectory(
      atPath: sandbox.folder.path(of: "results/empty"), withIntermediateDirectories: true)
    let empty = try sandbox.swrun("history", "empty")
    #expect(empty.exitCode == 65)
    #expect(empty.errors.contains("holds no result folders"))
  }

  @Test func `a cell that stands twice in a night is no second night`() throws {
    var nights = try Nights()
    try nights.add(21, (2, 1))
    let path = "results/nightly/\(Nights.name(20))/summary.csv"
    let text = try nights.sandbox.folder.read(path)
    let row = try #require(text.split(separator: "\n").last)
    try nights.sandbox.folder.write(text + row + "\n", to: path)
    let result = try nights.history()
    #expect(
      result.errors.contains("line 4: the cell 'c000000000002' stands there a second time"),
      "\(result.errors)")
    #expect(result.output.contains("nightly  20 nights"), "\(result.output)")
  }

  @Test func `a condition may name an axis that older nights lack`() throws {
    var nights = try Nights()
    try nights.add(22, (2, 1))
    let path = "results/nightly/\(Nights.name(0))/summary.csv"
    let text = try nights.sandbox.folder.read(path)
    try nights.sandbox.folder.write(
      text.replacing(",size,", with: ",").replacing(",big,", with: ","), to: path)
    let result = try nights.history("--filter", "size == big")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("no change in 2 cells"), "\(result.output)")
  }

  @Test(arguments: ["", "/"])
  func `an empty name is wrong usage`(name: String) throws {
    let result = try Sandbox().swrun("history", name)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("The name is empty"), "\(result.errors)")
  }

  @Test(arguments: [["--window", "0"], ["--threshold", "2"], ["--method", "mean"]])
  func `wrong usage is 64`(_ arguments: [String]) throws {
    #expect(try Sandbox().start(["history", "x"] + arguments).wait().exitCode == 64)
  }

  @Test func `what cannot be written is told, and the table is printed`() throws {
    var nights = try Nights()
    try nights.add(20, (2, 1))
    try FileManager.default.createDirectory(
      atPath: nights.sandbox.folder.path(of: "results/nightly/history.csv"), withIntermediateDirectories: true
    )
    let result = try nights.history()
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("history.csv cannot be written"), "\(result.errors)")
    #expect(result.output.contains("nightly  20 nights"))
  }

  @Test func `a real sweep is a night`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true", repetitions: 3))
    let result = try sandbox.swrun("history", "t", "-o", "out")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("1 worker: 1 night: change points need 20"), "\(result.output)")
  }
}
