/// Tunnels: read the shim between two network layers and go on inside.
extension Decoder {
  /// - Parameters:
  ///   - layer: the one that is blamed when there are too many.
  ///   - next: what is inside.
  func enterTunnel(
    _ kind: TunnelKind, identifier: UInt32 = 0, layer: Layer, next: Layer, _ walk: inout Walk, _ headers: inout Headers
  ) -> Layer {
    guard headers.tunnels < Self.maximumTunnels else { return walk.end(layer, .tooDeep, &headers) }
    headers.tunnels += 1
    walk.tunnel = kind
    walk.tunnelIdentifier = identifier
    return next
  }

  /// VXLAN and VXLAN-GPE. Without the I flag it is some other protocol on the same port, and no tunnel.
  func readVXLAN(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let vxlan = VXLANHeader(walk.bytes) else {
      return walk.endShort(.vxlan, needed: VXLANHeader.headerLength, &headers)
    }
    guard vxlan.isValid else { return .none }
    let isGPE = headers.tuple.destinationPort == ports.vxlanGPE
    let number = isGPE && vxlan.hasNextProtocol ? vxlan.nextProtocol : 3
    let identifier = vxlan.identifier
    let next: Layer
    switch number {
    case 1: next = .ipv4
    case 2: next = .ipv6
    case 3: next = .ethernet
    case 5: next = .mpls
    default: return walk.end(.vxlan, .unsupported, needed: Int(number), &headers)
    }
    guard
      enterTunnel(isGPE ? .vxlanGPE : .vxlan, identifier: identifier, layer: .vxlan, next: next, &walk, &headers)
        != .none
    else { return .none }
    walk.skip(VXLANHeader.headerLength)
    return next
  }

  func readGeneve(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let geneve = GeneveHeader(walk.bytes), walk.bytes.byteCount >= geneve.headerLength else {
      return walk.endShort(.geneve, needed: GeneveHeader.headerLength, &headers)
    }
    guard geneve.version == 0 else { return .none }
    let type = geneve.etherType
    guard
      enterTunnel(.geneve, identifier: geneve.identifier, layer: .geneve, next: .geneve, &walk, &headers) != .none
    else { return .none }
    walk.skip(geneve.headerLength)
    return next(type, after: .geneve, &walk, &headers)
  }

  func readGRE(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let gre = GREHeader(walk.bytes), walk.bytes.byteCount >= gre.headerLength else {
      return walk.endShort(.gre, needed: GREHeader.headerLength, &headers)
    }
    guard gre.version <= 1, !gre.hasRouting else { return walk.end(.gre, .unsupported, &headers) }
    let type = gre.etherType
    let hasSequence = gre.hasSequence
    guard
      enterTunnel(.gre, identifier: gre.identifier, layer: .gre, next: .gre, &walk, &headers) != .none
    else { return .none }
    walk.skip(gre.headerLength)
    if type == .erspan3 || type == .erspan2 && hasSequence { return .erspan }
    if type == .erspan2 {
      walk.tunnel = .erspan
      return .ethernet
    }
    return next(type, after: .gre, &walk, &headers)
  }

  func readERSPAN(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let erspan = ERSPANHeader(walk.bytes), let headerLength = erspan.headerLength else {
      return walk.endShort(.erspan, needed: ERSPANHeader.headerLength, &headers)
    }
    guard walk.bytes.byteCount >= headerLength else {
      return walk.endShort(.erspan, needed: headerLength, &headers)
    }
    let frameType = erspan.frameType
    walk.tunnel = .erspan
    walk.tunnelIdentifier = erspan.session
    walk.skip(headerLength)
    switch frameType {
    case 0: return .ethernet
    case 2: return .raw
    default: return walk.end(.erspan, .unsupported, needed: Int(frameType), &headers)
    }
  }
}
