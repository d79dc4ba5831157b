@testable import Cluster
import Testing
import Wire

/// Events of one connection are one entry.
@Suite struct ConntrackEventTests {
  static let base: Int64 = 1_795_393_540_000_000_000

  /// An event of 10.0.0.1:1000 → 10.96.0.1:80 ⇒ 10.244.1.`pod`:8080, `time` microseconds after 1795393540.
  static func event(_ kind: String, _ time: Int, pod: Int = 5, id: Int? = nil, state: String = "", port: Int = 1000)
    -> String
  {
    let fraction = String(String(time + 1_000_000).dropFirst())
    return "[1795393540.\(fraction)]\t[\(kind)] ipv4     2 tcp      6 120 \(state) src=10.0.0.1 dst=10.96.0.1 "
      + "sport=\(port) dport=80 src=10.244.1.\(pod) dst=10.0.0.1 sport=8080 dport=\(port)\(id.map { " id=\($0)" } ?? "")\n"
  }

  static func time(_ microseconds: Int64) -> Int64 { base + microseconds * 1000 }

  @Test("NEW, UPDATE, DESTROY: start, state, end; the line is the first one", arguments: [nil, 7])
  func oneConnection(id: Int?) throws {
    let text =
      Self.event("NEW", 10, id: id, state: "SYN_SENT") + Self.event("UPDATE", 20, id: id, state: "ESTABLISHED")
      + Self.event("NEW", 25, id: 9, port: 2000) + Self.event("DESTROY", 30, id: id)
    let all = try conntrack(text).all
    #expect(all.count == 2)
    #expect(all[0].start == Self.time(10))
    #expect(all[0].end == Self.time(30))
    #expect(all[0].state == "ESTABLISHED")
    #expect(all[0].line == 1)
    #expect(all[1].end == nil)
  }

  @Test("A NEW of the same tuples after a DESTROY is a new entry", arguments: [nil, 7])
  func reuse(id: Int?) throws {
    let text =
      Self.event("NEW", 10, id: id) + Self.event("DESTROY", 20, id: id) + Self.event("NEW", 30, id: id)
      + Self.event("DESTROY", 40, id: id)
    let all = try conntrack(text).all
    #expect(all.map(\.start) == [Self.time(10), Self.time(30)])
    #expect(all.map(\.end) == [Self.time(20), Self.time(40)])
  }

  @Test("Another number or another reply is another connection, though no DESTROY was seen")
  func lostDestroy() throws {
    let numbers = try conntrack(Self.event("NEW", 10, id: 1) + Self.event("UPDATE", 20, id: 2)).all
    #expect(numbers.map(\.start) == [nil, Self.time(10)])
    let replies = try conntrack(Self.event("NEW", 10) + Self.event("DESTROY", 20, pod: 6)).all
    #expect(replies.map(\.start) == [Self.time(10), nil])
    #expect(replies.map(\.end) == [nil, Self.time(20)])
    for id in [nil, 7] {
      let again = try conntrack(Self.event("NEW", 10, id: id) + Self.event("NEW", 20, id: id)).all
      #expect(again.map(\.start) == [Self.time(10), Self.time(20)])
    }
  }

  @Test("The next connection of a tuple can have the number of the one before, as in the capture port-reuse")
  func sameNumber() throws {
    let text =
      Self.event("NEW", 10, pod: 5, id: 7) + Self.event("DESTROY", 20, pod: 5, id: 7)
      + Self.event("NEW", 30, pod: 6, id: 7) + Self.event("UPDATE", 40, pod: 6, id: 7)
    let all = try conntrack(text).all
    #expect(all.map(\.end) == [Self.time(20), nil])
    #expect(all.map { $0.reply.source } == [ip("10.244.1.5"), ip("10.244.1.6")])
  }

  @Test("A connection older than the file has no start")
  func destroyOnly() throws {
    let entry = try onlyEntry(Self.event("UPDATE", 10, id: 3) + Self.event("DESTROY", 20, id: 3))
    #expect(entry.start == nil)
    #expect(entry.end == Self.time(20))
  }

