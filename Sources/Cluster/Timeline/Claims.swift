import Wire

/// What only one pod or Service has at a time.
enum Claim: Hashable {
  case podAddress(IPAddress)
  case clusterIP(IPAddress)
  case socket(Socket, TransportProtocol)
  case nodePort(UInt16, TransportProtocol)
}

extension PodObject {
  /// The addresses of a pod that holds them as of the dump.
  var claims: [Claim] {
    info.isFinished || info.hostNetwork ? [] : info.ips.map(Claim.podAddress)
  }
}

extension ServiceObject {
  /// Its entrances.
  var claims: Set<Claim> {
    var found: Set<Claim> = []
    for port in ports {
      found.formUnion(port.clusterIPs.map(Claim.clusterIP))
      found.formUnion((port.loadBalancerIPs + port.externalIPs).map { .socket(Socket($0, port.port), port.transport) })
      if let nodePort = port.nodePort { found.insert(.nodePort(nodePort, port.transport)) }
    }
    return found
  }
}

extension ClusterObjects {
  var claims: Set<Claim> { Set(pods.flatMap(\.claims)).union(services.flatMap(\.claims)) }

  /// Leaves out what a later dump gives to others.
  mutating func yield(to later: Set<Claim>) {
    pods.removeAll { !later.isDisjoint(with: $0.claims) }
    services.removeAll { !later.isDisjoint(with: $0.claims) }
  }
}
