/// Tasks in the order of their submission.
struct Backlog {
  private var tasks: [SubmittedTask?] = []
  private var start = 0

  var isEmpty: Bool { start == tasks.count }
  var count: Int { tasks.count - start }
  var first: SubmittedTask? { start < tasks.count ? tasks[start] : nil }

  mutating func append(_ task: SubmittedTask) { tasks.append(task) }

  mutating func removeFirst() {
    tasks[start] = nil
    start += 1
    if start == tasks.count {
      tasks.removeAll(keepingCapacity: true)
      start = 0
    } else if start > 4096, start > tasks.count / 2 {
      tasks.removeFirst(start)
      start = 0
    }
  }
}
