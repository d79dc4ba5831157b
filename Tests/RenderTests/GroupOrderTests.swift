import Foundation
import Testing
import Wire

@testable import Cluster
@testable import Render
@testable import Trace

/// Groups in other orders and forms.
@Suite struct GroupOrderTests {
  private func groups() throws -> [GroupTable.Group] {
    var table = GroupTable(by: .node, limit: 3)
    let sizes = [("b", 100), ("a", 300), ("c", 200), ("d", 900)]
    for (name, size) in sizes {
      let role = try SamplePath.map().role(of: Socket(SamplePath.asked.destination, 1), transport: .tcp)
      var map = try SamplePath.map()
      map.nodeList[0].name = name
      let path = try SamplePath.make {
        $0.names.backend = role
        for hop in $0.hops.indices { $0.hops[hop].bytes = BothWays(request: size, reply: 0) }
        if name == "c" { ($0.state, $0.isOK) = (.halfOpen, false) }
      }
      table.add([path], MapTimeline(map))
    }
    return table.sorted
  }

  private func order(_ word: String) throws -> [String] {
    let sorted = try #require(GroupOrder(word)).sorted(groups(), by: .node)
    return sorted.map { GroupTitle($0.key, areProbes: $0.areProbes).cells[0] }
  }

  @Test("Numbers from the greatest, names by the alphabet; what found no room stays last")
  func orders() throws {
    #expect(try order("bytes") == ["a", "c", "b", "others"])
    #expect(try order("node") == ["a", "b", "c", "others"])
    #expect(try order("failed") == ["c", "a", "b", "others"])
    #expect(GroupOrder("nosuch") == nil)
    for word in GroupOrder.wordList { #expect(GroupOrder(word) != nil, "\(word)") }
  }

  @Test("CSV: a name for every column, counts of each failure, and no formula")
  func csv() throws {
    let names = String(decoding: GroupCSV.head(), as: UTF8.self).trimmingCharacters(in: .newlines).split(separator: ",")
    let group = try #require(groups().first { $0.key == .node(.named("c")) })
    let cells = String(decoding: GroupCSV.render(group, by: .node), as: UTF8.self).trimmingCharacters(in: .newlines)
      .split(separator: ",", omittingEmptySubsequences: false)
    #expect(cells.count == names.count)
    let row = Dictionary(uniqueKeysWithValues: zip(names, cells))
    #expect(row["node"] == "c" && row["connections"] == "1" && row["half_open"] == "1" && row["no_reply"] == "0")
    #expect(row["bytes_request"] == "200" && row["connect_p50_us"] == "" && row["others"] == "")
    let formula = GroupTable.Group(key: .node(.named("=1+1")), areProbes: false, counts: group.counts)
    #expect(String(decoding: GroupCSV.render(formula, by: .node), as: UTF8.self).contains(",'=1+1,"))
  }

  @Test("Every field of JSON that is a name is a column of CSV")
  func fields() throws {
    let entrance = Entrance(kind: .port, addressKind: .clusterIP, port: 80, transport: .tcp, target: .number(1))
    let subjects: [GroupSubject] = [
      .service(namespace: "n", name: "s"), .services(["a"]), .pod(namespace: "n", name: "p"), .node("n"), .unknown,
      .address(SamplePath.asked.source, .external), .kind(.external),
    ]
    let keys: [GroupKey] =
      subjects.map { .entrance($0, entrance) } + [
        .workload(.workload(namespace: "n", Workload(kind: "k", name: "w")), isReached: true), .others,
        .zone(from: .named("a"), via: "b", to: .named("c")),
      ]
    for key in keys {
      let title = GroupTitle(key, areProbes: true)
      let group = GroupTable.Group(key: key, areProbes: true)
      let values = GroupField.allCases.prefix { $0 != .connections }.dropFirst().compactMap {
        $0.value(group, title, by: .service)
      }
      #expect(values.count == title.fields.count, "\(key)")
    }
  }
}
