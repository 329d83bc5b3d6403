import Statistics
import Testing

/// n, the ranks and the exact level at 95 %, then at 99 %; nil where there is no interval. Computed from the
/// binomial distribution; that 6 and 8 values are the fewest is published with benchstat.
private let symmetricRanks: [(Int, (Int, Int, Double)?, (Int, Int, Double)?)] = [
  (5, nil, nil),
  (6, (1, 6, 0.96875), nil),
  (7, (1, 7, 0.984375), nil),
  (8, (1, 8, 0.9921875), (1, 8, 0.9921875)),
  (9, (2, 8, 0.9609375), (1, 9, 0.99609375)),
  (10, (2, 9, 0.978515625), (1, 10, 0.998046875)),
  (11, (2, 10, 0.98828125), (1, 11, 0.9990234375)),
  (12, (3, 10, 0.96142578125), (2, 11, 0.99365234375)),
  (15, (4, 12, 0.96484375), (3, 13, 0.99261474609375)),
  (20, (6, 15, 0.9586105346679688), (4, 17, 0.9974231719970703)),
  (25, (8, 18, 0.9567147493362427), (6, 20, 0.9959226846694946)),
  (30, (10, 21, 0.9572260547429323), (8, 23, 0.9947771206498146)),
  (31, (10, 22, 0.9705506265163422), (8, 24, 0.9966731071472168)),
  (40, (14, 27, 0.9615226917157997), (12, 29, 0.9935734239043086)),
  (50, (18, 33, 0.9671608624357315), (16, 35, 0.9933995520331891)),
]

/// n, ranks and level in percent of a textbook's table A.7, "Confidence intervals for the population median".
private let tableA7: [(Int, Int, Int, Double)] = [
  (2, 1, 2, 50.0), (3, 1, 3, 75.0), (4, 1, 4, 87.5), (5, 1, 5, 93.8), (6, 1, 6, 96.9), (6, 2, 5, 78.1),
  (7, 1, 7, 98.4), (7, 2, 6, 87.5), (8, 1, 8, 99.2), (8, 2, 7, 93.0), (9, 1, 9, 99.6), (9, 2, 8, 96.1),
  (9, 3, 7, 82.0), (10, 1, 10, 99.8), (10, 2, 9, 97.9), (10, 3, 8, 89.1), (11, 1, 11, 99.9),
  (11, 2, 10, 98.8), (11, 3, 9, 93.5), (12, 2, 11, 99.4), (12, 3, 10, 96.1), (12, 4, 9, 85.4),
  (13, 2, 12, 99.7), (13, 3, 11, 97.8), (13, 4, 10, 90.8), (14, 2, 13, 99.8), (14, 3, 12, 98.7),
  (14, 4, 11, 94.3), (14, 5, 10, 82.0), (15, 3, 13, 99.3), (15, 4, 12, 96.5), (15, 5, 11, 88.2),
  (16, 3, 14, 99.6), (16, 4, 13, 97.9), (16, 5, 12, 92.3), (16, 6, 11, 79.0), (17, 3, 15, 99.8),
  (17, 4, 14, 98.7), (17, 5, 13, 95.1), (17, 6, 12, 85.7), (18, 4, 15, 99.2), (18, 5, 14, 96.9),
  (18, 6, 13, 90.4), (19, 4, 16, 99.6), (19, 5, 15, 98.1), (19, 6, 14, 93.6), (19, 7, 13, 83.3),
  (20, 4, 17, 99.7), (20, 5, 16, 98.8), (20, 6, 15, 95.9), (20, 7, 14, 88.5),
]

@Test func `the ranks and the level at 95 and 99 percent are those of the binomial distribution`() {
  for (count, at95, at99) in symmetricRanks {
    for (confidence, expected) in [(0.95, at95), (0.99, at99)] {
      let ranks = MedianRanks(count: count, confidence: confidence)
      #expect(ranks?.low == expected?.0)
      #expect(ranks?.high == expected?.1)
      #expect(ranks?.level == expected?.2, "n = \(count)")
    }
  }
}

@Test func `every row of the published table has its level`() throws {
  for (count, low, high, percent) in tableA7 {
    // A confidence just below the printed level picks these ranks.
    let ranks = try #require(MedianRanks(count: count, confidence: percent / 100 - 0.0006))
    #expect(ranks.low == low && ranks.high == high, "n = \(count)")
    #expect(abs(ranks.level * 100 - percent) <= 0.06)
  }
}

@Test func `ten values give the second and the ninth`() throws {
  let ranks = try #require(MedianRanks(count: 10))
  #expect(ranks.low == 2)
  #expect(ranks.high == 9)
}

@Test(arguments: [0, 1, 2, 5]) func `fewer than six values have no interval`(count: Int) {
  #expect(MedianRanks(count: count) == nil)
}

/// scipy: with 499020 as the lower rank the level is 0.9501210313, with 499021 it is 0.9498872675.
@Test func `a million values have the ranks of the exact distribution`() throws {
  let ranks = try #require(MedianRanks(count: 1_000_000))
  #expect(ranks.low == 499_020)
  #expect(ranks.high == 500_981)
  #expect(abs(ranks.level - 0.9501210313) < 1e-8)
}
