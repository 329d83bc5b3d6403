import Analysis
import Expressions
import Jobs
import Reporting
import TestPrograms
import Testing

@Suite struct MemoryPlotTests {
  private typealias Look = InventedSamples

  /// A run and two workers whose memory grows and falls.
  private func threeProcesses(_ factor: Int = 1, hasShares: Bool = true) -> [ProcessSample] {
    Look.look(0, [(100, .run, 10 * factor)], hasShares: hasShares)
      + Look.look(
        0.1, [(100, .run, 10 * factor), (101, .worker, 40 * factor), (102, .worker, 20 * factor)],
        hasShares: hasShares)
      + Look.look(0.2, [(100, .run, 12 * factor), (102, .worker, 90 * factor)], hasShares: hasShares)
  }

  @Test func `peaks are the largest sums of one look, of good timed runs alone`() throws {
    let samples = try InventedSamples(InventedStudy.job(workers: [1, 2]))
    try samples.run(workers: 1, threeProcesses())
    try samples.run(workers: 1, repetition: 2, status: .failed, threeProcesses(5))
    try samples.run(workers: 2, [])
    try samples.run(workers: 2, phase: .warmup, threeProcesses(5))
    try samples.run(workers: 1, repetition: 3, threeProcesses(2, hasShares: false))
    let memory = try #require(try samples.memory())
    #expect(memory.peaks == [samples.key(1): [51 << 20, 204 << 20]])
  }

  @Test func `of a run that was measured again the last peak counts`() throws {
    let samples = try InventedSamples(InventedStudy.job(workers: [1]))
    try samples.run(workers: 1, threeProcesses(5))
    try samples.run(workers: 1, repetition: 2, threeProcesses(2, hasShares: false))
    try samples.run(workers: 1, phase: .retry, threeProcesses())
    let memory = try #require(try samples.memory())
    #expect(memory.peaks == [samples.key(1): [51 << 20, 204 << 20]])
  }

  @Test func `the run that is shown is the first good one of the cell with the highest peak`() throws {
    let samples = try InventedSamples(InventedStudy.job(workers: [1, 2, 4]))
    try samples.run(workers: 1, threeProcesses())
    try samples.run(workers: 2, status: .crashed, threeProcesses(9))
    try samples.run(workers: 2, threeProcesses(3))
    try samples.run(workers: 2, repetition: 2, threeProcesses(8))
    try samples.run(workers: 4, threeProcesses(2))
    let run = try #require(try samples.memory()?.shown)
    #expect(run.seq == 3 && run.cell == samples.key(2))
    #expect(run.firstRow == 12 && run.rows == 6 && run.looks == 3)
    #expect(run.processes.map(\.pid) == [100, 101, 102])
    #expect(run.processes.map(\.peak) == [18 << 20, 60 << 20, 135 << 20])
  }

  @Test func `a process is what it was last`() throws {
    let samples = try InventedSamples(InventedStudy.job(workers: [1]))
    try samples.run(workers: 1, Look.look(0, [(5, .worker, 1)]) + Look.look(1, [(5, .child, 1)]))
    #expect(try samples.memory()?.shown?.processes.map(\.role) == [.child])
  }

  @Test func `of many processes the largest are drawn, and the caption says so`() throws {
    let samples = try InventedSamples(InventedStudy.job(workers: [1]))
    let many = (1...3000).map { (pid: Int32($0), role: ProcessRole.child, mebibytes: $0 == 7 ? 9000 : $0) }
    try samples.run(workers: 1, many.flatMap { Look.look(Double($0.pid), [$0]) })
    let run = try #require(try samples.memory()?.shown)
    #expect(run.processCount == 3000)
    #expect(run.processes.map(\.pid) == [7] + Array(2992...3000))
    #expect(try #require(try samples.script()).contains("; the 10 largest of 3000 processes'"))
  }

