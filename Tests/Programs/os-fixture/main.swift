// One scenario a start, named by the first argument; the second forces the containment. What
// happened is printed, and the test that started it compares.
import Glibc
import OperatingSystem

let arguments = CommandLine.arguments
guard arguments.count >= 2, scenarios[arguments[1]] != nil || helpers[arguments[1]] != nil else {
  print("usage: os-fixture SCENARIO [cgroup-v2|subreaper] [ARGUMENT…]")
  exit(64)
}
// The programs that scenarios start: they have no containment and no keeper of their own.
if let helper = helpers[arguments[1]] { exit(helper(Array(arguments.dropFirst(2)))) }
do {
  try StandardDescriptors.ensureOpen()
  try Signals.ignoreHarmless()
  let kind: Containment.Kind? = arguments.count > 2 ? .init(rawValue: arguments[2]) : nil
  var supervisor = try Supervisor(kind)
  try scenarios[arguments[1]]?(&supervisor, Array(arguments.dropFirst(3)))
  try supervisor.finish()
} catch {
  print("error: \(error)")
  exit(1)
}
