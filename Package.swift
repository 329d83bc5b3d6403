// swift-tools-version: 6.2
import PackageDescription

// The layers and their allowed imports are described in docs/architecture.md; LayeringTests holds
// both this file and the sources against the table there.

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

let targets: [Target] = [
  .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
  .systemLibrary(name: "CGMP", providers: [.apt(["libgmp-dev"])]),
  .target(name: "CCurl"),
  .target(name: "COperatingSystem"),
  .target(name: "Expressions", dependencies: [realModule]),
  .target(name: "YAML", dependencies: ["CYAML"]),
  .target(name: "GMP", dependencies: ["CGMP"]),
  .target(name: "Jobs", dependencies: ["Expressions"]),
  .target(name: "OperatingSystem", dependencies: ["COperatingSystem"]),
  .target(name: "Curl", dependencies: ["CCurl", "OperatingSystem"]),
  .target(name: "Manifest", dependencies: ["Jobs", "Expressions", "YAML"]),
  .target(name: "Sweep", dependencies: ["Jobs", "Expressions"]),
  .target(name: "Statistics", dependencies: ["Jobs", realModule]),
  .target(name: "Analysis", dependencies: ["Jobs", "Expressions", "Statistics", realModule]),
  .target(name: "Executors", dependencies: ["Jobs", "OperatingSystem", realModule]),
  .target(name: "Latency", dependencies: ["Jobs", "Expressions", "OperatingSystem", "Analysis"]),
  .target(name: "Results", dependencies: ["Jobs", "OperatingSystem"]),
  .target(name: "Workloads", dependencies: ["Jobs", "OperatingSystem", "Executors", "GMP", "Curl"]),
  .target(
    name: "Reporting",
    dependencies: [
      "Jobs", "OperatingSystem", "Expressions", "Statistics", "Analysis", "Results", "Latency",
    ]),
  .target(
    name: "Scheduler",
    dependencies: [
      "Jobs", "Expressions", "OperatingSystem", "Sweep", "Statistics", "Analysis", "Executors", "Workloads",
    ]),
  .target(
    name: "Commands",
    dependencies: [
      "Expressions", "Jobs", "OperatingSystem", "Manifest", "Sweep", "Statistics", "Analysis", "Executors",
      "Results",
      "Latency", "Workloads", "Reporting", "Scheduler", argumentParser,
    ]),
  .executableTarget(name: "swrun", dependencies: ["Commands"]),
  .executableTarget(name: "swrun-worker", dependencies: ["Executors", "Workloads"]),

  // Programs that tests start, since nothing may fork inside a test process. They are not installed.
  .executableTarget(
    name: "os-fixture", dependencies: ["OperatingSystem"], path: "Tests/Programs/os-fixture"),
  // Simulates studies whose truth is known, and counts how often the intervals hold it.
  .executableTarget(
    name: "coverage", dependencies: ["Statistics", "Analysis", "Jobs", "Expressions"],
    path: "Tests/Programs/coverage"),
  .executableTarget(
    name: "pool-fixture", dependencies: ["Expressions", "Jobs", "OperatingSystem", "Executors", "Workloads"],
    path: "Tests/Programs/pool-fixture"),

  .testTarget(name: "ExpressionsTests", dependencies: ["Expressions"]),
  .testTarget(name: "YAMLTests", dependencies: ["YAML"], resources: [.copy("Fixtures")]),
  .testTarget(name: "GMPTests", dependencies: ["GMP"]),
  .testTarget(name: "CurlTests", dependencies: ["Curl", "TestPrograms"]),
  .testTarget(name: "JobsTests", dependencies: ["Jobs", "Expressions"]),
  .testTarget(name: "OperatingSystemTests", dependencies: ["OperatingSystem", "TestPrograms", "os-fixture"]),
  .testTarget(
    name: "ManifestTests", dependencies: ["Manifest", "Jobs", "Expressions", "YAML"],
    resources: [.copy("Fixtures")]),
  .testTarget(name: "SweepTests", dependencies: ["Sweep", "Jobs", "Expressions"]),
  .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "Jobs"], resources: [.copy("Fixtures")]),
  .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Statistics", "Jobs", "Expressions"]),
  .testTarget(
    name: "ExecutorsTests",
    dependencies: ["Executors", "Jobs", "OperatingSystem", "TestPrograms", "pool-fixture"]),
  .testTarget(
    name: "WorkloadsTests",
    dependencies: [
      "Workloads", "Expressions", "Jobs", "OperatingSystem", "Executors", "TestPrograms", "pool-fixture",
      "swrun-worker",
    ]),
  .testTarget(name: "LatencyTests", dependencies: ["Latency", "Analysis", "OperatingSystem"]),
  .testTarget(name: "ResultsTests", dependencies: ["Results", "Jobs", "OperatingSystem", "Expressions"]),
  .testTarget(
    name: "ReportingTests",
    dependencies: [
      "Reporting", "Expressions", "Statistics", "Analysis", "Jobs", "Results", "Latency", "OperatingSystem",
      "TestPrograms",
    ]),
  .testTarget(
    name: "CommandsTests", dependencies: ["TestPrograms", "swrun", "swrun-worker", "os-fixture"],
    resources: [.copy("Fixtures")]),
  .testTarget(
    name: "SchedulerTests",
    dependencies: ["Scheduler", "Jobs", "Expressions", "OperatingSystem", "Sweep", "Statistics", "Analysis"]),
  .testTarget(name: "DocumentationTests", dependencies: ["TestPrograms", "swrun", "swrun-worker"]),
  .testTarget(name: "LayeringTests"),
  // Starts built programs for tests and reads what they print.
  .target(name: "TestPrograms", path: "Tests/TestPrograms"),
]

for target in targets where target.type != .system {
  if ["CCurl", "COperatingSystem"].contains(target.name) {
    target.cSettings = [
      .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
    ]
  } else {
    target.swiftSettings = [
      .swiftLanguageMode(.v6),
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .treatAllWarnings(as: .error),
    ]
  }
}

let package = Package(
  name: "swrun",
  products: [
    .executable(name: "swrun", targets: ["swrun"]),
    .executable(name: "swrun-worker", targets: ["swrun-worker"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
  ],
  targets: targets
)
