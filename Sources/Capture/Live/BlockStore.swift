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
  private var block: Int?
  private var used = 0

  init(_ store: BlockStore) { self.store = store }

  /// Appends the handle's current packet.
  /// - Returns: false when all blocks are in use.
  @inline(__always)
  mutating func append(_ packet: (time: Int64, captured: Int, original: UInt32, bytes: UnsafeRawPointer), handle: Int)
    -> Bool
  {
    // A kernel that gives more than was asked for is not believed.
    let captured = unsafe min(packet.captured, store.blockBytes &- BlockStore.headerBytes)
    let needed = BlockStore.headerBytes &+ (captured &+ 7) & ~7
    if used &+ needed > store.blockBytes { finish(handle: handle) }
    guard let block = block ?? begin() else { return false }
    let target = unsafe store.start(of: block) + used
    unsafe target.storeBytes(of: packet.time, as: Int64.self)
    unsafe target.storeBytes(of: UInt32(truncatingIfNeeded: captured), toByteOffset: 8, as: UInt32.self)
    unsafe target.storeBytes(of: packet.original, toByteOffset: 12, as: UInt32.self)
    unsafe (target + BlockStore.headerBytes).copyMemory(from: packet.bytes, byteCount: captured)
    used &+= needed
    return true
  }

  private mutating func begin() -> Int? {
    block = store.free.pop().map(Int.init)
    used = 0
    return block
  }

  /// Hands the block on, if there is anything in it.
  mutating func finish(handle: Int) {
    guard let block else { return }
    store.finish(block, handle: handle, used: used)
    self.block = nil
    used = 0
  }
}
