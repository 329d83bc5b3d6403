import Analysis
import Jobs
import Reporting
import Testing

struct FitsTableTests {
  private static func fits(_ times: [Double], loss: FitLoss = .time, _ laws: [LawKind]) -> SeriesFits {
    var fitter = LawFitter(
      points: zip([1, 2, 4, 8, 16, 32, 64], times).map { FitPoint(workers: $0, values: [$1]) })
    fitter.loss = loss
    return fitter.fits(laws)
  }

  private static func amdahl(_ count: Int) -> [Double] {
    [1, 2, 4, 8, 16, 32, 64].prefix(count).map { 0.25 + 0.75 / $0 }
  }

  private static func rows(_ fits: SeriesFits) throws -> [[String]] {
    String(decoding: try FitsTable.csv(fits), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func `every parameter has a row, also where the data do not tell it`() throws {
    let rows = try Self.rows(Self.fits(Self.amdahl(1), [.amdahl, .usl]))
    #expect(rows[0] == ["run", "host"] + Columns.fitsTail)
    #expect(rows.dropFirst().map { $0[4] } == LawKind.amdahl.parameterNames + LawKind.usl.parameterNames)
    #expect(rows.dropFirst().allSatisfy { $0[5].isEmpty && $0.last == "not identifiable" })
  }

  @Test func `with the loss of throughput the first parameter is lambda`() throws {
    let rows = try Self.rows(Self.fits(Self.amdahl(7), loss: .throughput, [.amdahl]))
    #expect(rows[1][4] == "lambda")
    #expect(rows[1][3] == "throughput")
    #expect(abs((Double(rows[1][5]) ?? 0) - 1) < 1e-6)
  }

  @Test func `the JSON has what the contract names, and null for what is not known`() throws {
    let json = FitsTable.json(Self.fits(Self.amdahl(3), [.usl]))
    guard case .array(let laws) = json, let law = laws.first else {
      Issue.record("no list of laws")
      return
    }
    #expect(law["verdict"] == .text("exactly determined"))
    #expect(law["aicc"] == .null)
    #expect(law["parameters"]?["sigma"]?["low"] == .null)
    #expect(law["parameters"]?["sigma"]?["estimate"]?.numberValue != nil)
  }

  @Test func `the text has the parameters, the verdicts and the sentences`() {
    let fits = Self.fits(Self.amdahl(7), [.linear, .amdahl, .usl])
    let text = FitText.text(fits, heading: "a.csv", width: 120)
    #expect(text.hasPrefix("a.csv\nlaw      parameter"))
    #expect(text.split(separator: "\n").contains { $0.contains("serial_fraction") && $0.contains("0.2500") })
    #expect(text.contains("amdahl: chosen: Akaike weight"))
    #expect(text.contains("never faster than 4.0 times"))
  }
}
