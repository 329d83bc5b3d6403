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
    # Draws time.svg from summary.csv and measurements.csv in the same folder: gnuplot time.gp
    # Draws it as png, pdf or tikz: gnuplot -e "format = 'png'" time.gp
    if (!exists('format')) format = 'svg'
    tex = format eq 'tikz'
    if (strstrt(' svg png pdf tikz ', ' ' . format . ' ') == 0) { print 'format: svg, png, pdf or tikz'; exit status 1 }
    if (format eq 'svg') set terminal svg size 860,500 font 'Helvetica,14' noenhanced background rgb 'white'
    if (format eq 'png') set terminal pngcairo size 1720,1000 fontscale 1.7 linewidth 2 dashlength 2 pointscale 2.8 font 'Helvetica,14' noenhanced background rgb 'white'
    if (format eq 'pdf') set terminal pdfcairo size 8.958in,5.208in fontscale 0.66 linewidth 1.3 dashlength 1.3 pointscale 1.2 font 'Helvetica,14' noenhanced background rgb 'white'
    if (format eq 'tikz') set terminal tikz size 15.36cm,8.929cm font ',8'
    title_font = tex ? ',10' : 'Helvetica,16'
    small_font = tex ? ',7' : 'Helvetica,12'
    set encoding utf8
    set output 'time.' . (tex ? 'tex' : format)
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
    karp_flatt = 35
    karp_flatt_low = 36
    karp_flatt_high = 37
    rate = 43
    # The cells of each series.
    cells_1 = 'c000000000001 c000000000002 c000000000004'
    # The number in a column of this row, if the row is one of these cells.
    pick(cells, index) = strstrt(cells, strcol(cell)) > 0 ? column(index) : NaN
    set border 3 lc rgb '#404040'
    set tics nomirror out scale 0.6
    set grid lc rgb '#D8D8D8' lw 0.5 dt solid
    set title 'amdahl: time, strong scaling' offset 0,0.3 font title_font
    set label 1 (tex ? 'medians of 6 runs; bars: 95 \% intervals' : 'medians of 6 runs; bars: 95 % intervals') at graph 0.5, graph 1 center offset 0,0.75 font small_font tc rgb '#404040'
    set xlabel 'workers' offset 0,0.6
    set ylabel 'time in s'
    set key outside right top vertical Left reverse noenhanced samplen 2.5 spacing 1.25 font small_font
    set logscale x 2
    set xrange [0.8696:4.6]
    set xtics ('1' 1, '2' 2, '4' 4)
    set yrange [0:2.268]
    set arrow 1 from 2, graph 0 to 2, graph 1 nohead back lc rgb '#808080' lw 1 dt (3,3)
    # The columns of measurements.csv.
    run_seq = 1
    run_cell = 2
    run_phase = 7
    run_workers = 10
    run_status = 13
    run_tainted = 35
    run_value = 17
    # The measure of this row, if it is of a good run of one of these cells.
    good(cells) = strstrt(cells, strcol(run_cell)) > 0 && strcol(run_status) eq 'ok' && (strcol(run_phase) eq 'timed' || strcol(run_phase) eq 'retry')
    run(cells) = good(cells) ? column(run_value) : NaN
    set samples 800
    # Laws begin where the measurements do.
    model(x, value) = x < 1 ? NaN : value
    plot \
      'measurements.csv' skip 1 using (column(run_workers) * (1 + 0.02 * (int(column(run_seq)) * 7 % 9 - 4))):(run(cells_1)) with points lc rgb '#99C7E1' pt 7 ps 0.4 title 'single runs', \
      model(x, 2.0 * (0.25 * x + (1 - 0.25)) / x) with lines lc rgb '#0072B2' lw 1.5 dt (12,5) title 'by Amdahl''s law', \
      'summary.csv' skip 1 using (pick(cells_1, workers)):(pick(cells_1, median)):(pick(cells_1, median_low)):(pick(cells_1, median_high)) with yerrorbars lc rgb '#0072B2' pt 0 lw 1.3 notitle, \
      'summary.csv' skip 1 using (pick(cells_1, workers)):(pick(cells_1, median)) with points lc rgb '#0072B2' pt 7 ps 0.9 title 'fork, f = 0.25', \
      NaN with lines lc rgb '#808080' lw 1 dt (3,3) title '2 physical cores'

    """#
  #expect(String(decoding: script.bytes, as: UTF8.self) == expected)
}
