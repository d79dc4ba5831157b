import Cluster
import Testing
import Wire

/// From a packet's tuple and time to the entry.
@Suite struct ConntrackLookupTests {
  static let front = tuple("tcp 10.0.0.1:1000 10.96.0.1:80")

  static func back(_ pod: Int) -> Tuple { tuple("tcp 10.0.0.1:1000 10.244.1.\(pod):8080") }

  /// Seconds and microseconds after 1795393540.
  static func time(_ seconds: Double) -> Int64 { 1_795_393_540_000_000_000 + Int64(seconds * 1e9) }

  static func dump(_ pod: Int, zone: Int = 0) -> String {
    "tcp 6 9 CLOSE src=10.0.0.1 dst=10.96.0.1 sport=1000 dport=80 src=10.244.1.\(pod) dst=10.0.0.1 sport=8080 dport=1000 "
      + "zone=\(zone) use=1\n"
  }

  static func event(_ kind: String, _ seconds: Double, _ pod: Int) -> String {
    let time = Self.time(seconds)
    let nanoseconds = String(String(time % 1_000_000_000 + 1_000_000_000).dropFirst())
    return "[\(time / 1_000_000_000).\(nanoseconds)] [\(kind)] " + dump(pod)
  }

  static func span(_ from: Double, _ to: Double, _ pod: Int) -> String {
    event("NEW", from, pod) + event("DESTROY", to, pod)
  }

  private func table(_ parts: [(host: String, text: String)]) throws -> ConntrackTable {
    var records = ConntrackRecords()
    for part in parts {
      try ConntrackText.load(Array(part.text.utf8), name: part.host + ".txt", host: part.host, into: &records)
    }
    return ConntrackTable(records)
  }

  private func pods(_ entries: [ConntrackEntry]) -> [Int] {
    entries.map { Int($0.translated.destination.v4 & 255) }
  }

  @Test("By the tuple before and after the node, that direction only, and by host")
  func directions() throws {
    let table = try table([("n1", Self.dump(5)), ("n2", Self.dump(6))])
    #expect(table.hosts == ["n1", "n2"])
    #expect(pods(table.entries(original: Self.front)) == [5, 6])
    #expect(pods(table.entries(original: Self.front, host: "n2")) == [6])
    #expect(table.entries(original: Self.front, host: "n3").isEmpty)
    #expect(pods(table.entries(translated: Self.back(5))) == [5])
    #expect(table.entries(translated: Self.back(5), host: "n2").isEmpty)
    #expect(table.entries(original: Self.front.reversed).isEmpty)
    #expect(table.entries(translated: Self.front).isEmpty)
    #expect(table.entries(original: Self.back(5)).isEmpty)
    var other = Self.front
    other.transport = .udp
    #expect(table.entries(original: other).isEmpty)
    #expect(ConntrackTable.empty.entries(original: Self.front).isEmpty)
  }

  @Test("Among many, each finds its own")
  func many() throws {
    let lines = (0..<20_000).map { number in
      let (client, pod) = ("10.\(number / 250).\(number % 250).7", "10.244.1.\(number % 5)")
      return
        "udp 17 9 src=\(client) dst=10.96.0.10 sport=\(number) dport=53 src=\(pod) dst=\(client) sport=53 dport=\(number) use=1"
    }
    let table = try conntrack(lines.joined(separator: "\n") + "\n")
    #expect(table.count == 20_000)
    for number in stride(from: 0, to: 20_000, by: 37) {
      let original = tuple("udp 10.\(number / 250).\(number % 250).7:\(number) 10.96.0.10:53")
      let found = table.entries(original: original)
      #expect(found.map(\.line) == [number + 1])
      #expect(table.entries(translated: found[0].translated).map(\.line) == [number + 1])
      #expect(table.entries(original: original.reversed).isEmpty)
    }
  }

  @Test(
    "A port used again: the entry of the time",
    arguments: [
      (-2, []), (-0.9, [5]), (0, [5]), (5, [5]), (9.8, [5]), (10.2, [5]), (12, []), (19, [6]), (20, [6]), (25, [6]),
      (30.5, [6]), (31.5, []),
    ] as [(Double, [Int])])
  func interval(time: Double, expected: [Int]) throws {
    let table = try table([("n1", Self.span(20, 30, 6) + Self.span(0, 10, 5))])
    #expect(pods(table.entries(original: Self.front)) == [5, 6], "ordered by start")
    #expect(pods(table.entries(original: Self.front, at: Self.time(time))) == expected)
  }

