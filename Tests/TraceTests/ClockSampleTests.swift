import Testing
import Wire

@testable import Trace

/// What is kept of a long capture.
@Suite struct ClockSampleTests {
  private func sighting(_ time: Int64, host: UInt16, ttl: UInt8 = 64) -> SampleTable.Sighting {
    .init(first: time, last: time, connection: 0, next: -1, host: host, ttl: ttl)
  }

  private func mark(_ hash: UInt64) -> CopyMark {
    var headers = Headers()
    headers.traits = [.hasTransport]
    headers.ipVersion = .v4
    headers.tuple.transport = .tcp
    headers.packetID = 1
    headers.sequence = UInt32(truncatingIfNeeded: hash)
    return CopyMark(headers)!
  }

  @Test("However many packets, memory is bounded and all hosts keep the same ones, over the whole time")
  func bounded() {
    var table = SampleTable()
    let count: UInt64 = 400_000
    for number in 0..<count { table.add(mark(number), sighting(Int64(number), host: 0)) }
    for number in (0..<count).reversed() { table.add(mark(number), sighting(Int64(number), host: 1)) }
    #expect(table.count <= SampleTable.sampleLimit)
    var shared = 0
    var quarters = [0, 0, 0, 0]
    table.forEachShared { _, sightings in
      shared += 1
      quarters[Int(sightings[0].first) * 4 / Int(count)] += 1
    }
    #expect(shared == table.count && shared > SampleTable.sampleLimit / 8)
    for quarter in quarters { #expect(quarter > shared / 5) }
  }

  @Test("A sender who chooses all hashes alike is sampled out, not looked at for ever")
  func aimed() {
    var table = SampleTable()
    for number in 0..<100_000 as Range<UInt64> {
      var mark = mark(number)
      mark.hash = number << 44
      table.add(mark, sighting(Int64(number), host: UInt16(number % 2)))
    }
    #expect(table.count <= SampleTable.sampleLimit)
  }

  @Test("A copy that stays too long, or is seen too often, is not one copy")
  func repetition() {
    var table = SampleTable()
    for host in 0..<2 as Range<UInt16> {
      table.add(mark(1), sighting(0, host: host))
      table.add(mark(1), sighting(1_000_000_000, host: host))
      for ttl in 1...20 as ClosedRange<UInt8> { table.add(mark(2), sighting(0, host: host, ttl: ttl)) }
      table.add(mark(3), sighting(Int64(host) * 30_000_000_000, host: host))
    }
    var shared = 0
    table.forEachShared { hash, _ in
      shared += 1
      #expect(hash == mark(3).hash)
    }
    #expect(shared == 1)
  }

  @Test("Copies are told apart: retransmissions have another identification, SYN-ACKs another timestamp")
  func marks() {
    var headers = Headers()
    headers.traits = [.hasTransport, .hasTimestamp]
    headers.ipVersion = .v4
    headers.tuple.transport = .tcp
    headers.payloadLength = 10
    headers.packetID = 5
    let first = CopyMark(headers)!
    headers.timestampValue = 9
    #expect(CopyMark(headers)!.hash == first.hash, "a snap length may have cut the timestamp elsewhere")
    headers.packetID = 6
    #expect(CopyMark(headers)!.hash != first.hash)
    headers.packetID = 0
    headers.flags = [.syn, .ack]
    let answer = CopyMark(headers)!
    #expect(answer.isHandshake)
    headers.timestampValue = 10
    #expect(CopyMark(headers)!.hash != answer.hash)
    headers.flags = [.ack]
    headers.traits = [.hasTransport]
    #expect(CopyMark(headers) == nil, "nothing tells it from its retransmission")
  }

  @Test("Lines: there and back, and one after the other")
  func lines() {
    let line = ClockLine(offset: 5_000_000_000, drift: 1e-4, origin: 1_790_000_000_000_000_000)
    func shown(_ line: ClockLine, _ time: Int64) -> Int64 {
      time + line.offset + Int64((line.drift * Double(time - line.origin)).rounded())
    }
    let other = ClockLine(offset: -2_000_000_000, drift: -3e-5, origin: 1_790_000_001_000_000_000)
    for seconds in [0, 1, 3600] as [Int64] {
      let time = line.origin + seconds * 1_000_000_000
      #expect(abs(shown(line.inverse, shown(line, time)) - time) <= 2)
      #expect(abs(shown(line.then(other), time) - shown(other, shown(line, time))) <= 2)
    }
  }
}
