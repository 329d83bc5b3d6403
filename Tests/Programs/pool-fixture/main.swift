// One scenario a start, named by the first argument. What happened is printed, and the test that started
// it compares. An alarm ends a scenario that hangs. Started with --serve, this is the program of workers.
import Executors
import Glibc

let arguments = CommandLine.arguments
if arguments.count >= 2, arguments[1] == "--serve" {
  exit(WorkerProgram.main([arguments[0]] + arguments.dropFirst(2), registry: fixtureRegistry))
}
alarm(90)
do {
  if arguments.count >= 3, let scenario = poolScenarios[arguments[1]] {
    try scenario(PoolStart(arguments[2]), Array(arguments.dropFirst(3)))
    tellChildren()
  } else if arguments.count >= 2, let scenario = scenarios[arguments[1]] {
    try scenario(Array(arguments.dropFirst(2)))
  } else {
    print("usage: pool-fixture SCENARIO [METHOD] [ARGUMENT…]")
    exit(64)
  }
} catch {
  print("error: \(error)")
  exit(1)
}
