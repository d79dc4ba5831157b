import Foundation
import Testing
import Wire

@testable import Cluster
@testable import Render
@testable import Trace

/// Paths put into groups: what is counted, how it is sorted, and what it is called.
@Suite struct GroupTableTests {
  private func groups(_ paths: [Path], by grouping: Grouping, limit: Int = 100) throws -> [GroupTable.Group] {
    var table = GroupTable(by: grouping, limit: limit)
    table.add(paths, MapTimeline(try SamplePath.map()))
    return table.sorted
  }

  private func cells(_ group: GroupTable.Group) -> [String] { GroupTitle(group.key, areProbes: group.areProbes).cells }

  private func failing(_ state: PathState) throws -> Path {
    try SamplePath.make {
      $0.state = state
      $0.isOK = false
    }
  }

  @Test("Each connection counts once: outcome, bytes and retransmissions of the tap that saw most")
  func counts() throws {
    let paths = [
      try SamplePath.make {
        $0.hops[1].bytes = BothWays(request: 700, reply: 300)
        $0.hops[0].retransmissions = 2
        $0.hops[1].retransmissions = 1
      },
      try failing(.refused), try failing(.noReply), try failing(.refused),
    ]
    let counts = try #require(groups(paths, by: .service).first).counts
    #expect(counts.connections == 4 && counts.ok == 1 && counts.failed == 3)
    #expect(counts.failures == [.refused: 2, .noReply: 1])
    #expect(counts.bytes.request == 700 + 3 * 600 && counts.bytes.reply == 4 * 400)
    #expect(counts.retransmissions == 2)
    #expect(counts.backends.names == ["web-0"] && counts.backends.count == 1)
  }

  @Test("Addresses instead of the names of pods and nodes, where they are asked for")
  func numeric() throws {
    var table = GroupTable(by: .backend, isNumeric: true)
    table.add([try SamplePath.make { _ in }], MapTimeline(try SamplePath.map()))
    let group = try #require(table.sorted.first)
    #expect(cells(group).first == "PodIP 10.244.1.20")
    #expect(group.counts.backends.names == ["10.244.1.20:8080"])
  }

  @Test("Of one front with two mappings, each is counted behind the front")
  func related() throws {
    let path = try SamplePath.make {
      $0.related = ["0123456789ab.2"]
      $0.hops[1].bytes = BothWays(request: 10, reply: 20)
    }
    let counts = try #require(groups([path], by: .service).first).counts
    #expect(counts.bytes.request == 10 && counts.bytes.reply == 20)
  }

