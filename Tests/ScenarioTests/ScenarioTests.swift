import Cluster
import Foundation
import Render
import Testing
import Trace

/// Every folder of `captures/` against its independent truth and its expected screen.
@Suite struct ScenarioTests {
  @Test("There are captures to test") func exist() { #expect(Scenario.all.count >= 43) }

  @Test("Each connection that the taps saw is one path, with no tuple of another", arguments: Scenario.all)
  func joined(_ scenario: Scenario) throws {
    try expectWhole(try scenario.paths(scenario.map()), of: scenario) { $0.undecidable == nil }
  }

  @Test("With conntrack, those that packets alone cannot tell are, too", arguments: Scenario.all)
  func witnessed(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let paths = try scenario.paths(map, witness: scenario.witness(map))
    try expectWhole(paths, of: scenario) { _ in true }
    for path in paths { #expect(path.disagreements.isEmpty, "\(path.id)") }
  }

  private func expectWhole(_ paths: [Path], of scenario: Scenario, where counts: (Truth.Connection) -> Bool) throws {
    let connections = try scenario.truth().connections
    let owners = connections.map(\.own)
    for connection in connections {
      let seen = Set(connection.legs.filter(\.isSeen).map(\.tuple))
      guard !seen.isEmpty, counts(connection) else { continue }
      let fitting = paths.filter { $0.ends.isSuperset(of: seen) }
      #expect(fitting.contains { $0.ends.isSubset(of: connection.own) }, "\(connection.id): \(fitting.map(\.ends))")
    }
    for path in paths { #expect(owners.contains { path.ends.isSubset(of: $0) }, "\(path.id): \(path.ends)") }
    guard connections.allSatisfy(counts) else { return }
    #expect(paths.count == connections.filter { $0.legs.contains(where: \.isSeen) }.count)
  }

  @Test("Each host's packets of each tuple are as many as tshark counted", arguments: Scenario.all)
  func counted(_ scenario: Scenario) throws {
    let connections = try scenario.truth().connections
    // Mappings of one front all show its packets.
    let paths = try scenario.paths(scenario.map()).filter(\.related.isEmpty)
    let known = connections.filter { connection in paths.contains { $0.ends.isSubset(of: connection.own) } }
    var truth: [Sight: Int] = [:]
    for leg in known.flatMap({ $0.legs + $0.halves }) {
      for seen in leg.observed { truth[Sight(leg.tuple, seen), default: 0] += seen.forward + seen.back }
    }
    var found: [Sight: Int] = [:]
    for path in paths where known.contains(where: { path.ends.isSubset(of: $0.own) }) {
      for hop in path.hops { found[Sight(hop), default: 0] += hop.packets.request + hop.packets.reply }
    }
    #expect(found.filter { $0.value > 0 } == truth.filter { $0.value > 0 })
    // No copy was lost between the taps of these folders.
    for hop in paths.flatMap(\.hops) { #expect(hop.lost.request == 0 && hop.lost.reply == 0) }
  }

  @Test("The client's packets pass the legs in the order of the rewriting", arguments: Scenario.all)
  func ordered(_ scenario: Scenario) throws {
    let connections = try scenario.truth().connections
    for path in try scenario.paths(scenario.map()) {
      guard let connection = connections.first(where: { path.ends.isSubset(of: $0.own) }) else { continue }
      let way = path.hops.filter { $0.packets.request > 0 }.compactMap { hop in
        connection.legs.firstIndex { $0.tuple == Ends(hop) }
      }
      #expect(way == way.sorted(), "\(path.id)")
    }
  }

  @Test("Service, backend and outcome are those of conntrack and the servers", arguments: Scenario.all)
  func named(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let paths = try scenario.paths(map)
    for connection in try scenario.truth().connections
    where connection.legs.allSatisfy(\.isSeen) && connection.undecidable == nil {
      let ends = Set(connection.legs.map(\.tuple))
      let path = try #require(paths.first { $0.ends.isSuperset(of: ends) && $0.fits(connection) }, "\(connection.id)")
      if connection.protocol != "icmp" {
        let service = path.names.service.map { "\(map[$0].namespace)/\(map[$0].name)" }
        #expect(service == connection.service || !path.isNamed(in: map), "\(connection.id)")
      }
      if let pod = connection.backend?.pod, map.podIDs.contains(where: { !map[$0].ips.isEmpty }) {
        let found = path.names.backend?.pods.map { "\(map[$0].namespace)/\(map[$0].name)" }
        #expect(found == [pod], "\(connection.id)")
      }
    }
  }

  /// Re-record with HOPSCOPE_RECORD=1: the run then fails, so that nobody lands a recording unread.
  @Test("The screen is the expected one", arguments: Scenario.all)
  func screen(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let lines = PathPrinter(.line, map: map, options: TextOptions(style: Style(isColoured: false)))
    let tables = PathPrinter(.path, map: map, options: TextOptions(style: Style(isColoured: false)))
    let paths = try scenario.paths(map)
    let text = String(decoding: paths.flatMap { lines.render($0) } + paths.flatMap { tables.render($0) }, as: UTF8.self)
    if ProcessInfo.processInfo.environment["HOPSCOPE_RECORD"] == "1" {
      try text.write(to: scenario.expected, atomically: true, encoding: .utf8)
      Issue.record("recorded \(scenario.expected.lastPathComponent): read it, then run again without HOPSCOPE_RECORD")
    } else {
      #expect(text == (try? String(contentsOf: scenario.expected, encoding: .utf8)))
    }
  }

  @Test("The hash key changes nothing", arguments: Scenario.all)
  func deterministic(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let json = PathPrinter(.json, map: map, options: TextOptions(style: Style(isColoured: false)))
    let first = try scenario.paths(map, seed: 1).flatMap { json.render($0) }
    #expect(try scenario.paths(map, seed: 0x9999).flatMap { json.render($0) } == first)
  }

  @Test("Losing packets may lose paths but joins nothing falsely", arguments: Scenario.all)
  func lossy(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let truth = try scenario.truth()
    let owners = truth.connections.map(\.own)
    for round in 0..<5 {
      var generator = SplitMix(state: UInt64(round) &* 0x1234_5678_9abc)
      let dropped = Set((0..<4000).filter { _ in generator.next() % 10 == 0 }.map(UInt64.init))
      for path in try scenario.paths(map, keeping: { !dropped.contains($0) }) {
        #expect(owners.contains { path.ends.isSubset(of: $0) }, "round \(round): \(path.ends)")
      }
    }
  }
}

/// A tuple at a host, within a tunnel or not.
private struct Sight: Hashable {
  var host: String
  var ends: Ends
  var isTunnelled: Bool

  init(_ ends: Ends, _ seen: Truth.Observation) {
    host = String(seen.tap.prefix { $0 != "_" })
    self.ends = ends
    isTunnelled = !seen.encap.isEmpty
  }

  init(_ hop: Hop) {
    host = hop.host ?? ""
    ends = Ends(hop)
    isTunnelled = hop.tunnel != nil
  }
}

extension Truth.Connection {
  /// All tuples that are its own, halves included.
  var own: Set<Ends> { Set((legs + halves).map(\.tuple)) }
}

extension Truth.Leg {
  var isSeen: Bool { observed.contains { $0.forward + $0.back > 0 } }
}

extension Path {
  /// Of the hops that taps saw.
  var ends: Set<Ends> { Set(hops.filter(\.isSeen).map(Ends.init)) }

  /// Ports are used again: the outcome tells two connections with one tuple apart well enough here.
  func fits(_ connection: Truth.Connection) -> Bool {
    switch connection.outcome {
    case "ok": isOK
    case "refused": state == .refused
    case "rejected": state == .rejected
    case "reset": state == .reset
    // The client heard nothing; a tap at the server may have shown an answer that never arrived.
    default: state == .noReply || state == .halfOpen
    }
  }

  /// Plain manifests name no addresses: what nothing was translated from cannot be named by them.
  func isNamed(in map: ServiceMap) -> Bool { map.servicePorts.contains { !$0.clusterIPs.isEmpty } }
}

/// A small seeded generator (Steele, Lea and Flood 2014), so that a failing round can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
