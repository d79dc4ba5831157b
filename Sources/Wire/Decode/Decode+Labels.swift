/// Link layers under whose header the version nibble, or PPP's own numbers, tell the network protocol.
extension Decoder {
  func readRaw(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard walk.bytes.byteCount > 0 else { return walk.endShort(.raw, needed: 1, &headers) }
    switch walk.bytes.byte(0) >> 4 {
    case 4: return .ipv4
    case 6: return .ipv6
    case let version: return walk.end(.raw, .unsupported, needed: Int(version), &headers)
    }
  }

  /// A whole label stack is one layer: it is as long as the packet lets it be.
  func readMPLS(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard walk.enterLayer() else { return walk.end(.mpls, .tooDeep, &headers) }
    var isBottom = false
    while !isBottom {
      guard let label = MPLSLabel(walk.bytes) else {
        return walk.endShort(.mpls, needed: MPLSLabel.headerLength, &headers)
      }
      isBottom = label.isBottom
      walk.skip(MPLSLabel.headerLength)
    }
    return readBelowLabels(&walk, &headers)
  }

  /// Nothing announces what a label stack carries: IP shows in its version nibble, an Ethernet pseudowire (RFC 4448) in a
  /// known type where a frame has it, straight away or behind a control word (nibble 0, four bytes).
  private func readBelowLabels(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard walk.bytes.byteCount > 0 else { return walk.endShort(.mpls, needed: 1, &headers) }
    let nibble = walk.bytes.byte(0) >> 4
    if nibble == 4 { return .ipv4 }
    if nibble == 6 { return .ipv6 }
    if let frame = EthernetHeader(walk.bytes), frame.etherType.isWellKnown { return .ethernet }
    if nibble == 0, let frame = EthernetHeader(walk.bytes.dropping(min(4, walk.bytes.byteCount))),
      frame.etherType.isWellKnown
    {
      walk.skip(4)
      return .ethernet
    }
    return walk.end(.mpls, .unsupported, needed: Int(nibble), &headers)
  }

  func readPPPoE(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let session = PPPoEHeader(walk.bytes) else {
      return walk.endShort(.pppoe, needed: PPPoEHeader.headerLength, &headers)
    }
    guard walk.enterLayer() else { return walk.end(.pppoe, .tooDeep, &headers) }
    let length = session.length
    let code = session.code
    guard code == 0 else { return walk.end(.pppoe, .unsupported, needed: Int(code), &headers) }
    walk.skip(PPPoEHeader.headerLength)
    walk.limit(to: length)
    return .ppp
  }

  func readPPP(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let ppp = PPPHeader(walk.bytes) else {
      return walk.endShort(.ppp, needed: walk.bytes.byteCount + 1, &headers)
    }
    guard walk.enterLayer() else { return walk.end(.ppp, .tooDeep, &headers) }
    let number = ppp.protocolNumber
    let isCisco = ppp.isCisco
    walk.skip(ppp.headerLength)
    if isCisco { return next(EtherType(rawValue: number), after: .ppp, &walk, &headers) }
    switch number {
    case 0x0021: return .ipv4
    case 0x0057: return .ipv6
    case 0x0281, 0x0283: return .mpls
    default: return walk.end(.ppp, .unsupported, needed: Int(number), &headers)
    }
  }
}
