import Glibc

/// Ends this process in the named way.
func die(_ how: String) throws {
  switch how {
  case "kill": kill(getpid(), SIGKILL)
  case "exit0": _exit(0)
  case "exit42": _exit(42)
  case "library-exit0": exit(0)
  case "abort": abort()
  case "trap": fatalError("a task that traps")
  case "segv": try touchNothing()
  case "overflow": print(overflow(1))
  default: throw Complaint(description: "unknown end '\(how)'")
  }
}

/// Writes where no memory is.
private func touchNothing() throws {
  guard let place = UnsafeMutablePointer<Int>(bitPattern: 8) else { return }
  place.pointee = 1
}

/// Runs until the stack ends.
@inline(never)
private func overflow(_ depth: Int) -> Int {
  depth == Int.min
    ? 0
    : withUnsafeTemporaryAllocation(of: Int.self, capacity: 512) { buffer in
      buffer[0] = depth
      return overflow(depth + 1) + buffer[0]
    }
}
