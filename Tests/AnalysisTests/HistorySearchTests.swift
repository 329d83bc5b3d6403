import Analysis
import Jobs
import Testing

struct HistorySearchTests {
  private static func machine(
    model: String = "A", memory: Int = 1 << 34, _ more: KeyValuePairs<String, String> = [:]
  ) -> NightMachine {
    NightMachine(
      .object(
        [JSON.Member("cpu_model", .text(model)), JSON.Member("memory_bytes", .integer(memory))]
          + more.map { JSON.Member($0.key, .text($0.value)) }))
  }

  /// Medians within half a percent of these levels.
  private static func medians(_ levels: [(level: Double, nights: Int)]) -> [Double] {
    var random = SplitMix64(seed: 5)
    return levels.flatMap { level, nights in
      (0..<nights).map { _ in level * (1 + (Double(random.below(1001)) / 1000 - 0.5) / 100) }
    }
  }

  private static func history(
    _ medians: [Double], machines: [NightMachine]? = nil, search: HistorySearch = HistorySearch()
  ) -> History {
    let nights = medians.indices.map { Night(run: "night \($0)", machine: machines?[$0] ?? machine()) }
    let series = NightlySeries(
      cell: "c0123456789ab", executor: "fork", workers: "4", affinity: "none", parameters: [],
      measure: "wall_s",
      unit: "s", values: medians.enumerated().map { NightlyValue(night: $0, count: 10, median: $1) })
    return search.history(name: "t", nights: nights, parameterColumns: [], series: [series])
  }

  @Test func `a step is found with its ratio and interval`() throws {
    let cell = Self.history(Self.medians([(1, 40), (1.05, 20)])).cells[0]
    let change = try #require(cell.changes.first)
    #expect(cell.changes.count == 1)
    #expect(change.index == 40)
    let ratio = try #require(change.ratio)
    #expect(abs(ratio.value - 1.05) < 0.003)
    let (low, high) = (try #require(ratio.low), try #require(ratio.high))
    #expect(low < 1.05 && high > 1.05 && high - low < 0.01)
    #expect(change.isConfirmed)
    #expect(cell.regimes == [0..<40, 40..<60])
  }

  @Test func `a step below the threshold is none`() {
    let medians = Self.medians([(1, 40), (1.015, 20)])
    #expect(Self.history(medians).cells[0].changes == [])
    #expect(
      Self.history(medians, search: HistorySearch(threshold: 0.01)).cells[0].changes.map(\.index) == [40])
  }

  @Test func `a new level is suspected until three nights have followed`() {
    let otava = HistorySearch(method: .otava)
    let suspected = Self.history(Self.medians([(1, 57), (1.5, 3)]), search: otava).cells[0]
    #expect(suspected.changes.map(\.index) == [57])
    #expect(suspected.changes.map(\.isConfirmed) == [false])
    let confirmed = Self.history(Self.medians([(1, 56), (1.5, 4)]), search: otava).cells[0]
    #expect(confirmed.changes.map(\.isConfirmed) == [true])
  }

  @Test func `fewer than twenty nights are not searched`() {
    let cell = Self.history(Self.medians([(1, 10), (2, 9)])).cells[0]
    #expect(!cell.isSearched)
    #expect(cell.changes == [])
    #expect(Self.history(Self.medians([(1, 10), (2, 10)])).cells[0].changes.map(\.index) == [10])
  }

  @Test func `the same nights give the same history`() {
    let medians = Self.medians([(1, 30), (1.02, 30)])
    #expect(Self.history(medians) == Self.history(medians))
  }

  @Test func `another CPU model begins a series of its own`() {
    let machines = (0..<60).map { Self.machine(model: $0 < 30 ? "A" : "B") }
    let history = Self.history(Self.medians([(1, 30), (2, 30)]), machines: machines)
    #expect(history.machines.count == 2)
    #expect(history.cells.map(\.series.values.count) == [30, 30])
    #expect(history.cells.allSatisfy { $0.changes.isEmpty })
  }

  @Test func `a little less memory is the same machine, much less is another`() {
    let whole = Self.machine(memory: 16_000_000_000)
    #expect(Self.machine(memory: 15_900_000_000).isSame(as: whole))
    #expect(!Self.machine(memory: 12_000_000_000).isSame(as: whole))
    #expect(NightMachine(nil).isSame(as: whole))
  }

  @Test func `a first night that does not tell its machine does not make all machines one`() {
    let medians = Self.medians([(1, 50)])
    let machines = medians.indices.map { night in
      night == 0 ? NightMachine(nil) : Self.machine(model: night < 25 ? "A" : "B")
    }
    let history = Self.history(medians, machines: machines)
    #expect(history.machines.map(\.model) == ["A", "B"])
    #expect(history.cells.map(\.series.values.count) == [25, 25])
  }

  @Test func `machines that take turns have a series each`() {
    let machines = (0..<60).map { Self.machine(model: $0.isMultiple(of: 2) ? "A" : "B") }
    var medians = Self.medians([(1, 60)])
    for night in stride(from: 1, to: 60, by: 2) { medians[night] *= 2 }
    let history = Self.history(medians, machines: machines)
    #expect(history.cells.map(\.series.values.count) == [30, 30])
    #expect(history.cells.allSatisfy { $0.isSearched && $0.changes.isEmpty })
  }

  @Test func `what else changed that night stands with the change`() {
    let machines = (0..<60).map {
      Self.machine(["kernel": $0 < 40 ? "6.1" : "6.2", "governor": "performance", "load_average": "\($0)"])
    }
    let history = Self.history(Self.medians([(1, 40), (1.1, 20)]), machines: machines)
    #expect(history.cells[0].changes.map(\.hostChanges) == [["kernel: 6.1 → 6.2"]])
  }

  @Test func `nights that depend on each other are told`() throws {
    let medians: [Double] = (0..<40).map { (night: Int) -> Double in night / 10 % 2 == 0 ? 1 : 1.01 }
    let cell = Self.history(medians).cells[0]
    #expect(try #require(cell.dependence) > HistorySearch.dependenceLimit)
  }

  @Test func `the method of Otava finds the step too`() {
    let medians = Self.medians([(1, 40), (1.05, 20)])
    let changes = Self.history(medians, search: HistorySearch(method: .otava)).cells[0].changes
    #expect(changes.map(\.index) == [40])
    #expect(changes.map(\.p) == [nil])
  }

  @Test func `values that are not positive have no ratio`() {
    let medians: [Double] = (0..<40).map { (night: Int) -> Double in
      Double(night < 20 ? night % 3 : 10 + night % 3)
    }
    let changes = Self.history(medians).cells[0].changes
    #expect(changes.map(\.index) == [20])
    #expect(changes.map(\.ratio) == [nil])
  }
}
