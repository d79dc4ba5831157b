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
    guard vxlan.isValid else {
      hashPayload(walk, &headers)
      return .none
    }
    let isGPE = headers.tuple.destinationPort == ports.vxlanGPE
    let number = isGPE && vxlan.hasNextProtocol ? vxlan.nextProtocol : 3
    let identifier = vxlan.identifier
    let next = ServiceProtocol.layer(number)
    guard next != .none else { return walk.end(.vxlan, .unsupported, needed: Int(number), &headers) }
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
    guard geneve.version == 0 else {
      hashPayload(walk, &headers)
      return .none
    }
    let type = geneve.etherType
    guard
      enterTunnel(.geneve, identifier: geneve.identifier, layer: .geneve, next: .geneve, &walk, &headers) != .none
    else { return .none }
    walk.skip(geneve.headerLength)
    return next(type, after: .geneve, &walk, &headers)
  }

  func readGRE(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let gre = GREHeader(walk.bytes) else {
      return walk.endShort(.gre, needed: GREHeader.headerLength, &headers)
    }
    guard walk.bytes.byteCount >= gre.headerLength else {
      return walk.endShort(.gre, needed: gre.headerLength, &headers)
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
    return type == .webCache ? readWebCache(&walk, &headers) : next(type, after: .gre, &walk, &headers)
  }

  /// WCCP version 2 has four bytes in front of the IPv4 header, version 1 has none (draft-wilson-wrec-wccp-v2 §4.12).
  private func readWebCache(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    if walk.bytes.byteCount >= 4, walk.bytes.byte(0) >> 4 != 4 { walk.skip(4) }
    return .ipv4
  }

  func readNSH(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let service = NSHHeader(walk.bytes) else {
      return walk.endShort(.nsh, needed: NSHHeader.headerLength, &headers)
    }
    guard walk.enterLayer() else { return walk.end(.nsh, .tooDeep, &headers) }
    let headerLength = service.headerLength
    let number = service.nextProtocol
    guard headerLength >= NSHHeader.headerLength else { return walk.end(.nsh, .malformed, &headers) }
    guard walk.bytes.byteCount >= headerLength else { return walk.endShort(.nsh, needed: headerLength, &headers) }
    let next = ServiceProtocol.layer(number)
    guard next != .none else { return walk.end(.nsh, .unsupported, needed: Int(number), &headers) }
    walk.skip(headerLength)
    return next
  }

  func readERSPAN(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let erspan = ERSPANHeader(walk.bytes) else {
      return walk.endShort(.erspan, needed: ERSPANHeader.headerLength, &headers)
    }
    guard let headerLength = erspan.headerLength else {
      return walk.endShort(.erspan, needed: ERSPANHeader.headerLength3, &headers)
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
