import Capture
import Cluster
import Foundation
import Trace
import Wire

/// Some captures through the engine, without a command around it.
struct CaptureRun {
  /// In the order of start.
  var paths: [Path]
  var edges: [Edge]
  var summary: TraceSummary

  /// - Parameter captures: of one machine: its hosts have one clock.
  init(_ captures: [String], map: ServiceMap, witness: ConntrackTable = .empty, explains: Bool = false) throws {
    var input = try PacketInput(captures, naming: TapNaming(knownHosts: map.hostNames))
    var configuration = TracerConfiguration()
    configuration.skew = 0
    configuration.explains = explains
    var tracer = Tracer(map: map, witness: witness, configuration: configuration)
    var taps = 0
    var paths: [Path] = []
    while input.advance() {
      for interface in input.interfaces[taps...] {
        tracer.addTap(
          Tap(
            host: interface.host, interface: interface.name, file: interface.file, isOneDevice: interface.isOneDevice))
      }
      taps = input.interfaceCount
      if tracer.receive(input.packet) { paths += tracer.takePaths() }
    }
    tracer.finish()
    self.paths = (paths + tracer.takePaths()).sorted { $0.start < $1.start }
    edges = tracer.edges
    summary = tracer.summary
  }
}

/// Two ends and their protocol, without direction: what a leg of a truth file and a hop are compared by.
struct Pair: Hashable, CustomStringConvertible {
  let transport: TransportProtocol
  let ends: Set<Socket>

  init(_ transport: TransportProtocol, _ one: Socket, _ other: Socket) {
    self.transport = transport
    ends = [one, other]
  }

  init(_ tuple: Tuple) {
    self.init(
      tuple.transport, Socket(tuple.source, tuple.sourcePort), Socket(tuple.destination, tuple.destinationPort))
  }

  var description: String { ends.map(\.description).sorted().joined(separator: " – ") }
}
