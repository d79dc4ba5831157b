import Glibc
import Synchronization
import Wire

/// The packets of a `LiveCapture`, merged by time, as `PacketInput` has those of files. On the engine's thread.
///
/// Handles hand over their packets in blocks, some later than others. A packet goes out when every handle has a later one,
/// or when it is old enough that none can come before it; with one handle at once. Equal times: in the order of opening.
@safe public struct LiveInput: ~Copyable {
  /// A block is handed over when its time is up, and looked at in its turn.
  private static let hold = Int64(LiveHandle.blockMilliseconds) * 2 * 1_000_000
  private static let packetsBetweenLooks = 512

  private let capture: LiveCapture
  private let store: BlockStore
  private var queues = BlockQueues()
  private var heap = MergeHeap()
  private var registry: LiveInterfaces
  @usableFromInline var current = CurrentPacket()
  private var packets: UInt64 = 0
  /// The handle of the current packet; -1: there is none.
  private var currentHandle = -1
  /// Behind the current packet, and behind the last one of its block.
  private var following: UnsafeMutableRawPointer?
  private var blockEnd: UnsafeMutableRawPointer?
  /// Packets of the current block may go as long as they are not later: no other handle has an earlier one.
  private var limit = Int64.min
  /// Each packet of the current handle names its device.
  private var isOfMany = false
  private var sinceLook = 0
  /// The thread had ended before the last look.
  private var hasAll = false
  /// Packets of before then may go.
  private var horizon = Int64.min

  /// - Parameter host: the name of this machine.
  public init(_ capture: LiveCapture, host: String) {
    self.capture = capture
    store = capture.store
    registry = LiveInterfaces(host: host)
  }

  /// Goes to the next packet if there is one. It ends the loan of the one before.
  public mutating func step() -> PacketInput.Step {
    sinceLook &+= 1
    // Nearly always the same block goes on.
    if let next = unsafe following, let end = unsafe blockEnd, unsafe next < end, sinceLook <= Self.packetsBetweenLooks,
      unsafe time(at: next) <= limit
    {
      unsafe show(next)
      return .packet
    }
    return choose()
  }

  @inline(never)
  private mutating func choose() -> PacketInput.Step {
    if currentHandle >= 0 { leave() }
    if heap.first == nil || sinceLook > Self.packetsBetweenLooks { look() }
    guard var first = heap.first else { return isOver ? .end : .waiting }
    if !isDue(first.timestamp), !mayGo {
      look()
      guard let again = heap.first, isDue(again.timestamp) || mayGo else { return .waiting }
      first = again
    }
    enter(Int(first.file))
    return .packet
  }

  /// Waits until there is something to take, at most so long; a signal ends it early.
  public mutating func wait(milliseconds: Int) {
    capture.isAwaited.store(true, ordering: .relaxed)
    // Against the one in `wake`: either it sees that, or we see its block.
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    look()
    if let first = heap.first, mayGo || isDue(first.timestamp) { return }
    // Packets that are held back are due soon.
    let most = heap.first == nil ? milliseconds : min(milliseconds, Int(Self.hold / 1_000_000) / 4)
    Syscalls.wait([capture.wakeDescriptor], milliseconds: most)
    capture.isAwaited.store(false, ordering: .relaxed)
    LiveCapture.silence(capture.wakeDescriptor)
  }

  /// The thread has ended and all blocks were taken.
  private var isOver: Bool {
    mutating get {
      if !hasAll { look() }
      return hasAll && heap.first == nil
    }
  }

  /// No handle can bring an earlier packet than the first.
  private var mayGo: Bool { heap.count - queues.closedWaiting == queues.open || hasAll }

  /// Old enough; or of a time that has not come, because the clock was set back: no waiting would help.
  private func isDue(_ time: Int64) -> Bool { time <= horizon || time > horizon &+ 3 &* Self.hold }

  /// Takes the blocks that are there.
  private mutating func look() {
    sinceLook = 0
    horizon = Syscalls.realTime - Self.hold
    // Before the blocks: the last ones of a handle come before word of its end.
    if !hasAll { hasAll = capture.hasEnded.load(ordering: .acquiring) }
    if let changes = capture.takeChanges() {
      queues.open = changes.open
      for handle in changes.closed { queues.close(handle) }
    }
    while let block = store.full.pop() {
      let handle = store.handle(of: Int(block))
      if queues.append(Int(block), handle: handle) {
        heap.insert(.init(timestamp: unsafe time(at: store.start(of: Int(block))), file: Int32(handle)))
      }
    }
  }