  @Test func `the picture of a small run is this script`() throws {
    let samples = try InventedSamples(InventedStudy.job(name: "o'name", workers: [2]))
    try samples.run(workers: 2, status: .failed, threeProcesses())
    try samples.run(workers: 2, repetition: 2, threeProcesses())
    let rows = "'samples.csv' skip 7 every ::::5"
    let style = "with linespoints pt 7 ps 0.4"
    let expected = #"""
      # Draws memory.svg from samples.csv in the same folder: gnuplot memory.gp
      # Draws it as png, pdf or tikz: gnuplot -e "format = 'png'" memory.gp
      if (!exists('format')) format = 'svg'
      tex = format eq 'tikz'
      if (strstrt(' svg png pdf tikz ', ' ' . format . ' ') == 0) { print 'format: svg, png, pdf or tikz'; exit status 1 }
      if (format eq 'svg') set terminal svg size 900,460 font 'Helvetica,14' noenhanced background rgb 'white'
      if (format eq 'png') set terminal pngcairo size 1800,920 fontscale 1.7 linewidth 2 dashlength 2 pointscale 2.8 font 'Helvetica,14' noenhanced background rgb 'white'
      if (format eq 'pdf') set terminal pdfcairo size 9.375in,4.792in fontscale 0.66 linewidth 1.3 dashlength 1.3 pointscale 1.2 font 'Helvetica,14' noenhanced background rgb 'white'
      if (format eq 'tikz') set terminal tikz size 16.07cm,8.214cm font ',8'
      title_font = tex ? ',10' : 'Helvetica,16'
      small_font = tex ? ',7' : 'Helvetica,12'
      set encoding utf8
      set output 'memory.' . (tex ? 'tex' : format)
      set datafile separator comma
      set datafile commentschars ''
      # Rows of other processes do not break the curve of one.
      set datafile missing NaN
      # The memory of the process of a row in MiB: its share, or all of it where the share is not known.
      memory(row) = (valid(8) ? column(8) : column(7)) / 1048576.0
      # The same, if the row is of one process.
      own(pid) = column(3) == pid ? memory(0) : NaN
      set border 3 lc rgb '#404040'
      set tics nomirror out scale 0.6
      set grid lc rgb '#D8D8D8' lw 0.5 dt solid
      set title 'o''name: memory, fork, 2 workers' offset 0,0.3 font title_font
      set label 1 'run 2, 3 samples; peak 51 MiB' at graph 0.5, graph 1 center offset 0,0.75 font small_font tc rgb '#404040'
      set xlabel 'seconds after the start of the run' offset 0,0.6
      set ylabel 'memory in MiB'
      set xrange [0:*]
      set yrange [0:*]
      set key outside right top vertical Left reverse noenhanced samplen 2.5 spacing 1.25 font small_font
      # Run 2.
      plot \
        \#(rows) using 2:(memory(0)) smooth frequency \#(style) lc rgb '#000000' lw 2.5 title 'all together', \
        \#(rows) using 2:(own(100)) \#(style) lc rgb '#D55E00' lw 1.3 title 'run (100)', \
        \#(rows) using 2:(own(101)) \#(style) lc rgb '#0072B2' lw 1.3 title 'worker (101)', \
        \#(rows) using 2:(own(102)) \#(style) lc rgb '#009E73' lw 1.3 title 'worker (102)'

      """#
    #expect(try samples.script() == expected)
  }

  @Test(arguments: [true, false])
  func `the picture is drawn without a complaint`(hasShares: Bool) throws {
    guard let gnuplot = Gnuplot(for: "pictures of memory") else { return }
    let samples = try InventedSamples(InventedStudy.job(workers: [2]))
    try samples.run(workers: 2, threeProcesses(hasShares: hasShares))
    let script = try #require(try samples.script())
    #expect(script.contains("pages that processes share count in each of them") == !hasShares)
    #expect(try gnuplot.draw(script, "memory.gp", in: samples.files) == "")
    let picture = try samples.files.read("memory.svg")
    // Points of the sum and of each process: 3 + 3 + 1 + 2 looks, and one a key.
    #expect(picture.matches(of: /<use xlink:href='#gpPt6'/).count == 9 + 4)
    // The key's line, then one through all three looks of the run, whose rows stand between those of others.
    #expect(picture.contains(/rgb\(213,  94,   0\)'  d='M\S+ L\S+ M\S+ L\S+ L\S+ *'/))
  }

  @Test func `without samples, or where it is not asked for, there is no picture`() throws {
    let samples = try InventedSamples(InventedStudy.job(workers: [2]))
    try samples.run(workers: 2, [])
    #expect(try samples.script() == nil)
    try samples.run(workers: 2, repetition: 2, threeProcesses())
    let scripts = Plots.scripts(samples.study(), job: samples.job, machine: nil, memory: try samples.memory())
    #expect(!scripts.contains { $0.name == "memory.gp" })
  }

  @Test func `the closing table and the summary tell the peak`() throws {
    let samples = try InventedSamples(InventedStudy.job(workers: [1, 2]))
    try samples.run(workers: 1, threeProcesses())
    try samples.run(workers: 2, threeProcesses())
    var study = samples.study()
    #expect(!ClosingTable.text(study, width: 100).contains("Memory"))
    study.cells[1].treePeak = TreePeak(peaks: [400 << 20, 412 << 20, 500 << 20])
    #expect(
      ClosingTable.text(study, width: 100)
        .contains("\nMemory: the run's processes together peak at 412 MiB (median of 3 runs)\n"))
    study.cells[0].treePeak = TreePeak(peaks: [3])
    #expect(
      ClosingTable.text(study, width: 100)
        .contains(
          "\nMemory: a run's processes together peak at up to 412 MiB (fork, 2 workers, median of 3 runs)\n"))
    let summary = try SummaryTable.csv(study, run: "r", host: "h")
    let lines = String(decoding: summary, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines[0].firstIndex(of: "tree_peak_median"))
    #expect(lines[0][column - 1] == "warnings")
    #expect(lines.dropFirst().map { $0[column] } == ["3", "432013312"])
  }

  @Test(arguments: [
    (0.0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (432_013_312, "412 MiB"),
    (1_073_741_823, "1 GiB"), (3_200_000_000, "2.98 GiB"), (10_500_000, "10 MiB"), (1.1e12, "1 TiB"),
  ])
  func `sizes are printed with three digits`(bytes: Double, text: String) {
    #expect(Quantity.printedSize(bytes) == text)
  }
}