  @Test("Events that come late or twice change nothing")
  func late() throws {
    let text =
      Self.event("UPDATE", 9, id: 3, state: "SYN_RECV") + Self.event("NEW", 10, id: 3, state: "SYN_SENT")
      + Self.event("DESTROY", 20, id: 3, state: "CLOSE") + Self.event("UPDATE", 21, id: 3, state: "TIME_WAIT")
      + Self.event("DESTROY", 30, id: 3)
    let entry = try onlyEntry(text)
    #expect(entry.start == Self.time(10))
    #expect(entry.end == Self.time(20))
    #expect(entry.state == "CLOSE")
  }

  @Test("Events without stamps have no times but are put together all the same")
  func noStamps() throws {
    let lines = [Self.event("NEW", 1), Self.event("DESTROY", 2), Self.event("NEW", 3)]
    let all = try conntrack(lines.map { String($0.drop { $0 != "\t" }) }.joined()).all
    #expect(all.count == 2)
    #expect(all.allSatisfy { $0.start == nil && $0.end == nil })
  }

  @Test("The lines of a dump are never put together")
  func dump() throws {
    let line = ConntrackSample.lines[0].text + "\n"
    #expect(try conntrack(line + line).count == 2)
  }

  @Test(
    "The kernel's date is believed only where the stamp shows that it is in UTC",
    arguments: [
      ("delta-time=3 [start=Mon Nov 23 00:25:39 2026] [stop=Mon Nov 23 00:25:42 2026]", 1_795_393_539),
      ("delta-time=3 [start=Mon Nov 23 00:25:39 2026]", 1_795_393_539),
      ("[start=Sun Nov  1 00:25:42 2026] [stop=Mon Nov 23 00:25:42 2026]", 1_793_492_742),
      ("delta-time=3 [start=Mon Nov 23 01:25:39 2026] [stop=Mon Nov 23 01:25:42 2026]", nil),
      ("[start=Mon Nov 23 00:25:39 2026]", nil), ("delta-time=3", nil),
      ("delta-time=9223372036854775807 [start=Mon Nov 23 00:25:39 2026]", nil),
      ("[start=Mon Nov 23 00:25:43 2026] [stop=Mon Nov 23 00:25:42 2026]", nil),
      ("[start=Mon Nov 99 00:25:39 2026] [stop=Mon Nov 23 00:25:42 2026]", nil),
      ("[start=Mon No\u{e9} 23 00:25:39 2026] [stop=Mon Nov 23 00:25:42 2026]", nil),
      ("[start= [stop=", nil), ("[start=", nil),
    ] as [(String, Int64?)])
  func kernelDates(dates: String, start: Int64?) throws {
    let line = "[1795393542.597677]\t[DESTROY] " + ConntrackSample.lines[0].text
    let entry = try onlyEntry(line.replacing("delta-time=1 ", with: dates + " ") + "\n")
    #expect(entry.start == start.map { $0 * 1_000_000_000 })
    #expect(entry.end == 1_795_393_542_597_677_000)
  }

  @Test("A dump tells no times, whatever dates are in it")
  func dumpDates() throws {
    let entry = try onlyEntry(
      "udp 17 29 src=10.0.0.1 dst=10.0.0.9 sport=5 dport=53 [UNREPLIED] src=10.0.0.8 dst=10.0.0.1 sport=53 dport=5 "
        + "mark=0 delta-time=0 [start=Tue Nov 24 21:57:33 2026] use=1\n")
    #expect(entry.start == nil)
    #expect(entry.end == nil)
  }

  @Test("Beyond the limit entries are counted, and what is kept is still completed")
  func limit() throws {
    var records = ConntrackRecords(limit: 2)
    let text =
      Self.event("NEW", 1, port: 1) + Self.event("NEW", 2, port: 2) + Self.event("NEW", 3, port: 3)
      + Self.event("DESTROY", 4, port: 1) + Self.event("DESTROY", 5, port: 3)
    try ConntrackText.load(Array(text.utf8), name: "x", host: "n", into: &records)
    #expect(records.count == 2)
    #expect(records.files[0].cut == 2)
    #expect(ConntrackTable(records)[0].end == Self.time(4))
  }
}
