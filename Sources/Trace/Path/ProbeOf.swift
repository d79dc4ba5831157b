import Cluster
import Wire

/// Which paths are probes of a kubelet.
extension Tracer {
  /// A probe sends one small request.
  private static var mostProbeBytes: Int { 16_384 }

  /// A kubelet probes only pods of its own node: straight to PodIP and port, from an address of the node, over TCP.
  ///
  /// What the node masquerades looks the same behind it; so nothing counts that was rewritten, that a router passed on
  /// before (its TTL is no initial one), or that sent more than a probe does. What another process of the node sends to
  /// the same port cannot be told apart.
  /// - Parameter ttl: of the first packet where it was first seen; 0 when only answers were.
  func kubeletProbe(_ path: Path, sentWith ttl: UInt8) -> KubeletProbe? {
    guard path.transport == .tcp, let socket = path.backend, path.front == nil || path.front == socket,
      let backend = path.names.backend, path.translations.isEmpty, [0, 64, 128, 255].contains(ttl)
    else { return nil }
    guard path.hops.allSatisfy({ $0.tunnel == nil && $0.bytes.request <= Self.mostProbeBytes }) else { return nil }
    return map.kubeletProbe(client: path.names.client, backend: backend, port: socket.port)
  }

  /// The same of flows that are not described: they were not translated, and all have the same two ends.
  func isKubeletProbe(_ first: UInt32, at time: Int64) -> Bool {
    var (flow, members) = (first, [UInt32]())
    while flow != 0 {
      guard flows.slab[flow].key.tunnel == .none, flows.slab[flow].requestBytes <= Self.mostProbeBytes else {
        return false
      }
      members.append(flow)
      flow = flows.slab[flow].nextInPath
    }
    let head = order(members)[0]
    guard head.transport == .tcp, [0, 64, 128, 255].contains(head.requestTTL) else { return false }
    let socket = Socket(head.request.destination, head.request.destinationPort)
    let names = map.resolve(
      client: Socket(head.request.source, head.request.sourcePort), front: nil, backend: socket, transport: .tcp,
      at: time)
    guard let backend = names.backend else { return false }
    return map.kubeletProbe(client: names.client, backend: backend, port: socket.port) != nil
  }
}
