import CShims

/// Fixed-size records in one block of memory, addressed by small numbers from 1 up; 0 means "none".
///
/// The block is reserved whole and becomes resident page by page as records are first used; freed records are used again,
/// last freed first, so that memory follows the number of live records and not the number ever made.
@safe struct Slab<Record: BitwiseCopyable>: ~Copyable {
  private let base: UnsafeMutablePointer<Record>
  /// Records that fit, the reserved number 0 not counted.
  let capacity: Int
  private var highWater = 0
  private var free: [UInt32] = []

  init(capacity: Int) {
    self.capacity = capacity
    let bytes = MemoryLayout<Record>.stride * (capacity + 1)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.cacheLine)
    unsafe base = memory.bindMemory(to: Record.self, capacity: capacity + 1)
  }

  deinit { unsafe base.deallocate() }

  /// What is read together should not lie in two lines where one suffices.
  private static var cacheLine: Int { 64 }

  var live: Int { highWater - free.count }
  var isFull: Bool { free.isEmpty && highWater == capacity }
  /// Numbers that were ever handed out are `1...highestUsed`.
  var highestUsed: UInt32 { UInt32(truncatingIfNeeded: highWater) }

  /// - Precondition: not full.
  mutating func insert(_ record: Record) -> UInt32 {
    let index: UInt32
    if let reused = free.popLast() {
      index = reused
    } else {
      precondition(highWater < capacity, "slab is full")
      highWater += 1
      index = UInt32(truncatingIfNeeded: highWater)
    }
    unsafe (base + Int(index)).initialize(to: record)
    return index
  }

  mutating func remove(_ index: UInt32) { free.append(index) }

  /// The record where it lies: reading one field of it copies no other.
  @inline(__always) subscript(_ index: UInt32) -> Record {
    unsafeAddress {
      assert(index != 0 && Int(index) <= highWater)
      return unsafe UnsafePointer(base + Int(index))
    }
    unsafeMutableAddress {
      assert(index != 0 && Int(index) <= highWater)
      return unsafe base + Int(index)
    }
  }

  /// Asks the memory system for the part of a record that every packet touches: its first two cache lines.
  @inline(__always) func prefetch(_ index: UInt32) {
    let address = unsafe UnsafeRawPointer(base + Int(index))
    unsafe hopscope_prefetch_write(address)
    unsafe hopscope_prefetch_write(address + 64)
  }
}
