import Cluster
import Foundation
import Testing
import Trace
import Wire

/// The firewall's question against conntrack's answer: for every masqueraded connection of the shipped captures, who was
/// behind the node's address.
@Suite struct BehindTruthTests {
  /// One connection of `truth.json` whose source a node replaced.
  private struct Masqueraded {
    var id: String
    var client: Socket
    var source: Socket
    var transport: TransportProtocol
    var start: Int64
  }

  private func masqueraded(_ scenario: Scenario) throws -> [Masqueraded] {
    let data = try Data(contentsOf: scenario.folder.appending(path: "truth.json"))
    let truth = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return (truth["connections"] as? [[String: Any]] ?? []).flatMap { connection -> [Masqueraded] in
      guard connection["undecidable"] == nil, let name = connection["protocol"] as? String,
        let transport = ["tcp": TransportProtocol.tcp, "udp": .udp, "sctp": .sctp][name],
        let legs = connection["legs"] as? [[String: Any]], let start = connection["start"] as? Double
      else { return [] }
      let seen = legs.filter { ($0["observed"] as? [Any])?.isEmpty == false }
      let sources = seen.compactMap { ($0["tuple"] as? [Any]).flatMap(source) }
      guard seen.count > 1, let first = legs.first, (first["observed"] as? [Any])?.isEmpty == false else { return [] }
      return sources.dropFirst().filter { $0 != sources[0] }.map {
        Masqueraded(
          id: connection["id"] as? String ?? "", client: sources[0], source: $0, transport: transport,
          start: Int64(start * 1e9))
      }
    }
  }

  private func source(_ tuple: [Any]) -> Socket? {
    guard let text = tuple.first as? String, let ip = IPAddress(text), let port = tuple[1] as? Int else { return nil }
    return Socket(ip, UInt16(port))
  }

  @Test("Whoever conntrack says was behind a node's address is the answer", arguments: Scenario.all)
  func answers(_ scenario: Scenario) throws {
    let wanted = try masqueraded(scenario)
    guard !wanted.isEmpty else { return }
    let paths = try scenario.paths(try scenario.map())
    for one in wanted {
      var search = BehindSearch(
        .init(socket: one.source, transport: one.transport, time: one.start, tolerance: 2_000_000_000))
      for path in paths { search.add(path) }
      #expect(search.verdict == .one, "\(one.id): \(one.source)")
      #expect(search.matches.first?.path.client == one.client, "\(one.id): \(one.source)")
    }
  }

  @Test("The shipped captures have such connections") func notEmpty() throws {
    let counts = try Scenario.all.map { try masqueraded($0).count }
    #expect(counts.reduce(0, +) > 30)
  }
}
