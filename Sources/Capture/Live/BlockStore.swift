import Glibc

/// Memory for packets on their way from the capture thread to the engine: blocks of one size, each with packets of one
/// handle, back to back.
///
/// ```
///   block   │ time 8 │ captured 4 │ original 4 │ bytes, up to a multiple of 8 │ time 8 │ …
///   full    capture thread ─▶ engine     numbers of blocks
///   free    engine ─▶ capture thread
/// ```
@safe final class BlockStore: @unchecked Sendable {
  static let headerBytes = 16
  private static let usualBytes = 32 << 10

  let blockBytes: Int
  let count: Int
  let full: IndexRing
  let free: IndexRing
  private let memory: UnsafeMutableRawPointer
  /// By block: whose packets, and how many bytes of it are used. Written before the block is pushed.
  private let handles: UnsafeMutablePointer<Int32>
  private let used: UnsafeMutablePointer<Int32>

  /// - Parameter snapLength: of the longest packet; at least one fits into a block.
  init(bytes: Int, snapLength: Int) {
    let longest = Self.headerBytes + (snapLength + 7) & ~7
    blockBytes = max(Self.usualBytes, (longest + 4095) & ~4095)
    var count = 16
    while count * 2 * blockBytes <= bytes { count *= 2 }
    self.count = count
    full = IndexRing(capacity: count)
    free = IndexRing(capacity: count)
    // Pages that were never used cost nothing.
    unsafe memory = .allocate(byteCount: count * blockBytes, alignment: 4096)
    unsafe handles = .allocate(capacity: count)
    unsafe handles.initialize(repeating: 0, count: count)
    unsafe used = .allocate(capacity: count)
    unsafe used.initialize(repeating: 0, count: count)
    for block in 0..<count { _ = free.push(UInt32(block)) }
  }

  deinit {
    unsafe memory.deallocate()
    unsafe handles.deallocate()
    unsafe used.deallocate()
  }

  func handle(of block: Int) -> Int { Int(unsafe handles[block]) }
  func used(of block: Int) -> Int { Int(unsafe used[block]) }
  @unsafe func start(of block: Int) -> UnsafeMutableRawPointer { unsafe memory + block &* blockBytes }

  func finish(_ block: Int, handle: Int, used bytes: Int) {
    unsafe handles[block] = Int32(truncatingIfNeeded: handle)
    unsafe used[block] = Int32(truncatingIfNeeded: bytes)
    // There are as many places as blocks.
    _ = full.push(UInt32(block))
  }
}

/// The block that the capture thread is filling.
@safe struct BlockFiller {
  private let store: BlockStore
  /// Free blocks that were fetched. The one that came back last is used first: it is in the processor's cache still, and of
  /// a queue that never fills only a few blocks are ever touched.
  private(set) var spare: [UInt32] = []
  private var block = -1
  /// Where the next packet goes, and how much fits there; nil and 0: no block is being filled.
  private var position: UnsafeMutableRawPointer?
  private var room = 0
  private let most: Int

  init(_ store: BlockStore) {
    self.store = store
    most = store.blockBytes - BlockStore.headerBytes
    spare.reserveCapacity(store.count)
  }

  /// Appends a packet of the handle.
  /// - Returns: false when all blocks are in use.
  @inline(__always)
  mutating func append(_ packet: (time: Int64, captured: Int, original: UInt32, bytes: UnsafeRawPointer), handle: Int)
    -> Bool
  {
    // A kernel that gives more than was asked for is not believed.
    let captured = unsafe min(packet.captured, most)
    let needed = BlockStore.headerBytes &+ (captured &+ 7) & ~7
    if needed > room { turn(handle) }
    guard needed <= room, let target = unsafe position else { return false }
    unsafe target.storeBytes(of: packet.time, as: Int64.self)
    unsafe target.storeBytes(of: UInt32(truncatingIfNeeded: captured), toByteOffset: 8, as: UInt32.self)
    unsafe target.storeBytes(of: packet.original, toByteOffset: 12, as: UInt32.self)
    unsafe (target + BlockStore.headerBytes).copyMemory(from: packet.bytes, byteCount: captured)
    unsafe position = target + needed
    room &-= needed
    return true
  }

  /// Goes to a new block, if there is one.
  @inline(never)
  private mutating func turn(_ handle: Int) {
    finish(handle: handle)
    while let free = store.free.pop() { spare.append(free) }
    guard let next = spare.popLast() else { return }
    block = Int(next)
    unsafe position = store.start(of: block)
    room = store.blockBytes
  }

  /// Hands the block on, if there is one.
  mutating func finish(handle: Int) {
    guard block >= 0 else { return }
    store.finish(block, handle: handle, used: store.blockBytes - room)
    block = -1
    unsafe position = nil
    room = 0
  }
}
