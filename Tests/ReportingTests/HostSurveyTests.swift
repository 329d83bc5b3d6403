import Jobs
import OperatingSystem
import Reporting
import TestPrograms
import Testing

struct HostSurveyTests {
  /// The survey of a machine that tells these files.
  private static func survey(
    _ files: [String: String], allowed: [Int] = [0], clock: HostSurvey.Clock = .init(cost: 25, resolution: 1),
    limits: [HostSurvey.Limit] = []
  ) throws -> HostSurvey {
    let folder = try TemporaryFolder()
    for (path, text) in files { try folder.write(text + "\n", to: path) }
    let reading = MachineReader.read(root: folder.path, allowed: CPUSet(allowed))
    let machine = Machine(
      cpus: reading.cpus.map { Machine.CPU(id: $0.id, socket: 0, core: $0.id, node: 0) }, allowed: allowed,
      quota: reading.quota)
    return HostSurvey(
      reading: reading, details: MachineReader.details(root: folder.path), machine: machine, clock: clock,
      limits: limits)
  }

  private static let cpu = "sys/devices/system/cpu"

  @Test func `what is not known is not told, in JSON null, and disturbs nothing`() throws {
    let survey = try Self.survey([:])
    for name in [
      "governor", "turbo", "SMT", "sockets", "physical cores", "caches", "temperature", "clock source",
    ] {
      let line = try #require(
        survey.text.split(separator: "\n").first { $0.hasPrefix("  \(name)  ") }, "\(name)")
      #expect(line.hasSuffix("not told"), "\(line)")
    }
    #expect(survey.text.hasSuffix("\nNothing that is known to disturb measurements.\n"))
    let json = JSON.object(survey.members)
    #expect(json["cpus_present_list"] == .null)
    #expect(json["swap_total_bytes"] == .null)
    #expect(json["disturbances"] == .array([]))
  }

  @Test(arguments: [
    (
      "governor", ["\(cpu)/cpu0/cpufreq/scaling_governor": "powersave"],
      "cpupower frequency-set -g performance"
    ),
    ("turbo", ["\(cpu)/cpufreq/boost": "1"], "echo 0 > /sys/devices/system/cpu/cpufreq/boost"),
    ("turbo", ["\(cpu)/intel_pstate/no_turbo": "0", "\(cpu)/intel_pstate/status": "active"], "no_turbo"),
    ("SMT", ["\(cpu)/smt/active": "1"], "echo off > /sys/devices/system/cpu/smt/control"),
    ("slowed down for heat", ["\(cpu)/cpu0/thermal_throttle/core_throttle_count": "4"], "cool the machine"),
    ("kinds of cores", ["\(cpu)/cpu0/cpu_capacity": "446", "\(cpu)/cpu1/cpu_capacity": "1024"], "affinity"),
    ("stolen CPU time", ["proc/stat": "cpu  90 0 0 0 0 0 0 10 0 0"], "another host"),
    ("others that run now", ["proc/loadavg": "0.1 0.1 0.1 3/200 4711"], "top shows them"),
    ("load of 1, 5, 15 min", ["proc/loadavg": "1.5 0.1 0.1 1/200 4711"], "wait"),
    ("waiting for memory", ["proc/pressure/memory": "some avg10=1.50 avg60=0 avg300=0 total=0"], "wait"),
    ("swap in use", ["proc/meminfo": "SwapTotal: 10 kB\nSwapFree: 4 kB"], "swapoff"),
    ("large pages", ["sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never"], "madvise"),
    ("random addresses", ["proc/sys/kernel/randomize_va_space": "0"], "randomize_va_space=2"),
    (
      "clock source",
      [
        "sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet",
        "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet",
      ], "echo tsc >"
    ),
    ("virtual machine", ["proc/cpuinfo": "flags : fpu hypervisor"], "machine of your own"),
    (
      "power", ["sys/class/power_supply/AC/type": "Mains", "sys/class/power_supply/AC/online": "0"],
      "plug it in"
    ),
  ])
  func `a disturbance is marked, explained, and told how to switch off`(
    name: String, files: [String: String], advice: String
  ) throws {
    let survey = try Self.survey(files.merging(["\(Self.cpu)/online": "0-1"]) { $1 }, allowed: [0, 1])
    let lines = survey.text.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("! \(name)  ") }, "\(survey.text)")
    let line = try #require(lines.first { $0.hasPrefix("- \(name): ") })
    #expect(line.contains(advice), "\(line)")
    #expect(
      try survey.csv().split(separator: "\n").contains { $0.contains("\(name)") && $0.contains(",disturbs,") }
    )
  }

  @Test func `a good machine is not accused`() throws {
    let survey = try Self.survey([
      "\(Self.cpu)/online": "0", "\(Self.cpu)/cpu0/cpufreq/scaling_governor": "performance",
      "\(Self.cpu)/smt/active": "0", "\(Self.cpu)/cpufreq/boost": "0",
      "proc/loadavg": "0.10 0.20 0.30 1/100 42", "proc/sys/kernel/randomize_va_space": "2",
      "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
    ])
    #expect(survey.text.hasSuffix("\nNothing that is known to disturb measurements.\n"))
  }

  @Test func `quota, affinity and the CPUs that there are stand apart`() throws {
    let survey = try Self.survey(
      [
        "\(Self.cpu)/present": "0-7", "\(Self.cpu)/online": "0-3",
        "proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw",
        "proc/self/cgroup": "0::/user.slice/job", "sys/fs/cgroup/user.slice/cpu.max": "150000 100000",
      ], allowed: [0, 1])
    let lines = survey.text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(lines.contains("present 8 (0-7)"))
    #expect(lines.contains("online 4 (0-3)"))
    #expect(lines.contains("allowed by affinity 2 (0-1)"))
    #expect(lines.contains("allowed by quotas 1.5 CPUs"))
    #expect(lines.contains("usable by a sweep 1"))
    #expect(lines.contains("cgroup /user.slice quota 1.5 CPUs"))
    #expect(lines.contains("! CPU quota 1.5 CPUs by /user.slice"))
    #expect(lines.contains("! affinity 2 of 4 CPUs"))
  }

  @Test func `a limit of this process that ends runs is a disturbance`() throws {
    let survey = try Self.survey(
      [:], limits: [.init(.cpuTime, soft: 60), .init(.openFiles, soft: 1024), .init(.core, soft: nil)])
    #expect(
      survey.text.contains("- limit cpu_time: it ends runs that need more; start swrun after: ulimit -t"))
    #expect(!survey.text.contains("- limit open_files"))
  }

  @Test func `a slow clock is a disturbance`() throws {
    let survey = try Self.survey([:], clock: .init(cost: 900, resolution: 1))
    #expect(survey.text.contains("! a look at the clock  "))
  }
}
