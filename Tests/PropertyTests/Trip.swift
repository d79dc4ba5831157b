import Cluster
import Wire

/// Builds a journey node by node, asking each node's connection tracking for source ports.
struct Trip {
  let world: World
  let connection: Int
  let family: Family
  let transport: TransportProtocol
  private(set) var journey = Journey()
  private var tuple: Tuple

  init(_ world: World, _ connection: Int, _ family: Family, _ transport: TransportProtocol, from: Socket, to: Socket) {
    self.world = world
    self.connection = connection
    self.family = family
    self.transport = transport
    tuple = Tuple(
      source: from.ip, sourcePort: from.port, destination: to.ip, destinationPort: to.port, transport: transport)
  }

  mutating func describe(_ change: (inout Journey) -> Void) { change(&journey) }

  enum Masquerade { case none, keepingPort, random }

  /// Passes one node.
  mutating func pass(
    _ node: Int, _ entry: Port, _ exit: Port, to destination: Socket?, _ masquerade: Masquerade,
    _ conntrack: inout Conntrack, _ random: inout SplitMix
  ) {
    let before = tuple
    if let destination {
      tuple.destination = destination.ip
      tuple.destinationPort = destination.port
    }
    let middle = tuple
    let address = self.address(node, towards: exit)
    let source: Conntrack.Source =
      switch masquerade {
      case .none: .same
      case .keepingPort: .masquerade(address)
      case .random: .random(address)
      }
    let isEcho = transport == .icmp || transport == .icmpv6
    let end = Socket(tuple.destination, isEcho ? 0 : tuple.destinationPort)
    let bound = conntrack.bind(
      source, of: Socket(tuple.source, tuple.sourcePort), to: end, transport, on: node, for: connection, &random)
    tuple.source = bound.ip
    tuple.sourcePort = bound.port
    if isEcho { tuple.destinationPort = bound.port }
    journey.transits.append(
      Transit(node: node, entry: entry, exit: exit, before: before, middle: middle, after: tuple))
  }

  /// From a node to a pod, over another node when the pod is there.
  mutating func reach(
    _ pod: Int, on port: UInt16?, from node: Int, _ entry: Port, _ masquerade: Masquerade,
    _ conntrack: inout Conntrack, _ random: inout SplitMix
  ) {
    let end = world.pods[pod]
    journey.pod = pod
    let destination = port.map { Socket(end.address[family], $0) }
    if end.node == node {
      let exit: Port = end.hostNetwork ? .process : .pod(pod)
      pass(node, entry, exit, to: destination, end.hostNetwork ? .none : masquerade, &conntrack, &random)
      return
    }
    let isPlain = end.hostNetwork || world.overlay == .routed
    pass(node, entry, isPlain ? .wire : .tunnel(peer: end.node), to: destination, masquerade, &conntrack, &random)
    let last: Port = end.hostNetwork ? .process : .pod(pod)
    pass(end.node, isPlain ? .wire : .tunnel(peer: node), last, to: nil, .none, &conntrack, &random)
  }

  /// The address that MASQUERADE takes on the way out.
  private func address(_ node: Int, towards exit: Port) -> IPAddress {
    switch exit {
    case .pod: world.nodes[node].bridge[family]
    case .tunnel: world.nodes[node].tunnel[family]
    case .wire, .process: world.nodes[node].address[family]
    }
  }
}
