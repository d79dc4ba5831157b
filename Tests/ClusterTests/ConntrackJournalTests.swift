import Testing
import Wire

@testable import Cluster

/// What a kernel tells while it goes on.
@Suite struct ConntrackJournalTests {
  private static let second: Int64 = 1_000_000_000
  private static let base: Int64 = 1_795_393_540 * second

  private func tuple(_ source: String, _ sourcePort: UInt16, _ destination: String, _ port: UInt16) -> Tuple {
    Tuple(
      source: ip(source), sourcePort: sourcePort, destination: ip(destination), destinationPort: port, transport: .tcp)
  }

  private var original: Tuple { tuple("10.0.0.1", 1000, "10.96.0.1", 80) }

  /// 10.0.0.1:`port` → 10.96.0.1:80 ⇒ 10.244.1.`pod`:8080.
  private func event(
    _ kind: ConntrackEvent.Kind, _ seconds: Int64, pod: Int = 5, id: UInt32 = 7, port: UInt16 = 1000, zone: UInt16 = 0
  ) -> ConntrackEvent {
    ConntrackEvent(
      kind: kind, id: id, time: Self.base + seconds * Self.second,
      entry: ConntrackEntry(
        host: "n1", original: tuple("10.0.0.1", port, "10.96.0.1", 80),
        reply: tuple("10.244.1.\(pod)", 8080, "10.0.0.1", port), zone: zone))
  }

  private func backends(_ journal: ConntrackJournal, _ seconds: Int64) -> [IPAddress] {
    journal.entries(original: original, beginningAt: Self.base + seconds * Self.second).map(\.reply.source)
  }

  @Test("A port that is used again, with the same number: each moment has its own")
  func reuse() {
    var journal = ConntrackJournal()
    for event in [event(.new, 10), event(.destroy, 20), event(.new, 30, pod: 6)] { journal.note(event) }
    #expect(backends(journal, 10) == [ip("10.244.1.5")])
    #expect(backends(journal, 30) == [ip("10.244.1.6")])
    #expect(backends(journal, 25).isEmpty)
    #expect(journal.count == 2)
    #expect(journal.hosts == ["n1"])
  }

  @Test("What has ended is kept until it expires; what goes on stays")
  func expiry() {
    var journal = ConntrackJournal()
    for event in [event(.new, 10), event(.destroy, 20), event(.new, 12, id: 8, port: 2000)] { journal.note(event) }
    journal.expire(before: Self.base + 20 * Self.second)
    #expect(journal.count == 2)
    journal.expire(before: Self.base + 21 * Self.second)
    #expect(journal.count == 1)
    #expect(backends(journal, 10).isEmpty)
    #expect(journal.evicted == 0)
  }

  @Test("Beyond the limit the first told goes first, and it is counted")
  func limit() {
    var journal = ConntrackJournal(most: 2)
    for number in 0..<4 { journal.note(event(.new, Int64(number), id: UInt32(number), port: 1000 + UInt16(number))) }
    #expect(journal.count == 2)
    #expect(journal.evicted == 2)
    #expect(backends(journal, 0).isEmpty)
    let kept = tuple("10.244.1.5", 8080, "10.0.0.1", 1003).reversed
    #expect(journal.entries(translated: kept, beginningAt: Self.base + 3 * Self.second).count == 1)
    journal.note(event(.destroy, 9, id: 3, port: 1003))
    #expect(journal.count == 2)
  }

  @Test("One tuple in two zones is two connections")
  func zones() {
    var journal = ConntrackJournal()
    for event in [event(.new, 10), event(.new, 10, pod: 6, id: 8, zone: 3)] { journal.note(event) }
    #expect(Set(backends(journal, 10)) == [ip("10.244.1.5"), ip("10.244.1.6")])
    journal.note(event(.destroy, 12, pod: 6, id: 8, zone: 3))
    #expect(backends(journal, 30) == [ip("10.244.1.5")])
  }

  @Test("A listed one counts from any time; listed again after a loss it is still one")
  func listed() {
    var journal = ConntrackJournal()
    journal.note(event(.listed, 10))
    #expect(backends(journal, -1_000) == [ip("10.244.1.5")])
    journal.note(event(.listed, 20))
    #expect(journal.count == 1)
    // Its end and the next one's beginning were lost; the number came back.
    journal.note(event(.listed, 30, pod: 6))
    #expect(journal.count == 2)
    #expect(backends(journal, 40) == [ip("10.244.1.6")])
  }

  @Test("The end of one whose beginning was lost says what was rewritten")
  func destroyOnly() {
    var journal = ConntrackJournal()
    journal.note(event(.destroy, 20))
    #expect(backends(journal, 10) == [ip("10.244.1.5")])
    #expect(backends(journal, 23).isEmpty)
    journal.expire(before: Self.base + 21 * Self.second)
    #expect(journal.isEmpty)
  }

  @Test("What is not rewritten is not kept")
  func plain() {
    var journal = ConntrackJournal()
    let there = tuple("10.0.0.1", 1000, "10.0.0.2", 80)
    journal.note(
      ConntrackEvent(
        kind: .new, id: 1, time: Self.base,
        entry: ConntrackEntry(host: "n1", original: there, reply: there.reversed)))
    #expect(journal.isEmpty)
    #expect(journal.hosts.isEmpty)
  }
}

/// Maps that come while a run goes on.
@Suite struct AppendedMapTests {
  private func map(_ name: String) throws -> ServiceMap {
    var objects = ClusterObjects()
    try ClusterLoader.load(
      Array("kind: Node\nmetadata: {name: \(name)}\n".utf8), name: "c.yaml", into: &objects)
    return ServiceMap(objects)
  }

  private func names(_ timeline: MapTimeline, at time: Int64) -> [String] {
    timeline[timeline.index(at: time)].nodes.map(\.name)
  }

  @Test("Positions and moments stay; the next change is told; time does not go back")
  func appending() throws {
    let first = MapTimeline(try map("a"))
    let second = first.appending(try map("b"), at: 100).appending(try map("c"), at: 50)
    #expect(second.versions.map(\.from) == [.min, 100, 100])
    #expect(second[0].nodes.map(\.name) == ["a"])
    #expect(second[1].nodes.map(\.name) == ["b"])
    #expect(names(second, at: 99) == ["a"])
    #expect(names(second, at: 100) == ["c"])
    #expect(second.nextChange(after: 99) == 100)
    #expect(second.nextChange(after: 100) == nil)
  }

  @Test("Of very many maps the oldest are given up, all of them")
  func bounded() throws {
    var timeline = MapTimeline(try map("m0"))
    for number in 1...100 { timeline = timeline.appending(try map("m\(number)"), at: Int64(number)) }
    #expect(timeline.count == 101)
    let kept = Set(timeline.versions.flatMap { $0.map.nodes.map(\.name) })
    #expect(kept.count <= MapTimeline.mostAppended + 1)
    #expect(kept.contains("m100") && !kept.contains("m10"))
    for number in 70...100 { #expect(names(timeline, at: Int64(number)) == ["m\(number)"]) }
  }
}
