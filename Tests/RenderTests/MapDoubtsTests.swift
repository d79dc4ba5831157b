import Cluster
import Testing
import Wire

@testable import Render
@testable import Trace

/// Whether objects and packets can be of the same cluster and time; packets are of 2026-11-18.
@Suite struct MapDoubtsTests {
  private static let day: Int64 = 86_400_000_000_000
  private static let now: Int64 = 1_795_000_000_000_000_000 + day

  private func doubts(
    _ objects: String, moved: Int64 = 0, stated: Int64? = nil, isKnown: Bool = true
  ) throws -> [String] {
    var dump = ClusterDump(name: "dump.yaml", objects: ClusterObjects(), saidTime: stated)
    try ClusterLoader.load(Array(objects.utf8), name: "dump.yaml", into: &dump.objects)
    let timeline = MapTimeline([dump])
    var path = try SamplePath.make()
    path.start += moved
    path.end += moved
    if !isKnown { path.names = Resolution(client: Role(.external), front: Role(.external), backend: Role(.external)) }
    var doubts = MapDoubts(timeline: timeline)
    doubts.add([path])
    return doubts.sentences(now: Self.now)
  }

  private static let pod = "kind: Pod\nmetadata: {name: p}\nstatus: {podIP: 10.42.0.9}"

  @Test("Objects of which no address was captured are of another cluster; one that was suffices")
  func stranger() throws {
    #expect(try doubts(Self.pod, isKnown: false).first?.hasPrefix("none of the addresses captured") == true)
    #expect(try doubts(Self.pod).isEmpty)
  }

  @Test("A manifest without addresses is of no cluster")
  func manifest() throws { #expect(try doubts("kind: Pod\nmetadata: {name: p}", isKnown: false).isEmpty) }

  @Test("A clock that was never set, and one that is ahead")
  func clock() throws {
    let time = try SamplePath.make().start
    #expect(try doubts(Self.pod, moved: -time).first?.contains("of 1970-01-01: the capturing host's clock") == true)
    #expect(try doubts(Self.pod, moved: 3 * Self.day).first?.contains("which is yet to come") == true)
    #expect(try doubts(Self.pod, moved: Self.day).isEmpty)
  }

  @Test("Objects that are days older or younger than the packets")
  func age() throws {
    let time = try SamplePath.make().start
    let young = "kind: Pod\nmetadata: {name: p, creationTimestamp: \"2026-11-25T00:00:00Z\"}"
    #expect(try doubts(young).first?.contains("younger than the capture (changed on 2026-11-25") == true)
    #expect(try doubts(Self.pod, stated: time - 3 * Self.day).first?.contains("3 days older than the capture") == true)
    #expect(try doubts(Self.pod, stated: time - Self.day / 2).isEmpty)
  }

  @Test("Without a path there is nothing to doubt")
  func empty() { #expect(MapDoubts(timeline: MapTimeline([])).sentences(now: Self.now).isEmpty) }
}
