import Cluster
import Foundation
import Render
import Testing
import Trace

/// Every folder of `captures/` against its independent truth and its expected screen.
@Suite struct ScenarioTests {
  @Test("There are captures to test") func exist() { #expect(Scenario.all.count >= 18) }

  @Test("Each connection that the taps saw is one path, with no tuple of another", arguments: Scenario.all)
  func joined(_ scenario: Scenario) throws {
    let paths = try scenario.paths(scenario.map())
    let truth = try scenario.truth()
    for connection in truth.connections {
      let seen = Set(connection.legs.filter(\.isSeen).map(\.tuple))
      guard !seen.isEmpty else { continue }
      let fitting = paths.filter { $0.ends.isSuperset(of: seen) }
      let own = seen.union(connection.halves.map(\.tuple)).union(connection.legs.map(\.tuple))
      #expect(fitting.contains { $0.ends.isSubset(of: own) }, "\(connection.id): \(fitting.map(\.ends))")
    }
    #expect(paths.count == truth.connections.filter { $0.legs.contains(where: \.isSeen) }.count)
  }

  @Test("Service, backend and outcome are those of conntrack and the servers", arguments: Scenario.all)
  func named(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let paths = try scenario.paths(map)
    for connection in try scenario.truth().connections where connection.legs.allSatisfy(\.isSeen) {
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
    let lines = PathPrinter(.line, map: map, style: Style(isColoured: false))
    let tables = PathPrinter(.table, map: map, style: Style(isColoured: false))
    let paths = try scenario.paths(map)
    let text = String(decoding: paths.flatMap(lines.render) + paths.flatMap(tables.render), as: UTF8.self)
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
    let json = PathPrinter(.json, map: map, style: Style(isColoured: false))
    let first = try scenario.paths(map, seed: 1).flatMap(json.render)
    #expect(try scenario.paths(map, seed: 0x9999).flatMap(json.render) == first)
  }

  @Test("Losing packets may lose paths but joins nothing falsely", arguments: Scenario.all)
  func lossy(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let truth = try scenario.truth()
    let owners = truth.connections.map { Set(($0.legs + $0.halves).map(\.tuple)) }
    for round in 0..<5 {
      var generator = SplitMix(state: UInt64(round) &* 0x1234_5678_9abc)
      let dropped = Set((0..<4000).filter { _ in generator.next() % 10 == 0 }.map(UInt64.init))
      for path in try scenario.paths(map, keeping: { !dropped.contains($0) }) {
        #expect(owners.contains { path.ends.isSubset(of: $0) }, "round \(round): \(path.ends)")
      }
    }
  }
}

extension Truth.Leg {
  var isSeen: Bool { observed.contains { $0.forward + $0.back > 0 } }
}

extension Path {
  var ends: Set<Ends> { Set(hops.map(Ends.init)) }

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
