import Capture
import Cluster
import Foundation
import Render
import Trace

/// One folder of `captures/`: captures, cluster objects, truth, and the expected screen.
struct Scenario: CustomStringConvertible, Sendable {
  let folder: URL
  /// The objects used: plain manifests and full dumps of one folder are two scenarios.
  let objects: URL

  var description: String { "\(folder.lastPathComponent) with \(objects.lastPathComponent)" }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let all: [Scenario] = entries(of: root.appending(path: "captures")).flatMap { folder in
    entries(of: folder).filter { $0.lastPathComponent.hasPrefix("cluster.") }.map {
      Scenario(folder: folder, objects: $0)
    }
  }

  private static func entries(of folder: URL) -> [URL] {
    let found = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (found ?? []).sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  var captures: [String] {
    Self.entries(of: folder).filter { ["pcap", "pcapng"].contains($0.pathExtension) }.map(\.path)
  }

  func map() throws -> ServiceMap {
    var read = ClusterObjects()
    try ClusterLoader.load(Array(try Data(contentsOf: objects)), name: objects.lastPathComponent, into: &read)
    return ServiceMap(read)
  }

  /// What the nodes' kernels said.
  func witness(_ map: ServiceMap) throws -> ConntrackTable {
    let naming = WitnessNaming(knownHosts: map.hostNames, namesAllNodes: !map.nodes.isEmpty)
    var records = ConntrackRecords()
    for file in Self.entries(of: folder) where file.lastPathComponent.hasPrefix("conntrack") {
      guard let host = naming.host(ofPath: file.path) else { continue }
      try ConntrackText.load(
        Array(try Data(contentsOf: file)), name: file.lastPathComponent, host: host, into: &records)
    }
    return ConntrackTable(records)
  }

  /// Paths in the order of start. The captures are of one machine: its hosts have one clock.
  func paths(
    _ map: ServiceMap, witness: ConntrackTable = .empty, keeping keep: (UInt64) -> Bool = { _ in true },
    seed: UInt64 = 1
  ) throws -> [Path] {
    var input = try PacketInput(captures, naming: TapNaming(knownHosts: map.hostNames))
    var configuration = TracerConfiguration()
    configuration.seed = seed
    configuration.skew = 0
    var tracer = Tracer(map: map, witness: witness, configuration: configuration)
    var taps = 0
    var paths: [Path] = []
    var position: UInt64 = 0
    while input.advance() {
      for interface in input.interfaces[taps...] {
        tracer.addTap(
          Tap(
            host: interface.host, interface: interface.name, file: interface.file, isOneDevice: interface.isOneDevice))
      }
      taps = input.interfaceCount
      position += 1
      guard keep(position) else { continue }
      if tracer.receive(input.packet) { paths += tracer.takePaths() }
    }
    tracer.finish()
    return (paths + tracer.takePaths()).sorted { $0.start < $1.start }
  }

  func truth() throws -> Truth {
    try JSONDecoder().decode(Truth.self, from: Data(contentsOf: folder.appending(path: "truth.json")))
  }

  var expected: URL { folder.appending(path: "expected.\(objects.pathExtension).txt") }
}

/// The part of `truth.json` that is compared: what conntrack, the servers and a packet counter said.
struct Truth: Decodable {
  struct Connection: Decodable {
    var id: String
    var `protocol`: String
    var service: String?
    var outcome: String
    var entrance: String?
    var backend: Backend?
    var legs: [Leg]
    var halves: [Leg]
    /// Why packets alone cannot tell it from others; conntrack can.
    var undecidable: String?
  }

  struct Backend: Decodable {
    var pod: String?
    var ip: String
  }

  struct Leg: Decodable {
    var tuple: Ends
    var observed: [Observation]
  }

  struct Observation: Decodable {
    /// `worker-1_eth0`, or `worker-1_any/eth0`.
    var tap: String
    /// The tunnel; empty without one.
    var encap: String
    var forward: Int
    var back: Int
  }

  var connections: [Connection]
}

/// `[source, port, destination, port]`, compared without direction.
struct Ends: Decodable, Hashable {
  let pair: Set<String>

  init(from decoder: any Swift.Decoder) throws {
    var list = try decoder.unkeyedContainer()
    let source = try list.decode(String.self)
    let sourcePort = try list.decode(Int.self)
    let destination = try list.decode(String.self)
    pair = ["\(source) \(sourcePort)", "\(destination) \(try list.decode(Int.self))"]
  }

  init(_ hop: Hop) {
    pair = [
      "\(hop.tuple.source) \(hop.tuple.sourcePort)", "\(hop.tuple.destination) \(hop.tuple.destinationPort)",
    ]
  }
}
