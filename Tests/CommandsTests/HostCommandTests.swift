import Foundation
import TestPrograms
import Testing

/// `swrun host`, one test after the other: the ladder takes the lock of the machine.
@Suite(.serialized)
struct HostCommandTests {
  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `the machine is told in groups`() throws {
    let result = try Sandbox().swrun("host")
    #expect(result.exitCode == 0)
    for group in ["Machine", "CPUs", "Memory", "What may disturb measurements"] {
      #expect(result.lines.contains(group))
    }
    #expect(result.errors == "")
  }

  @Test func `JSON has what plans need, the details and what disturbs`() throws {
    let host = try Self.object(try Sandbox().swrun("host", "--format", "json").output)
    for name in ["cpus_online", "topology", "cgroups", "frequencies", "clock_read_ns", "disturbances"] {
      #expect(host[name] != nil, "\(name)")
    }
  }

  @Test func `CSV has a row a fact`() throws {
    let lines = try Sandbox().swrun("host", "--format", "csv").lines
    #expect(lines.first == "group,name,value,state,meaning,advice")
    #expect(lines.contains { $0.hasPrefix("CPUs,online,") })
  }

  @Test func `a place for results without a measurement is wrong usage`() throws {
    let result = try Sandbox().swrun("host", "-o", "out")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--latency"))
  }

  @Test func `a place that cannot be made is refused before anything is measured`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("", to: "out")
    let result = try sandbox.swrun("host", "--latency", "-o", "out")
    #expect(result.exitCode == 73)
    #expect(result.errors.contains("-o"))
  }

  @Test func `the host of a result folder has the details`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.builtIn("noop", executor: "threads", workers: "[1]", repetitions: 1))
    let host = try Self.object(try sandbox.folder.read(try sandbox.runFolder() + "/host.json"))
    for name in ["cgroups", "cache_kinds", "pressure_avg10_percent", "vulnerabilities", "disturbances"] {
      #expect(host[name] != nil, "\(name)")
    }
  }

  @Test func `latencies are measured, kept and shown`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.swrun("host", "--latency", "-o", "out", "--format", "json", timeLimit: 120)
    #expect(result.exitCode == 0, "\(result.errors)")
    let shown = try Self.object(result.output)
    let operations = try #require(shown["operations"] as? [[String: Any]])
    #expect(operations.count == 16)
    for operation in operations {
      let name = try #require(operation["operation"] as? String)
      if let value = operation["ns"] as? Double {
        #expect(value > 0 || name == "branch mispredicted", "\(name): \(value)")
      } else {
        #expect((operation["note"] as? String)?.isEmpty == false, "\(name)")
      }
    }
    for name in ["instruction", "mutex lock and unlock", "system call", "context switch", "fork and wait"] {
      #expect(operations.first { $0["operation"] as? String == name }?["ns"] is Double, "\(name)")
    }
    let names = try sandbox.folder.names(in: "out/latency/latest")
    #expect(Set(names).isSuperset(of: ["host.json", "latency.csv", "latency.gp"]))
    #expect(names.contains("latency.svg") == Host.hasGnuplot)
    #expect(names.allSatisfy { !$0.hasPrefix(".") })
    let lines = try sandbox.folder.read("out/latency/latest/latency.csv").split(separator: "\n")
    #expect(lines.count == 1 + 16 + 4)
    sandbox.survivors().forEach { Issue.record("still there: \($0)") }
  }
}
