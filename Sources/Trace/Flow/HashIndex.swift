import CShims

/// From a 64-bit hash to record numbers: open addressing over 8-byte slots (low half of the hash | record number).
///
/// Several records may have one hash; the caller compares the records themselves. The slot holds every hash bit that the
/// position is made of, so growing and removing never touch a record. Linear probing, removal by shifting back.
@safe struct HashIndex: ~Copyable {
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: UInt32
  private(set) var count = 0

  /// - Parameter minimumSlots: rounded up to a power of two; the index doubles when half full.
  init(minimumSlots: Int) {
    var size = 64
    while size < minimumSlots { size <<= 1 }
    mask = UInt32(size - 1)
    unsafe slots = .allocate(capacity: size)
    unsafe slots.initialize(repeating: 0, count: size)
  }

  deinit { unsafe slots.deallocate() }

  /// A walk over the records of one hash.
  struct Probe {
    fileprivate let tag: UInt32
    fileprivate var position: UInt32
  }

  @inline(__always) func probe(_ hash: UInt64) -> Probe {
    let tag = UInt32(truncatingIfNeeded: hash)
    return Probe(tag: tag, position: tag & mask)
  }

  /// The next record whose hash may be the probe's; 0 at the end.
  @inline(__always) func next(_ probe: inout Probe) -> UInt32 {
    while true {
      let slot = unsafe slots[Int(probe.position)]
      if slot == 0 { return 0 }
      probe.position = (probe.position &+ 1) & mask
      if UInt32(truncatingIfNeeded: slot >> 32) == probe.tag { return UInt32(truncatingIfNeeded: slot) }
    }
  }

  /// Records of one hash that are kept: more would make every look-up walk them all, which a sender could bring about.
  static let mostAlike = 64

  /// - Returns: false when too many records have this hash already; the record is then not findable.
  @discardableResult
  mutating func insert(_ record: UInt32, hash: UInt64) -> Bool {
    if count * 2 >= Int(mask) { grow() }
    let tag = UInt32(truncatingIfNeeded: hash)
    var position = tag & mask
    var alike = 0
    while true {
      let slot = unsafe slots[Int(position)]
      if slot == 0 { break }
      if UInt32(truncatingIfNeeded: slot >> 32) == tag {
        alike += 1
        if alike == Self.mostAlike { return false }
      }
      position = (position &+ 1) & mask
    }
    unsafe slots[Int(position)] = UInt64(tag) << 32 | UInt64(record)
    count += 1
    return true
  }

  mutating func remove(_ record: UInt32, hash: UInt64) {
    let tag = UInt32(truncatingIfNeeded: hash)
    var position = tag & mask
    let wanted = UInt64(tag) << 32 | UInt64(record)
    while true {
      let slot = unsafe slots[Int(position)]
      if slot == 0 { return }
      if slot == wanted { break }
      position = (position &+ 1) & mask
    }
    closeGap(at: position)
    count -= 1
  }

  private mutating func closeGap(at start: UInt32) {
    var gap = start
    var position = (start &+ 1) & mask
    while true {
      let slot = unsafe slots[Int(position)]
      if slot == 0 { break }
      let home = UInt32(truncatingIfNeeded: slot >> 32) & mask
      if (position &- home) & mask >= (position &- gap) & mask {
        unsafe slots[Int(gap)] = slot
        gap = position
      }
      position = (position &+ 1) & mask
    }
    unsafe slots[Int(gap)] = 0
  }

  private mutating func place(_ slot: UInt64) {
    var position = UInt32(truncatingIfNeeded: slot >> 32) & mask
    while unsafe slots[Int(position)] != 0 { position = (position &+ 1) & mask }
    unsafe slots[Int(position)] = slot
  }

  private mutating func grow() {
    let old = unsafe slots
    let oldSize = Int(mask) + 1
    mask = mask &* 2 &+ 1
    unsafe slots = .allocate(capacity: oldSize * 2)
    unsafe slots.initialize(repeating: 0, count: oldSize * 2)
    for position in 0..<oldSize {
      let slot = unsafe old[position]
      if slot != 0 { place(slot) }
    }
    unsafe old.deallocate()
  }

  @inline(__always) func prefetch(_ hash: UInt64) {
    let address = unsafe UnsafeRawPointer(slots + Int(UInt32(truncatingIfNeeded: hash) & mask))
    unsafe hopscope_prefetch(address)
  }

  /// The first record number under this hash without comparing anything: good enough to prefetch.
  @inline(__always) func likely(_ hash: UInt64) -> UInt32 {
    var walk = probe(hash)
    return next(&walk)
  }
}
