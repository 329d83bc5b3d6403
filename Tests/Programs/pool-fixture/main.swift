// One scenario a start, named by the first argument. What happened is printed, and the test that started
// it compares. An alarm ends a scenario that hangs.
import Glibc

let arguments = CommandLine.arguments
guard arguments.count >= 2, let scenario = scenarios[arguments[1]] else {
  print("usage: pool-fixture SCENARIO [ARGUMENT…]")
  exit(64)
}
alarm(90)
do {
  try scenario(Array(arguments.dropFirst(2)))
} catch {
  print("error: \(error)")
  exit(1)
}
