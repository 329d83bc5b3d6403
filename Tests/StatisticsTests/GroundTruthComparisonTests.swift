import Statistics
import Testing

/// The published cases of tests and effect sizes.
struct GroundTruthComparisonTests {
  @Test func `mwu chorioamnion`() throws {
    let truth = try GroundTruth("mwu.chorioamnion")
    let x = try truth.inputs["x"].numbers
    let y = try truth.inputs["y"].numbers
    let tolerance = try truth.tolerance["p_abs"].number
    let test = try #require(MannWhitney(x, y))
    #expect(test.u == (try truth.expected["U_x"].number))
    #expect(abs(test.greater - (try truth.expected["p_greater_exact"].number)) <= tolerance)
    #expect(abs(test.twoSided - (try truth.expected["p_two_exact"].number)) <= tolerance)
    let normal = try #require(MannWhitney(x, y, method: .normal(correctsContinuity: false)))
    #expect(abs(normal.greater - (try truth.expected["p_greater_asymptotic_nocc"].number)) <= tolerance)
    let shift = try #require(HodgesLehmann(shiftFrom: y, to: x))
    let near = try truth.tolerance["hl_abs"].number
    let interval = try truth.expected["hl_ci95"].numbers
    #expect(abs(shift.estimate - (try truth.expected["hl_x_minus_y"].number)) <= near)
    #expect(abs(try #require(shift.low) - interval[0]) <= near)
    #expect(abs(try #require(shift.high) - interval[1]) <= near)
    #expect(abs(shift.level - (try truth.expected["hl_ci_actual_level"].number)) <= 5e-6)
  }

  @Test func `mwu small`() throws {
    let truth = try GroundTruth("mwu.small")
    let tolerance = try truth.tolerance["rel"].number
    for row in try truth.expected["rows"] {
      let x = try truth.inputs[row[0].text].numbers
      let y = try truth.inputs[row[1].text].numbers
      let test = try #require(MannWhitney(x, y))
      #expect(test.u == (try row[2].number))
      #expect(relativeError(test.less, try row[3].number) <= tolerance)
      #expect(relativeError(test.twoSided, try row[4].number) <= tolerance)
      #expect(relativeError(test.greater, try row[5].number) <= tolerance)
    }
    #expect(try truth.expected["s4_vs_s4"].text == "error: all samples equal")
    let equal = try truth.inputs["s4"].numbers
    #expect(MannWhitney(equal, equal) == nil)
  }

  @Test func `mwu minp`() throws {
    let truth = try GroundTruth("mwu.minp")
    let tolerance = try truth.tolerance["rel"].number
    for (name, expected) in try truth.expected["min_p"].numbersByName {
      let count = try #require(Int(name))
      let x = (0..<count).map { Double($0) }
      let test = try #require(MannWhitney(x, x.map { $0 + 100 }))
      #expect(relativeError(test.twoSided, expected) <= tolerance)
    }
  }

  @Test func `cliff hogarty`() throws {
    let truth = try GroundTruth("cliff.hogarty")
    let tolerance = try truth.tolerance["abs"].number
    let cliff = try #require(CliffsDelta(truth.inputs["x"].numbers, truth.inputs["y"].numbers))
    let interval = try truth.expected["ci95_unbiased_var_t14"].numbers
    #expect(cliff.delta == (try truth.expected["delta"].number))
    #expect(
      CliffsDelta.magnitude(of: cliff.delta).rawValue == (try truth.expected["magnitude"].text))
    #expect(abs(try #require(cliff.low) - interval[0]) <= tolerance)
    #expect(abs(try #require(cliff.high) - interval[1]) <= tolerance)
  }

  @Test func `multiple bh1995`() throws {
    let truth = try GroundTruth("multiple.bh1995")
    let tolerance = try truth.tolerance["abs"].number
    let p = try truth.inputs["p"].numbers
    let bh = MultipleTesting.benjaminiHochberg(p)
    for (value, expected) in zip(bh, try truth.expected["bh_adjusted"].numbers) {
      #expect(abs(value - expected) <= tolerance)
    }
    #expect(bh.count { $0 <= 0.05 } == (try truth.expected["bh_rejected_05"].integer))
    let holm = MultipleTesting.holm(p)
    #expect(holm.count { $0 <= 0.05 } == (try truth.expected["holm_rejected_05"].integer))
    for (value, expected) in zip(holm, try truth.expected["holm_first4"].numbers) {
      #expect(abs(value - expected) <= tolerance)
    }
  }
}
