import Foundation
import Testing
import Wire

@testable import Capture

@Suite struct PacketRingTests {
  private let folder = TemporaryFolder()
  private static let second = Recording.second
  private var file: String { folder.path + "/case.pcapng" }

  private func ring(_ span: Int64, after: Int64, most: Int = 100_000_000) -> PacketRing {
    var ring = PacketRing(Recording.settings(file), span: span, after: after, mostBytes: most)
    ring.add()
    return ring
  }

  /// Times after the moment.
  private func times(_ path: String) -> [Int64] {
    read([path], keeping: true).packets.map { $0.timestamp - Recording.moment }
  }

  @Test("Nothing is written before something happens")
  func silent() {
    var ring = ring(10, after: 10)
    for time in 0..<100 { ring.take(Int64(time), [1]) }
    ring.tick(Recording.moment + 100)
    ring.close(Recording.moment + 100)
    #expect(ring.fileCount == 0 && ring.lastFile == nil && ring.recorded == 0)
    #expect(try! FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("The file holds all of the span before, an eighth more at most, and what comes after", arguments: 0..<20)
  func window(_ seed: Int) {
    var random = Dice(state: UInt64(seed) &+ 1)
    let span = Int64(random.below(20) + 2) * Self.second
    let after = Int64(random.below(5)) * Self.second
    var ring = ring(span, after: after)
    var times: [Int64] = []
    var time: Int64 = 0
    for _ in 0..<random.below(3_000) + 50 {
      time += Int64(random.below(60)) * Self.second / 1_000
      times.append(time)
      ring.take(time, [UInt8](repeating: 1, count: random.below(1_400)))
    }
    let event = time
    ring.trigger(at: Recording.moment + event)
    for _ in 0..<300 {
      time += Int64(random.below(60)) * Self.second / 1_000
      times.append(time)
      ring.take(time, [2])
      if random.below(10) == 0 { ring.tick(Recording.moment + time) }
    }
    ring.close(Recording.moment + time)
    let found = self.times(file)
    let must = times.filter { $0 >= event - span && $0 <= event + after }
    // Chunks that overlap the span are kept whole; the newest packet may be as long before the chunk's end.
    let may = times.filter { $0 >= event - span - span / 4 - Self.second && $0 <= event + after }
    #expect(Set(must).isSubset(of: found))
    #expect(found.count >= must.count && found.count <= may.count)
    #expect(found == Array(may.suffix(found.count)))
    #expect(ring.recorded == UInt64(found.count) && ring.missed == 0 && !ring.isShort)
  }

  @Test("Another event meanwhile makes it go on longer; a later one makes the next file; no packet is in both")
  func again() {
    var ring = ring(5 * Self.second, after: 2 * Self.second)
    for second in 0..<40 {
      ring.take(Int64(second) * Self.second, [UInt8(second)])
      if [10, 11, 30].contains(second) { ring.trigger(at: Recording.moment + Int64(second) * Self.second) }
    }
    ring.close(Recording.moment + 40 * Self.second)
    let (first, second) = (times(file), times(folder.path + "/case-2.pcapng"))
    #expect(first.last == 13 * Self.second && first.contains(5 * Self.second) && !first.contains(3 * Self.second))
    #expect(second.last == 32 * Self.second && second.contains(25 * Self.second))
    #expect(Set(first).isDisjoint(with: second))
    #expect(ring.fileCount == 2 && ring.lastFile == folder.path + "/case-2.pcapng")
  }

  @Test("Time alone closes the file")
  func closed() {
    var ring = ring(5 * Self.second, after: Self.second)
    ring.take(0, [1])
    ring.trigger(at: Recording.moment)
    #expect(ring.isWriting)
    ring.tick(Recording.moment + Self.second)
    #expect(ring.isWriting)
    ring.tick(Recording.moment + Self.second + 1)
    #expect(!ring.isWriting)
    #expect(times(file) == [0])
  }

  @Test("More than the memory takes: the newest are kept, and that is told")
  func short() {
    var ring = ring(1_000 * Self.second, after: 0, most: 1_000_000)
    let data = [UInt8](repeating: 1, count: 1_000)
    for number in 0..<5_000 { ring.take(Int64(number), data) }
    #expect(ring.isShort)
    ring.trigger(at: Recording.moment + 4_999)
    ring.close(Recording.moment + 5_000)
    let found = times(file)
    #expect(found.last == 4_999 && (500...1_300).contains(found.count))
    #expect(found == Array((5_000 - Int64(found.count))..<5_000))
  }

  @Test("Interfaces that come while it waits and while it writes, and losses since the first packet kept")
  func interfaces() throws {
    var ring = ring(8 * Self.second, after: 10 * Self.second)
    ring.note(Recording.counts(0, 0, 100), interface: 0)
    ring.take(0, [0])
    for second in 1...20 {
      ring.note(Recording.counts(UInt64(second), 0, 100 + UInt64(second)), interface: 0)
      ring.take(Int64(second) * Self.second, [1])
    }
    ring.add("cni0")
    ring.trigger(at: Recording.moment + 20 * Self.second)
    ring.add("vetha")
    ring.take(21 * Self.second, [2], interface: 2)
    ring.take(22 * Self.second, [3], interface: 3)
    ring.note(Recording.counts(30, 0, 130), interface: 0)
    ring.close(Recording.moment + 23 * Self.second)
    let reading = read([file], keeping: true)
    #expect(reading.problems.isEmpty)
    #expect(reading.interfaces.map(\.name) == ["eth0", "cni0", "vetha"])
    #expect(reading.packets.last?.interface == 2 && ring.missed == 1)
    let first = try #require(reading.packets.first.map { ($0.timestamp - Recording.moment) / Self.second })
    #expect((10...12).contains(first))
    let lost = try #require(reading.interfaces.first?.dropped)
    // As many as seconds since then, and those of the end.
    #expect(lost == UInt64(130 - 100 - Int(first)))
    #expect(try PacketInput([file]).lossesAtEnds()[0] == lost)
  }

  @Test("A file that cannot be made: what it would have held is missed, and memory is given back")
  func refused() {
    var ring = PacketRing(
      Recording.settings(folder.path + "/none/x.pcapng"), span: Self.second, after: Self.second, mostBytes: 1 << 20)
    ring.add()
    for time in 0..<5 { ring.take(Int64(time), [1]) }
    ring.trigger(at: Recording.moment + 5)
    #expect(ring.problem?.words == "no such file" && ring.missed == 5 && !ring.isWriting)
    ring.take(6, [1])
    ring.take(2 * Self.second, [1])
    ring.trigger(at: Recording.moment + 3 * Self.second)
    #expect(ring.missed == 6 && ring.fileCount == 1)
  }

  @Test(
    "Names of later files",
    arguments: [
      ("case.pcapng", "case-2.pcapng"), ("a.b/case", "a.b/case-2"),
      ("n1.example.org.pcapng", "n1.example.org-2.pcapng"),
      (".hidden", ".hidden-2"), ("x/.hidden.pcapng", "x/.hidden-2.pcapng"), ("-", "-"), ("x.", "x-2."),
    ])
  func names(_ path: String, _ second: String) {
    #expect(PacketRing.name(path, 0) == path)
    #expect(PacketRing.name(path, 1) == second)
  }
}

/// Numbers that are the same in each run (xorshift64*).
struct Dice {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return Int((state &* 2_685_821_657_736_338_717) >> 33) % bound
  }
}
