import Synchronization

/// A bounded queue of block numbers from one thread to one other, without locks.
@safe final class IndexRing: @unchecked Sendable {
  private let slots: UnsafeMutablePointer<UInt32>
  private let mask: Int
  /// Written by the reader.
  private let head = Atomic<Int>(0)
  // A cache line of its own for each side.
  private let padding: (Int, Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0, 0)
  /// Written by the writer.
  private let tail = Atomic<Int>(0)

  /// - Parameter capacity: a power of two.
  init(capacity: Int) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0)
    unsafe slots = .allocate(capacity: capacity)
    unsafe slots.initialize(repeating: 0, count: capacity)
    mask = capacity - 1
  }

  deinit { unsafe slots.deallocate() }

  /// - Returns: false when it is full.
  @inline(__always) func push(_ value: UInt32) -> Bool {
    let end = tail.load(ordering: .relaxed)
    guard end &- head.load(ordering: .acquiring) <= mask else { return false }
    unsafe slots[end & mask] = value
    tail.store(end &+ 1, ordering: .releasing)
    return true
  }

  @inline(__always) func pop() -> UInt32? {
    let start = head.load(ordering: .relaxed)
    guard start != tail.load(ordering: .acquiring) else { return nil }
    let value = unsafe slots[start & mask]
    head.store(start &+ 1, ordering: .releasing)
    return value
  }
}
