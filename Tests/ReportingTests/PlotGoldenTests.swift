import Analysis
import Jobs
import Reporting
import Testing

@Test func `the time plot of a small study is this script`() throws {
  let job = InventedStudy.job(
    name: "amdahl", workers: [1, 2, 4], parameter: ("serial_fraction", ["0.25"]), repetitions: 6)
  let study = try InventedStudy.exact(
    job,
    walls: [
      1: [2, 2, 2, 2, 2, 2.1], 2: [1.25, 1.25, 1.26, 1.26, 1.27, 1.3], 4: [0.88, 0.89, 0.9, 0.9, 0.91, 0.95],
    ])
  let machine = Machine(
    cpus: (0..<2).map { Machine.CPU(id: $0, socket: 0, core: $0, node: 0) }, allowed: [0, 1])
  let script = try #require(Plots.scripts(study, job: job, machine: machine).first { $0.name == "time.gp" })
  let expected = #"""
    # Draws time.svg from summary.csv in the same folder: gnuplot time.gp
    set terminal svg size 860,500 font 'Helvetica,14' noenhanced background rgb 'white'
    set encoding utf8
    set output 'time.svg'
    set datafile separator comma
    set datafile commentschars ''
    # The columns of summary.csv.
    cell = 3
    workers = 7
    median = 15
    median_low = 16
    median_high = 17
    speedup = 26
    speedup_low = 27
    speedup_high = 28
    efficiency = 32
    efficiency_low = 33
    efficiency_high = 34
    rate = 43
    # The cells of each series.
    cells_1 = 'c000000000001 c000000000002 c000000000004'
    # The number in a column of this row, if the row is one of these cells.
    pick(cells, index) = strstrt(cells, strcol(cell)) > 0 ? column(index) : NaN
    set border 3 lc rgb '#404040'
    set tics nomirror out scale 0.6
    set grid lc rgb '#D8D8D8' lw 0.5 dt solid
    set title 'amdahl: time, strong scaling' offset 0,0.3 font 'Helvetica,16'
    set label 1 'medians of 6 runs; bars: 95 % intervals' at graph 0.5, graph 1.035 center font 'Helvetica,12' tc rgb '#404040'
    set xlabel 'workers' offset 0,0.6
    set ylabel 'time in s'
    set key outside right top vertical Left reverse noenhanced samplen 2.5 spacing 1.25 font 'Helvetica,12'
    set logscale x 2
    set xrange [0.8696:4.6]
    set xtics ('1' 1, '2' 2, '4' 4)
    set yrange [0:2.268]
    set arrow 1 from 2, graph 0 to 2, graph 1 nohead back lc rgb '#808080' lw 1 dt (3,3)
    set samples 800
    # Laws begin where the measurements do.
    model(x, value) = x < 1 ? NaN : value
    plot \
      model(x, 2.0 * (0.25 * x + (1 - 0.25)) / x) with lines lc rgb '#0072B2' lw 1.5 dt (12,5) title 'by Amdahl''s law', \
      'summary.csv' skip 1 using (pick(cells_1, workers)):(pick(cells_1, median)):(pick(cells_1, median_low)):(pick(cells_1, median_high)) with yerrorbars lc rgb '#0072B2' pt 0 lw 1.3 notitle, \
      'summary.csv' skip 1 using (pick(cells_1, workers)):(pick(cells_1, median)) with points lc rgb '#0072B2' pt 7 ps 0.9 title 'fork, f = 0.25', \
      NaN with lines lc rgb '#808080' lw 1 dt (3,3) title '2 physical cores'

    """#
  #expect(String(decoding: script.bytes, as: UTF8.self) == expected)
}
