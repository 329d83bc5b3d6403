import Analysis
import Foundation
import Jobs
import Reporting
import Testing

@Test func `the header is head, parameters, body and three columns a metric`() throws {
  var job = InventedStudy.job(workers: [1], parameter: ("n", ["1"]))
  job.metrics = [Metric(name: "rate_of", pattern: "(.)", kind: .rate, source: .standardOutput)]
  let study = StudyAccumulator(job: job, description: nil).study()
  #expect(
    SummaryTable.header(of: study)
      == Columns.summaryHead + ["n"] + Columns.summaryBody + [
        "rate_of_median", "rate_of_low", "rate_of_high",
      ])
}

@Test func `the summary of a small study is this file`() throws {
  let job = InventedStudy.job(workers: [1, 2], parameter: ("option", ["a, \"b\""]), repetitions: 6)
  let study = try InventedStudy.exact(
    job, walls: [1: [2, 2, 2, 2, 2, 2], 2: [1.25, 1.25, 1.25, 1.25, 1.25, 2.5]])
  let bytes = try SummaryTable.csv(study, run: "2026-11-22T02-00-00Z", host: "invented")
  let expected = """
    run,host,cell,workload,scaling,executor,workers,affinity,option,measure,unit,n,failed,tainted,median,low,\
    high,level,min,q1,q3,mean,sd,base_workers,base_value,speedup,speedup_low,speedup_high,speedup_absolute,\
    speedup_absolute_low,speedup_absolute_high,efficiency,efficiency_low,efficiency_high,karp_flatt,\
    karp_flatt_low,karp_flatt_high,interval_method,achieved_parallelism,bound,core_s,work,rate,cpu_s_median,\
    max_rss_median,outliers,stop,warnings,tree_peak_median,quantile_10,\
    quantile_90,quantile_99
    2026-11-22T02-00-00Z,invented,c000000000001,amdahl,strong,fork,1,none,"a, ""b""\",wall_s,s,6,0,0,2,2,2,\
    0.96875,2,2,2,2,0,1,2,1,1,1,,,,1,1,1,,,,order-statistics,,cpu,2,,,,,0,repetitions,\
    deterministic: all 6 values are equal,,,,
    2026-11-22T02-00-00Z,invented,c000000000002,amdahl,strong,fork,2,none,"a, ""b""\",wall_s,s,6,0,0,1.25,1.25,\
    2.5,0.96875,1.25,1.25,1.25,1.4583333333333333,0.5103103630798288,1,2,1.6,1.0666666666666667,\
    1.6,,,,0.8,0.5333333333333333,0.8,0.25,0.25,0.875,bootstrap,,cpu,2.5,,,,,1,repetitions,,,,,

    """
  #expect(String(decoding: bytes, as: UTF8.self) == expected)
}

@Test func `what is not known is empty and never zero`() throws {
  let job = InventedStudy.job(workers: [1])
  let study = try InventedStudy.study(job) { _, _, _ in nil }
  let bytes = try SummaryTable.csv(study, run: "r", host: "h")
  let row = String(decoding: bytes, as: UTF8.self).split(separator: "\n")[1]
  #expect(row.contains(",wall_s,s,0,10,0,,,,,"))
  #expect(row.hasSuffix(",repetitions,10 runs failed; no good run,,,,"))
}