  @Test(
    "A port used again at once: near the change either, unless a connection begins there",
    arguments: [
      (9.7, [5], [5]), (9.9999, [5, 6], [6]), (10.0001, [6], [6]), (10.5, [6], [6]), (0.00001, [5], [5]),
    ] as [(Double, [Int], [Int])])
  func immediateReuse(time: Double, during: [Int], beginning: [Int]) throws {
    // The SYN came 40 µs before conntrack told of it.
    let table = try table([("n1", Self.span(0, 10, 5) + Self.span(10.00004, 20, 6))])
    #expect(pods(table.entries(original: Self.front, at: Self.time(time))) == during)
    #expect(pods(table.entries(original: Self.front, beginningAt: Self.time(time))) == beginning)
  }

  @Test("A lost DESTROY: the later start ends the earlier entry")
  func lostDestroy() throws {
    let table = try table([("n1", Self.event("NEW", 0, 5) + Self.event("NEW", 10, 6))])
    #expect(pods(table.entries(original: Self.front, at: Self.time(5))) == [5])
    #expect(pods(table.entries(original: Self.front, at: Self.time(15))) == [6])
  }

  @Test("Only ends known: the first that is still to come")
  func endsOnly() throws {
    let ends = [10, 20, 30].enumerated().map { Self.event("DESTROY", Double($1), 5 + $0) }.joined()
    let table = try table([("n1", ends)])
    #expect(pods(table.entries(original: Self.front)) == [5, 6, 7])
    #expect(pods(table.entries(original: Self.front, at: Self.time(3))) == [5])
    #expect(pods(table.entries(original: Self.front, at: Self.time(15))) == [6])
    #expect(pods(table.entries(original: Self.front, at: Self.time(25))) == [7])
    #expect(table.entries(original: Self.front, at: Self.time(35)).isEmpty)
  }

  @Test("An entry without times is possible always, and yields to one whose time it is")
  func untimed() throws {
    let table = try table([("n1", Self.dump(9) + Self.span(10, 20, 6))])
    #expect(pods(table.entries(original: Self.front, at: Self.time(15))) == [6])
    #expect(pods(table.entries(original: Self.front, at: Self.time(50))) == [9])
    #expect(pods(table.entries(original: Self.front, beginningAt: Self.time(10))) == [6])
  }

  @Test("Several without times are all returned; the same twice is one; zones and hosts are apart")
  func ambiguous() throws {
    let twice = try table([("n1", Self.dump(5) + Self.dump(6) + Self.dump(5))])
    #expect(pods(twice.entries(original: Self.front, at: 0)) == [5, 6])
    #expect(twice.entries(original: Self.front).count == 3)
    let zones = try table([("n1", Self.dump(5) + Self.dump(5, zone: 65520)), ("n2", Self.dump(5))])
    #expect(zones.entries(original: Self.front, at: 0).map(\.zone) == [0, 65520, 0])
    #expect(zones.entries(original: Self.front, host: "n2", at: 0).count == 1)
    let other = try table([("n1", Self.dump(5)), ("n2", Self.span(0, 10, 6))])
    #expect(pods(other.entries(original: Self.front, at: Self.time(5))) == [5, 6], "n2 knows nothing of n1")
  }

  @Test("Times at the ends of their range do not trap", arguments: [Int64.min, -1, 0, Int64.max])
  func extremes(time: Int64) throws {
    let late = "[9223372036.854775807] [NEW] " + Self.dump(5) + "[0.0] [DESTROY] " + Self.dump(6)
    let table = try table([("n1", late)])
    _ = table.entries(original: Self.front, at: time)
    _ = table.entries(original: Self.front, beginningAt: time)
    #expect(table.count == 2)
  }

  @Test("A tuple with thousands of entries still finds the one of its time")
  func crowd() throws {
    let text = (0..<5000).map { Self.span(Double($0) * 10, Double($0) * 10 + 5, $0 % 200) }.joined()
    let table = try table([("n1", text)])
    for number in [0, 1, 499, 2500, 4998, 4999] {
      #expect(pods(table.entries(original: Self.front, at: Self.time(Double(number) * 10 + 2))) == [number % 200])
    }
    #expect(table.entries(original: Self.front).count == 1024)
  }
}