  @Test("Open connections: their number and age up to the latest packet of all")
  func open() throws {
    let second: Int64 = 1_000_000_000
    func open(_ age: Int64) throws -> Path {
      try SamplePath.make {
        $0.state = .open
        $0.isUnended = true
        $0.start = $0.end - age
      }
    }
    let ages = try #require(
      groups([open(100 * second), open(second), open(2 * second), SamplePath.make()], by: .node).first)
    #expect(ages.counts.openAges.count == 3)
    #expect(ages.counts.openAges.greatest == 100 * second)
    let median = try #require(ages.counts.openAges.percentile(0.5))
    #expect(abs(Double(median) / Double(2 * second) - 1) < 0.03)
  }

  @Test("Most failed first, then most connections, then by name; what found no room is last")
  func sorted() throws {
    func from(_ client: String, _ count: Int, failing: Int = 0) throws -> [Path] {
      let role = try SamplePath.map().role(of: Socket(IPAddress(client)!, 0), transport: .icmp)
      return try (0..<count).map { number in
        try SamplePath.make {
          $0.client.ip = IPAddress(client)!
          $0.names.client = role
          if number < failing { ($0.state, $0.isOK) = (.reset, false) }
        }
      }
    }
    let all = try from("198.51.100.2", 1) + from("198.51.100.1", 1) + from("198.51.100.3", 4)
    let failed = try from("198.51.100.4", 2, failing: 1)
    let found = try groups(all + failed, by: .client)
    #expect(found.map { cells($0)[0] } == ["198.51.100.4", "198.51.100.3", "198.51.100.1", "198.51.100.2"])
    let capped = try groups(all + failed, by: .client, limit: 2)
    #expect(capped.map { cells($0)[0] } == ["198.51.100.1", "198.51.100.2", "others"])
    #expect(capped.map(\.counts.connections) == [1, 1, 6] && capped[2].counts.failed == 1)
  }

  @Test(
    "Names of every grouping",
    arguments: zip(
      Grouping.allCases,
      [
        ["default", "web", "nodePort 30082", "8080"], ["default/web-0", "10.244.1.20:8080", "n1"], ["n1"],
        ["192.168.50.10", "External", ""], ["default", "Pod/web-0"], ["(outside)", "", "(unknown)", "outside"],
      ]))
  func names(grouping: Grouping, expected: [String]) throws {
    let group = try #require(groups([SamplePath.make()], by: grouping).first)
    #expect(cells(group) == expected)
    #expect(GroupTitle.headers(of: grouping).count == expected.count)
  }

  @Test("What never got behind its front is told by what was dialled")
  func nowhere() throws {
    let path = try SamplePath.make {
      $0.backend = nil
      $0.names.backend = nil
    }
    #expect(try cells(groups([path], by: .backend)[0])[0] == "(none) for default/web")
    #expect(try cells(groups([path], by: .workload)[0]) == ["default", "(none) for web"])
    #expect(try cells(groups([path], by: .node)[0]) == ["n1"])
    #expect(try cells(groups([path], by: .zone)[0]) == ["(outside)", "", "(no backend)", "outside"])
  }

  @Test("Kubelet probes are rows of their own")
  func probes() throws {
    let probe = KubeletProbe(
      pod: PodID(index: 0), probes: [PodProbe(kind: .liveness, handler: .grpc, container: "c", port: 8080)])
    let paths = [try SamplePath.make(), try SamplePath.make { $0.probe = probe }]
    #expect(try groups(paths, by: .service).map { cells($0)[2] } == ["kubelet probe", "nodePort 30082"])
    #expect(try groups(paths, by: .node).map { cells($0)[0] } == ["n1", "probes: n1"])
    var folded = FoldedProbes()
    #expect(folded.remaining(of: paths + [try failing(.refused)]).count == 2)
    #expect(folded.count == 1 && folded.failed == 0)
  }

  @Test(
    "Crossing zones",
    arguments: [
      (GroupPlace.named("a"), nil, GroupPlace.named("a"), false), (.named("a"), nil, .named("b"), true),
      (.outside, "a", .named("b"), true), (.outside, "a", .named("a"), false), (.named("a"), "b", .named("a"), true),
      (.named("a"), "b", .unknown, true), (.named("a"), nil, .unknown, nil), (.unknown, nil, .named("b"), nil),
      (.outside, nil, .named("b"), nil), (.named("a"), nil, .outside, nil), (.named("a"), nil, .nowhere, nil),
    ] as [(GroupPlace, String?, GroupPlace, Bool?)])
  func crossing(from: GroupPlace, via: String?, to: GroupPlace, expected: Bool?) {
    #expect(GroupTitle.crosses(from, via, to) == expected)
  }

  @Test("Names from objects cannot reach the terminal as they are, nor break a line of JSON")
  func hostile() throws {
    let evil = "x\u{1b}[2J\n\u{202e}\"y"
    for grouping in Grouping.allCases {
      let keys: [GroupKey] = [
        .entrance(.service(namespace: evil, name: evil), Entrance(kind: .port, transport: .tcp, target: .name(evil))),
        .entrance(.services([evil]), Entrance(kind: .unknown, transport: .icmp)),
        .backend(.pod(namespace: evil, name: evil), nil, node: evil), .node(.named(evil)),
        .client(.node(evil), node: evil),
        .workload(.workload(namespace: evil, Workload(kind: evil, name: evil)), isReached: true),
        .zone(from: .named(evil), via: evil, to: .named(evil)),
      ]
      for key in keys {
        for cell in GroupTitle(key, areProbes: true).cells { #expect(cell == printable(cell)) }
        var group = GroupTable.Group(key: key, areProbes: true)
        group.counts.add(try SamplePath.make(), now: 0, map: try SamplePath.map())
        let line = GroupJSON.render(group, by: grouping)
        #expect(!line.dropLast().contains { $0 < 0x20 })
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line)) }
      }
    }
  }

  @Test(
    "A table fits its width: what says nothing goes first, then what tells least; numbers are never cut",
    arguments: [60, 80, 100, 120, 200])
  func fits(width: Int) throws {
    let groups = try groups([SamplePath.make(), failing(.refused)], by: .backend)
    let table = GroupText.render(
      groups, by: .backend, TextOptions(style: Style(isColoured: false), width: width))
    let lines = table.text.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { displayWidth(String($0)) <= width })
    #expect(lines[0].contains("CONNS  OK  FAILED") && lines[1].contains("    2   1       1"))
    #expect(!lines[1].contains("…"))
    #expect(table.leftOut.contains("BYTES") == !lines[0].contains("BYTES"))
    #expect(!table.leftOut.contains("OPEN"))
  }

  @Test("No groups, no table")
  func empty() throws {
    #expect(try groups([], by: .service).isEmpty)
  }
}
