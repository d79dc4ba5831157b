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
    let differences = whole.difference(from: part).map { "\($0)" }
    #expect(differences.isEmpty, "\(criteria.map { "--\($0.field) \($0.text)" }): \(filter.expression)")
  }

  @Test("The same paths of each Service, with and without it", arguments: Scenario.all)
  func services(_ scenario: Scenario) throws {
    let map = try scenario.map()
    for name in Set(map.servicePorts.map { "\($0.namespace)/\($0.name)" }) {
      try compare(scenario, [Criterion(.service, name, scope: SelectorScope([]))])
    }
  }

  @Test(
    "The same paths of each Service of a real cluster",
    .enabled(if: KubeCase.isPresent, "skipped: no kube captures here"),
    arguments: KernelFilterTests.recordings)
  func kube(_ scenario: Scenario) throws { try services(scenario) }

  /// All taps of each recording.
  fileprivate static let recordings = Set(KubeCase.all.map(\.folder)).sorted { $0.path < $1.path }.map {
    Scenario(folder: $0.appending(path: "pcap"), objects: $0.appending(path: "cluster.json"))
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

extension KernelFilterTests {
  /// tcpdump, which compiles the same words, leaves as many packets of each file.
  @Test(
    "tcpdump takes it, and leaves as many packets",
    .enabled(if: Tcpdump.path != nil, "skipped: tcpdump is not installed"),
    arguments: ["nginx-service", "any-sll2", "dual-stack-hairpin", "sctp", "overlay-geneve"])
  func witness(_ name: String) throws {
    let scenario = try #require(Scenario.all.first { $0.folder.lastPathComponent == name })
    let map = try scenario.map()
    let service = try #require(map.servicePorts.first)
    let selector = PathSelector([
      try Criterion(.service, "\(service.namespace)/\(service.name)", scope: SelectorScope([]))
    ])
    let expression = try #require(KernelFilterText.make(selector, map)).expression
    let theirs = try scenario.captures.reduce(0) { try $0 + Tcpdump.count($1, expression) }
    let (kept, _) = try passing(scenario, map, expression)
    #expect(theirs == kept.count && theirs > 0)
  }

  @Test("Packets of another Service stay out")
  func others() throws {
    let scenario = try #require(Scenario.all.first { $0.folder.lastPathComponent == "dns-clusterip" })
    let map = try scenario.map()
    let selector = PathSelector([try Criterion(.service, "kube-dns", scope: SelectorScope([]))])
    let filter = try #require(KernelFilterText.make(selector, map))
    let (kept, all) = try passing(scenario, map, filter.expression)
    #expect(kept.count > 0 && kept.count <= all)
    var other = PacketFilter(filter.expression)
    let web = try ProbeFrame.make(#require(IPAddress("10.244.1.10")), to: "10.96.200.1", 80, .tcp)
    let dns = try ProbeFrame.make(
      #require(IPAddress("10.244.1.10")), to: "\(map.servicePorts[0].clusterIPs[0])", 53, .udp)
    #expect(other.admits(ethernet: web) == false)
    #expect(other.admits(ethernet: dns) == true)
  }
}

extension ProbeFrame {
  fileprivate static func make(
    _ client: IPAddress, to server: String, _ port: UInt16, _ transport: TransportProtocol
  ) throws -> [UInt8] {
    make(Socket(client, 40_000), Socket(try #require(IPAddress(server)), port), transport)
  }
}

/// tcpdump(8), whose words these are.
enum Tcpdump {
  static let path = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].first { FileManager.default.isExecutableFile(atPath: $0) }

  /// How many packets of a file it prints.
  static func count(_ file: String, _ expression: String) throws -> Int {
    let (process, out) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = ["-n", "-t", "-q", "-r", file, expression]
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return bytes.count { $0 == UInt8(ascii: "\n") }
  }
}
