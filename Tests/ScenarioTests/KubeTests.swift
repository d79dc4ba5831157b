import Cluster
import Foundation
import Testing
import Trace

/// Captures of a real three-node cluster against its kernels' truth, from every choice of taps.
@Suite(.enabled(if: KubeCase.isPresent, "skipped: captures/kube is not beside this package"))
struct KubeTests {
  @Test("There are seven scenarios, each seen from its hosts alone and together")
  func exist() throws {
    #expect(Set(KubeCase.all.map(\.folder)).count >= 7)
    #expect(KubeCase.all.filter { $0.view == "pcapng" }.count >= 2)
    for view in KubeCase.all where view.view == "all interfaces" {
      for sight in KubeSight.all(try view.truth(), view.taps) { #expect(!sight.seen.isEmpty, "\(view) \(sight.ids)") }
    }
  }

  @Test(
    "Each connection that the taps saw is one path with all its legs, and no tuple of another", arguments: KubeCase.all)
  func joined(_ view: KubeCase) throws {
    expectWhole(try CaptureRun(paths(view), map: view.map()).paths, view, KubeSight.all(try view.truth(), view.taps))
  }

  @Test("So it is with conntrack, which contradicts no packet", arguments: KubeCase.all)
  func witnessed(_ view: KubeCase) throws {
    let run = try CaptureRun(paths(view), map: view.map(), witness: view.witness())
    let known = KubeSight.all(try view.truth(), view.taps)
    expectWhole(run.paths, view, known)
    for path in run.paths { #expect(path.disagreements.isEmpty, "\(path.id)") }
    for path in run.paths where known.contains(where: { !$0.owned.isDisjoint(with: path.pairs) }) {
      let isOne = known.contains { path.allPairs.isSubset(of: $0.owned) }
      #expect(isOne, "\(path.id): hops that no tap saw are another connection's: \(path.allPairs)")
    }
  }

  @Test("conntrack of all nodes fills in every leg that the taps missed", arguments: KubeCase.all)
  func filled(_ view: KubeCase) throws {
    let paths = try CaptureRun(paths(view), map: view.map(), witness: view.witness()).paths
    for connection in try view.truth().connections {
      let sight = KubeSight(connection, view.taps)
      let legs = Set(connection.legs.map(\.tuple.pair))
      guard !sight.seen.isEmpty, let path = paths.first(where: sight.fits) else { continue }
      #expect(path.allPairs.isSuperset(of: legs), "\(connection.id): \(path.allPairs)")
    }
  }

  private func paths(_ view: KubeCase) -> [String] { view.captures.map(\.path) }

  private func expectWhole(_ paths: [Path], _ view: KubeCase, _ known: [KubeSight]) {
    var held: [Int: [Path]] = [:]
    for path in paths {
      let touched = known.indices.filter { !known[$0].owned.isDisjoint(with: path.pairs) }
      guard !touched.isEmpty else { continue }
      let fitting = touched.filter { known[$0].fits(path) }
      #expect(!fitting.isEmpty, "\(path.id) is no single connection: \(path.pairs)")
      for place in fitting { held[place, default: []].append(path) }
    }
    for (place, sight) in known.enumerated() where !sight.seen.isEmpty {
      let found = held[place] ?? []
      #expect(found.count == 1, "\(sight.ids): \(found.map(\.pairs))")
      #expect(found.contains { $0.pairs.isSuperset(of: sight.seen) }, "\(sight.ids): \(found.map(\.pairs))")
    }
  }

  @Test("Service, endpoint and outcome are right where the whole way was seen", arguments: KubeCase.all)
  func named(_ view: KubeCase) throws {
    let map = try view.map()
    let found = try CaptureRun(paths(view), map: map).paths
    for connection in try view.truth().connections {
      let sight = KubeSight(connection, view.taps)
      guard sight.seen == Set(connection.legs.map(\.tuple.pair)) else { continue }
      let path = try #require(
        found.first { sight.fits($0) || KubeSight.isUnited($0, with: sight) }, "\(connection.id)")
      expectNames(path, connection, map)
    }
  }

  private func expectNames(_ path: Path, _ connection: KubeTruth.Connection, _ map: ServiceMap) {
    if connection.expected.type != "PodIP" {
      let service = path.names.service.map { "\(map[$0].namespace)/\(map[$0].name)" }
      #expect(service == connection.expected.service, "\(connection.id)")
    }
    #expect(path.backend?.ip.description == connection.endpoint.ip, "\(connection.id)")
    if path.transport == .tcp || path.transport == .udp {
      #expect(path.backend.map { Int($0.port) } == connection.endpoint.port, "\(connection.id)")
    }
    let pods = path.names.backend?.pods.map { "\(map[$0].namespace)/\(map[$0].name)" }
    #expect(pods == connection.endpoint.pod.map { [$0] }, "\(connection.id)")
    #expect(path.isOK == (connection.outcome == "ok"), "\(connection.id): \(path.state)")
    if connection.outcome == "refused" { #expect(path.state == .refused, "\(connection.id)") }
  }
}

extension KubeSight {
  /// Datagrams of one mapping are one flow, however many connections the client counted.
  static func isUnited(_ path: Path, with sight: KubeSight) -> Bool {
    path.transport != .tcp && path.pairs.isSubset(of: sight.owned) && path.pairs.isSuperset(of: sight.seen)
  }
}
