import Foundation
import Testing
import Wire

@testable import Capture

/// From the capture thread's blocks to the engine's packets, without a device.
@Suite struct LiveBlocksTests {
  private struct Told: Hashable {
    var handle: Int
    var time: Int64
    var length: Int
    var mark: UInt8
  }

  private static func append(_ told: Told, _ filler: inout BlockFiller) -> Bool {
    let bytes = [UInt8](repeating: told.mark, count: max(1, told.length))
    return bytes.withUnsafeBytes {
      filler.append(
        (time: told.time, captured: told.length, original: UInt32(told.length + 7), bytes: $0.baseAddress!),
        handle: told.handle)
    }
  }

  private static func read(_ input: borrowing LiveInput) -> Told {
    let packet = input.packet
    var mark: UInt8 = 0
    if packet.bytes.byteCount > 0 {
      mark = packet.bytes.unsafeLoad(fromByteOffset: packet.bytes.byteCount - 1, as: UInt8.self)
    }
    #expect(Int(packet.originalLength) == packet.bytes.byteCount + 7)
    return Told(
      handle: Int(input.interfaces[packet.interface].name.dropFirst()) ?? -1, time: packet.timestamp,
      length: packet.bytes.byteCount, mark: mark)
  }

  private static func capture(_ handles: Int, snapLength: Int = 320, queue: Int = 1 << 20) -> LiveCapture {
    var settings = LiveSettings()
    settings.snapLength = snapLength
    settings.queueBytes = queue
    let capture = LiveCapture(settings)
    for handle in 0..<handles {
      #expect(
        capture.register(LiveDevice(name: "d\(handle)", linkType: .ethernet, snapLength: snapLength)) == handle)
    }
    return capture
  }

  private static func taken(_ input: inout LiveInput) -> [Told] {
    var all: [Told] = []
    while case .packet = input.step() { all.append(read(input)) }
    return all
  }

  @Test("Numbers go from thread to thread in their order, none twice, none lost")
  func ring() {
    let ring = IndexRing(capacity: 8)
    let count: UInt32 = 200_000
    let writer = Thread {
      var next: UInt32 = 0
      while next < count { if ring.push(next) { next += 1 } else { sched_yield() } }
    }
    writer.start()
    var expected: UInt32 = 0
    let deadline = Date().addingTimeInterval(60)
    while expected < count, Date() < deadline {
      guard let value = ring.pop() else {
        sched_yield()
        continue
      }
      guard value == expected else { break }
      expected += 1
    }
    #expect(expected == count)
    #expect(ring.pop() == nil)
  }

  @Test("A ring holds as many as it has places")
  func fullRing() {
    let ring = IndexRing(capacity: 4)
    let pushed = (0..<5).map { ring.push($0) }
    #expect(pushed == [true, true, true, true, false])
    #expect(ring.pop() == 0)
    #expect(ring.push(9))
    #expect((0..<5).map { _ in ring.pop() } == [1, 2, 3, 9, nil])
  }

  @Test("Packets of any length up to the snap length come out as they went in", arguments: [1, 320, 65_535, 262_144])
  func packing(snapLength: Int) {
    let capture = Self.capture(1, snapLength: snapLength)
    var filler = BlockFiller(capture.store)
    let lengths = [0, 1, 7, 8, 9, snapLength - 1, snapLength, snapLength].filter { $0 >= 0 && $0 <= snapLength }
    let told = lengths.enumerated().map { number, length in
      Told(handle: 0, time: Int64(number), length: length, mark: length == 0 ? 0 : UInt8(number + 1))
    }
    for packet in told { #expect(Self.append(packet, &filler)) }
    filler.finish(handle: 0)
    var input = LiveInput(capture, host: "n")
    #expect(Self.taken(&input) == told)
  }

  @Test("Without a free block packets are refused, and all blocks come back")
  func noBlocks() {
    let capture = Self.capture(1, snapLength: 32_000, queue: 1)
    var filler = BlockFiller(capture.store)
    var input = LiveInput(capture, host: "n")
    for round in 0..<3 {
      var kept = 0
      for number in 0..<100 where Self.append(Told(handle: 0, time: Int64(number), length: 30_000, mark: 1), &filler) {
        kept += 1
      }
      filler.finish(handle: 0)
      #expect(kept == capture.store.count, "round \(round)")
      #expect(Self.taken(&input).count == kept)
    }
  }

  @Test("Old packets come out in the order of time, those of one handle in theirs, each once", arguments: 0..<40)
  func merge(_ seed: UInt64) {
    print("merge: seed \(seed)")
    var random = Seeded(state: seed)
    let handles = Int(random.next() % 5) + 1
    let capture = Self.capture(handles, queue: 16 << 20)
    var filler = BlockFiller(capture.store)
    var all: [Told] = []
    var times = [Int64](repeating: 1_000, count: handles)
    for _ in 0..<Int(random.next() % 200) {
      let handle = Int(random.next() % UInt64(handles))
      for _ in 0..<Int(random.next() % 4) + 1 {
        times[handle] += Int64(random.next() % 50)
        let told = Told(
          handle: handle, time: times[handle], length: Int(random.next() % 320) + 1, mark: UInt8(random.next() % 255))
        let isKept = Self.append(told, &filler)
        #expect(isKept)
        all.append(told)
      }
      filler.finish(handle: handle)
    }
    var input = LiveInput(capture, host: "n")
    let got = Self.taken(&input)
    #expect(got.map(\.time) == all.map(\.time).sorted())
    for handle in 0..<handles {
      #expect(got.filter { $0.handle == handle } == all.filter { $0.handle == handle })
    }
    #expect(capture.store.full.pop() == nil)
    // No block is lost: they lie in the ring, or with who fills them.
    var free = filler.spare.count
    while capture.store.free.pop() != nil { free += 1 }
    #expect(free == capture.store.count)
  }

  @Test("A packet waits for a silent handle's, not for a closed one's")
  func silentAndClosed() {
    let capture = Self.capture(2)
    var filler = BlockFiller(capture.store)
    var input = LiveInput(capture, host: "n")
    let now = Syscalls.realTime
    #expect(Self.append(Told(handle: 0, time: now, length: 4, mark: 1), &filler))
    filler.finish(handle: 0)
    #expect(Self.taken(&input).isEmpty)
    capture.noteClosed(1)
    #expect(Self.taken(&input).map(\.handle) == [0])
  }

  @Test("A closed handle's last packets do not stand for one that is open and silent")
  func closedWithPackets() {
    let capture = Self.capture(2)
    var filler = BlockFiller(capture.store)
    var input = LiveInput(capture, host: "n")
    // Two of the future hold, so that the test is not in a hurry.
    let now = Syscalls.realTime + 90_000_000
    #expect(Self.append(Told(handle: 0, time: now, length: 4, mark: 1), &filler))
    filler.finish(handle: 0)
    capture.noteClosed(0)
    #expect(Self.taken(&input).isEmpty)
    #expect(Self.append(Told(handle: 1, time: now - 5, length: 4, mark: 2), &filler))
    filler.finish(handle: 1)
    #expect(Self.taken(&input).first?.handle == 1)
  }

  @Test("A clock that was set back does not stop a handle beside a silent one")
  func clockSetBack() {
    let capture = Self.capture(2)
    var filler = BlockFiller(capture.store)
    var input = LiveInput(capture, host: "n")
    let now = Syscalls.realTime
    let times = [now + 3_600_000_000_000, now - 1_000_000_000]
    for time in times { #expect(Self.append(Told(handle: 0, time: time, length: 4, mark: 1), &filler)) }
    filler.finish(handle: 0)
    #expect(Self.taken(&input).map(\.time) == times)
  }

  @Test("Counters of 32 bits go round")
  func counters() {
    var counters = LiveCounters(device: "d")
    let steps: [UInt32] = [4_000_000_000, 100, 2_000_000_000]
    var before: UInt32 = 0
    for now in steps {
      counters.add(received: now &- before, kernel: now &- before, interface: 0)
      before = now
    }
    // 4·10⁹, round to 100, on to 2·10⁹.
    #expect(counters.received == UInt64(1 << 32) + 2_000_000_000)
    #expect(counters.kernelDrops == counters.received)
    #expect(counters.lost == counters.kernelDrops)
  }

  @Test("A handle that always has more keeps no numbers of what was read")
  func boundedQueues() {
    var queues = BlockQueues()
    for block in 0...100 {
      let isFirst = queues.append(block, handle: 0)
      #expect(isFirst == (block == 0))
    }
    for block in 1..<50_000 {
      let next = queues.advance(0)
      #expect(next == block)
      _ = queues.append(block + 100, handle: 0)
    }
    #expect(queues.waiting[0].count < 4_096)
  }
}

/// Steele, Lea and Flood 2014.
struct Seeded {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
