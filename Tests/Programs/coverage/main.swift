import Foundation

// Simulates studies whose truth is known, and prints how often the intervals hold it: `coverage WHAT STUDIES`.

let arguments = CommandLine.arguments.dropFirst()
let parts: [(name: String, run: (Int) -> Void)] = [
  ("median", { medianCoverage(studies: $0) }),
  ("speedup", { ratioCoverage(studies: $0) }),
  ("laws", { fitCoverage(studies: $0) }),
  ("compare", { compareSimulation(nights: $0) }),
  ("history", { historySimulation(series: $0) }),
]
let wanted = arguments.first ?? "all"
let studies = arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
guard wanted == "all" || parts.contains(where: { $0.name == wanted }) else {
  print("usage: coverage [\((["all"] + parts.map(\.name)).joined(separator: " | "))] [STUDIES]")
  exit(64)
}
for part in parts where wanted == "all" || part.name == wanted {
  part.run(studies)
}
