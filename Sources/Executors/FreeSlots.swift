/// The slots that are not in use; the last one that came back is the next to be taken.
struct FreeSlots {
  private let slots: UnsafeMutableBufferPointer<Int32>
  private var count: Int

  init(_ window: Int) {
    slots = .allocate(capacity: window)
    for index in 0..<window { slots.initializeElement(at: index, to: Int32(window - 1 - index)) }
    count = window
  }

  var isEmpty: Bool { count == 0 }
  var last: Int? { count == 0 ? nil : Int(slots[count - 1]) }

  mutating func removeLast() { count -= 1 }

  mutating func append(_ slot: Int) {
    slots[count] = Int32(slot)
    count += 1
  }

  func deallocate() { slots.deallocate() }
}
