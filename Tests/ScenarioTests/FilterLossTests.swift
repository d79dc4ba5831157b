import Capture
import Cluster
import Foundation
import Testing
import Trace
import Wire

@testable import hopscope

/// What is said of an own filter that hides something of what it shows.
@Suite struct FilterLossTests {
  private func map(_ name: String) throws -> ServiceMap {
    try #require(Scenario.all.first { $0.folder.lastPathComponent == name }).map()
  }

  private func losses(_ expression: String, _ map: ServiceMap) -> [FilterLoss] {
    var filter = PacketFilter(expression)
    return FilterLossSearch(map, expression: expression).find(&filter)
  }

  @Test(
    "What each hides",
    arguments: [
      ("tcp port 80", [FilterLoss.errors, .errors6, .fragments]), ("tcp port 80 or icmp or icmp6", [.fragments]),
      ("tcp", [.errors, .errors6]), ("ip and not port 22", []), ("host 10.1.2.3", []), ("arp", []), ("", []),
      ("udp port 53", [.errors, .errors6, .fragments]), ("ip and tcp port 80", [.errors, .fragments]),
      ("not icmp", [.errors]), ("ip6 and tcp port 80", [.errors6]), ("icmp", []), ("not a filter", []),
    ])
  func each(_ expression: String, _ expected: [FilterLoss]) {
    #expect(losses(expression, .empty) == expected, "\(expression)")
  }

  @Test("A tunnel is spoken of where there are several nodes and the filter shows pods, and only then")
  func tunnel() throws {
    let map = try map("two-nodes-any")
    #expect(losses("tcp", map).contains(.tunnel))
    #expect(!losses("tcp or udp port 4789", map).contains(.tunnel))
    #expect(!losses("tcp port 30001 and not port 80", map).contains(.tunnel))
    #expect(!losses("not port 22", map).contains(.tunnel))
    #expect(!losses("tcp", .empty).contains(.tunnel))
  }

  @Test("The expression that is offered hides nothing any more", arguments: Scenario.all)
  func remedies(_ scenario: Scenario) throws {
    let map = try scenario.map()
    for expression in ["tcp port 30001", "port 80", "tcp", "udp", "tcp port 80 or tcp port 53", "host 203.0.113.7"] {
      for sentence in FilterNotes.sentences(expression, map) {
        guard let mark = ["filter: ", "keeps them: "].compactMap({ sentence.range(of: $0) }).last else { continue }
        let remedy = String(sentence[mark.upperBound...])
        #expect(remedy.hasPrefix("(\(expression)) or "))
        var filter = PacketFilter(remedy)
        if sentence.contains("translation") {
          // Of the clients that were asked about: an endpoint is a client, too, of others' Services.
          let left = FilterCutSearch(map, expression: expression).find(&filter)
          #expect(left == nil, "\(remedy)")
        } else {
          #expect(losses(remedy, map) == [], "\(remedy)")
        }
      }
    }
  }

  @Test("IPv6 is not spoken of where the objects have none")
  func families() throws {
    let json = try #require(Scenario.all.first { $0.description == "nginx-service with cluster.json" }).map()
    #expect(losses("tcp port 80", json).contains(.errors) && !losses("tcp port 80", json).contains(.errors6))
    #expect(losses("tcp", try map("ipv6-service")).contains(.errors6))
  }

  @Test("A hidden side of a translation: the filter that shows both")
  func cut() throws {
    let json = Scenario.all.first { $0.description == "nginx-service with cluster.json" }
    let sentences = FilterNotes.sentences("port 30001", try #require(json).map())
    #expect(
      sentences.first?.hasSuffix(
        "Or widen the filter: (port 30001) or (tcp port 80 and host 10.244.1.5) or (tcp port 30080 and host 10.96.120.14)"
      ) == true)
  }
}
