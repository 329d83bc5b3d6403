// What Dispatch and Swift's own tasks reach where a pool's threads do the same: peers of the pool rows of `make bench`.
//
//   peers perform TASKS     DispatchQueue.concurrentPerform: each iteration stores its result
//   peers async TASKS       as many blocks, sent one by one to a concurrent queue, in a group that is waited for
//   peers group TASKS       as many child tasks of one task group, their results taken in one by one
//
// prints thousands of tasks a second: the median of several rounds after one that warms up. Dispatch and Swift choose
// the number of threads: that of the CPUs. Build: swiftc -O -parse-as-library -o peers peers.swift
import Dispatch

struct Outcome {
  var count: UInt64
  var word: UInt64
}

/// Results that tasks store side by side, each in a place of its own.
struct Results: @unchecked Sendable {
  let base: UnsafeMutablePointer<Outcome>
}

/// Known at run time only, as the task of a pool is.
@inline(never)
func nothing(_ task: Int) -> Outcome {
  Outcome(count: UInt64(task), word: 0)
}

func perform(_ tasks: Int, _ results: Results) {
  DispatchQueue.concurrentPerform(iterations: tasks) { results.base[$0] = nothing($0) }
}

func async(_ tasks: Int, _ results: Results) {
  let queue = DispatchQueue(label: "peers", attributes: .concurrent)
  let group = DispatchGroup()
  for task in 0..<tasks {
    queue.async(group: group) { results.base[task] = nothing(task) }
  }
  group.wait()
}

func taskGroup(_ tasks: Int, _ results: Results) async {
  await withTaskGroup(of: (Int, Outcome).self) { group in
    for task in 0..<tasks {
      group.addTask { (task, nothing(task)) }
    }
    for await (task, outcome) in group { results.base[task] = outcome }
  }
}

@main
struct Peers {
  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let tasks = Int(arguments[2]), tasks > 0 else {
      print("usage: peers perform|async|group TASKS")
      return
    }
    let results = Results(base: .allocate(capacity: tasks))
    var rates: [Double] = []
    let rounds = arguments[1] == "group" ? 3 : 5
    for round in 0...rounds {
      let start = DispatchTime.now().uptimeNanoseconds
      switch arguments[1] {
      case "perform": perform(tasks, results)
      case "async": async(tasks, results)
      default: await taskGroup(tasks, results)
      }
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
      if round > 0 { rates.append(Double(tasks) / seconds * 1e-3) }
    }
    precondition(results.base[tasks - 1].count == UInt64(tasks - 1), "a task was not run")
    print(rates.sorted()[rates.count / 2])
  }
}
