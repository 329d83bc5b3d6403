import OperatingSystem

/// A thread holds a lock; children of this process want it: one that must not be forked, one that may be, and one
/// after the lock was given back.
func copiedLock(_ arguments: [String]) throws {
  let lock = try CopiedLock()
  print("alone \(try lock.takeInChild(waitingFor: 10_000, allowsSeveralThreads: false))")
  let memory = try SharedMemory(bytes: 256, withForkedProcesses: false)
  let (held, end) = (AtomicWord32(at: memory.base), AtomicWord32(at: memory.base + 128))
  var threads = ThreadGroup()
  try threads.start {
    lock.take()
    held.store(1)
    held.wakeAll(.threads)
    _ = end.wait(while: 0, .threads)
    lock.release()
    held.store(2)
    held.wakeAll(.threads)
    _ = end.wait(while: 1, .threads)
  }
  _ = held.wait(while: 0, .threads)
  do {
    print("refused \(try lock.takeInChild(waitingFor: 10_000, allowsSeveralThreads: false))")
  } catch {
    print("refused \(error)")
  }
  print("held \(try lock.takeInChild(waitingFor: 100, allowsSeveralThreads: true))")
  end.store(1)
  end.wakeAll(.threads)
  _ = held.wait(while: 1, .threads)
  print("given-back \(try lock.takeInChild(waitingFor: 10_000, allowsSeveralThreads: true))")
  end.store(2)
  end.wakeAll(.threads)
  try threads.join()
  print("left \(CurrentProcess.hasChildren ? "some" : "none") \(try CurrentProcess.threadCount())")
  keepUntilHere(memory)
}

private func keepUntilHere(_ memory: borrowing SharedMemory) {}
