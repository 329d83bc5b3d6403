// One scenario a start, named by the first argument; the second forces the containment. What
// happened is printed, and the test that started it compares.
import Glibc
import OperatingSystem

let arguments = CommandLine.arguments
guard arguments.count >= 2, let scenario = scenarios[arguments[1]] else {
  print("usage: os-fixture SCENARIO [cgroup-v2|subreaper] [ARGUMENT…]")
  exit(64)
}
do {
  try StandardDescriptors.ensureOpen()
  try Signals.ignoreHarmless()
  let kind: Containment.Kind? = arguments.count > 2 ? .init(rawValue: arguments[2]) : nil
  var supervisor = try Supervisor(kind)
  try scenario(&supervisor, Array(arguments.dropFirst(3)))
  try supervisor.finish()
} catch {
  print("error: \(error)")
  exit(1)
}