  @unsafe private func time(at record: UnsafeMutableRawPointer) -> Int64 {
    unsafe record.load(as: Int64.self)
  }

  /// Begins with the packet that is the handle's next.
  private mutating func enter(_ handle: Int) {
    let place = queues.places[handle]
    let start = unsafe store.start(of: place.block)
    currentHandle = handle
    unsafe blockEnd = start + store.used(of: place.block)
    limit = mayGo ? .max : horizon
    if let other = heap.second {
      // Of equal times the handle that was opened first.
      limit = min(limit, Int(other.file) > handle ? other.timestamp : other.timestamp &- 1)
    }
    if !registry.isKnown(handle) { registry.add(handle, capture.device(handle)) }
    current.linkType = registry.linkType(handle)
    current.interface = registry.onlyInterface(handle)
    isOfMany = registry.isOfMany(handle)
    unsafe show(start + place.offset)
  }

  @unsafe @inline(__always)
  private mutating func show(_ record: UnsafeMutableRawPointer) {
    let captured = Int(unsafe record.load(fromByteOffset: 8, as: UInt32.self))
    packets &+= 1
    let bytes = unsafe record + BlockStore.headerBytes
    unsafe following = bytes + (captured &+ 7) & ~7
    unsafe current.start = UnsafeRawPointer(bytes)
    current.record.number = packets
    unsafe current.record.timestamp = time(at: record)
    current.record.length = captured
    current.record.originalLength = Int(unsafe record.load(fromByteOffset: 12, as: UInt32.self))
    if isOfMany {
      current.interface = unsafe registry.interface(
        currentHandle, RawSpan(_unsafeStart: bytes, byteCount: captured))
    }
  }

  /// Behind the current packet.
  private mutating func leave() {
    let handle = currentHandle
    let block = queues.places[handle].block
    currentHandle = -1
    unsafe current.start = nil
    defer { unsafe (following, blockEnd) = (nil, nil) }
    if let next = unsafe following, let end = unsafe blockEnd, unsafe next < end {
      unsafe queues.places[handle].offset = next - store.start(of: block)
      heap.replaceFirst(unsafe time(at: next))
      return
    }
    _ = store.free.push(UInt32(block))
    if let block = queues.advance(handle) {
      heap.replaceFirst(unsafe time(at: store.start(of: block)))
    } else {
      heap.removeFirst()
    }
  }

  /// The current packet; only after `step` returned `packet`.
  @inlinable
  public var packet: Packet {
    @_lifetime(borrow self)
    get {
      guard let start = unsafe current.start else { preconditionFailure("step() did not return packet") }
      let bytes = unsafe _overrideLifetime(
        RawSpan(_unsafeStart: start, byteCount: current.record.length), borrowing: self)
      return Packet(
        number: current.record.number, timestamp: current.record.timestamp, interface: current.interface,
        linkType: current.linkType, originalLength: current.record.originalLength, direction: .unknown, bytes: bytes)
    }
  }

  /// Of the current packet.
  @inlinable public var timestamp: Int64 { current.record.timestamp }

  /// Gives back all blocks unread: nothing more is wanted, or there is no time for it.
  /// - Returns: the packets in them, by handle.
  public mutating func discard() -> [Int: UInt64] {
    if currentHandle >= 0 { leave() }
    look()
    var counts: [Int: UInt64] = [:]
    while let first = heap.first {
      let handle = Int(first.file)
      counts[handle, default: 0] &+= 1
      enter(handle)
      packets &-= 1
      leave()
    }
    return counts
  }

  /// Packets handed out.
  public var count: UInt64 { packets }
  /// Devices, in the order in which packets of them came; a device that comes back keeps its number.
  public var interfaces: [CaptureInterface] { registry.interfaces }
  /// Grows whenever an interface appears.
  public var changes: Int { registry.interfaces.count }
  /// Which of `interfaces` a handle's packets are of; several for `any`.
  public func interfaces(of handle: Int) -> [Int] { registry.numbers(of: handle) }
  /// Names of the devices behind the numbers that packets of `any` have.
  public mutating func setNames(_ names: [UInt32: String]) { registry.names = names }
}
