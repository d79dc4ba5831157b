import Capture
import Cluster
import Foundation
import Testing
import Trace
import Wire

@testable import hopscope

/// The kernel filter of a Service's selector: what it leaves out is never part of a path that is asked for.
@Suite struct KernelFilterTests {
  /// Packets that pass, by their position, and how many there are.
  private func passing(_ scenario: Scenario, _ map: ServiceMap, _ expression: String) throws -> (Set<UInt64>, Int) {
    var input = try PacketInput(scenario.captures, naming: TapNaming(knownHosts: map.hostNames))
    var filter = PacketFilter(expression)
    var passing: Set<UInt64> = []
    var position: UInt64 = 0
    while input.advance() {
      try filter.cover(input.interfaces)
      position += 1
      if filter.admits(input.packet) { passing.insert(position) }
    }
    return (passing, Int(position))
  }

  /// What of a path must not change.
  private func shape(_ path: Path) -> String {
    "\(path.id) \(path.state.rawValue) \(path.hops.map { "\($0.host ?? "")/\($0.interface ?? "") \($0.kind) \($0.tuple) \($0.packets)" })"
  }

  private func compare(_ scenario: Scenario, _ criteria: [Criterion]) throws {
    let map = try scenario.map()
    let selector = PathSelector(criteria)
    let filter = try #require(KernelFilterText.make(selector, map))
    guard !filter.expression.isEmpty else { return }
    let (kept, _) = try passing(scenario, map, filter.expression)
    let whole = try scenario.paths(map).filter { selector.selects($0, map) }.map(shape).sorted()
    let part = try scenario.paths(map, keeping: kept.contains).filter { selector.selects($0, map) }.map(shape).sorted()
    #expect(whole == part, "\(scenario): \(criteria.map(\.text)): \(filter.expression)")
  }

  @Test("The same paths of each Service, with and without it", arguments: Scenario.all)
  func services(_ scenario: Scenario) throws {
    let map = try scenario.map()
    for name in Set(map.servicePorts.map { "\($0.namespace)/\($0.name)" }) {
      try compare(scenario, [Criterion(.service, name, scope: SelectorScope([]))])
    }
  }

  @Test("The same paths of each pod and node, at either end", arguments: Scenario.all)
  func pods(_ scenario: Scenario) throws {
    let map = try scenario.map()
    let scope = SelectorScope([])
    for pod in map.pods {
      for field in [SelectorField.pod, .fromPod, .toPod] {
        try compare(scenario, [Criterion(field, "\(pod.namespace)/\(pod.name)", scope: scope)])
      }
    }
    for node in map.nodes {
      for field in [SelectorField.fromNode, .toNode] {
        try compare(scenario, [Criterion(field, node.name, scope: scope)])
      }
    }
  }
}
