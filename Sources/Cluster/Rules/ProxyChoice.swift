import Wire

/// Which endpoints kube-proxy puts into the rules of one node, for one family.
///
/// | endpoints | for traffic policy Cluster | for Local |
/// |---|---|---|
/// | ready | all of them; where they have hints, those for the node or its zone | those on the node |
/// | none ready | serving ones that terminate | those of the node |
/// | neither | none: connections are refused | none: they are dropped |
struct ProxyChoice {
  private let backends: [Backend]
  private let node: NodeID?
  private let nodeName: String?
  private let zone: String?

  init(_ port: ServicePort, _ family: AddressFamily, node: NodeID?, in map: ServiceMap) {
    backends = port.backends.filter { $0.socket.map { AddressFamily($0.ip) == family && $0.port != 0 } ?? false }
    self.node = node
    nodeName = node.map { map[$0].name }
    zone = map.zone(of: node)
  }

  private static func usable(_ backends: [Backend]) -> [Backend] {
    let ready = backends.filter(\.ready)
    return ready.isEmpty ? backends.filter { $0.serving && $0.terminating } : ready
  }

  /// nil when it is not known which node's rules these are.
  var local: [Backend]? {
    node.map { node in Self.usable(backends.filter { $0.node == node }) }
  }

  /// Every choice that a version or setting of kube-proxy makes, the likeliest first.
  var cluster: [[Backend]] {
    let all = Self.usable(backends)
    let ready = all.filter(\.ready)
    guard !ready.isEmpty else { return [all] }
    let near = [
      hinted(ready, nodeName) { $0.hintedNodes }, hinted(ready, zone) { $0.hintedZones },
    ].compactMap { $0 }
    return near + [all]
  }

  /// Hints count only when every ready endpoint has one, and one is for this node.
  private func hinted(_ ready: [Backend], _ own: String?, _ hints: (Backend) -> [String]) -> [Backend]? {
    guard let own, ready.allSatisfy({ !hints($0).isEmpty }) else { return nil }
    let near = ready.filter { hints($0).contains(own) }
    return near.isEmpty ? nil : near
  }
}

extension ServicePort {
  /// kube-proxy makes rules for it.
  var isProxied: Bool { !headless && type != .externalName && !hasOtherProxy }

  func has(_ family: AddressFamily) -> Bool { family == .ipv4 ? hasIPv4 : hasIPv6 }

  /// Entrances that a node's rules should have, and whether only with endpoints of the node.
  func entrances(_ family: AddressFamily) -> [(entrance: RuleFront.Entrance, isLocal: Bool)] {
    guard isProxied, has(family) else { return [] }
    let outer = externalIPs + (loadBalancerIsProxy ? [] : loadBalancerIPs)
    let own = clusterIPs.map { ($0, internalTrafficPolicyLocal) } + outer.map { ($0, externalTrafficPolicyLocal) }
    var result: [(entrance: RuleFront.Entrance, isLocal: Bool)] = []
    for (ip, isLocal) in own where AddressFamily(ip) == family { result.append((.address(Socket(ip, port)), isLocal)) }
    if let nodePort { result.append((.nodePort(nodePort, family), externalTrafficPolicyLocal)) }
    return result
  }
}
