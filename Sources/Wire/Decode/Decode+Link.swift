/// Link layers: each reads one header and says what comes next.
extension Decoder {
  /// What a packet of a link type begins with; cooked and loopback headers only occur here and are read at once.
  @inline(__always)
  func start(_ linkType: LinkType, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    linkType == .ethernet ? .ethernet : startOther(linkType, &walk, &headers)
  }

  @inline(never)
  private func startOther(_ linkType: LinkType, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    switch linkType {
    case .linuxCooked: readCooked(&walk, &headers)
    case .linuxCooked2: readCooked2(&walk, &headers)
    case .null, .loop: readLoopback(&walk, &headers)
    case .raw, .rawBSD, .rawOpenBSD: .raw
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    case .ppp, .pppHDLC, .ciscoHDLC: .ppp
    case .pppEther: .pppoe
    default: walk.end(.link, .unsupported, needed: Int(linkType.rawValue), &headers)
    }
  }

  /// - Parameter layer: the one whose header has the type field.
  @inline(__always)
  func next(_ type: EtherType, after layer: Layer, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    if type == .ipv4 { return .ipv4 }
    if type == .ipv6 { return .ipv6 }
    return nextOther(type, after: layer, &walk, &headers)
  }

  @inline(never)
  private func nextOther(
    _ type: EtherType, after layer: Layer, _ walk: inout Walk, _ headers: inout Headers
  ) -> Layer {
    switch type {
    case .vlan, .providerBridge, .oldQinQ: return .vlan
    case .arp, .reverseARP: return .arp
    case .mpls, .mplsMulticast: return .mpls
    case .pppoeSession: return .pppoe
    case .ppp: return .ppp
    case .serviceHeader: return .nsh
    case .transparentEthernet: return .ethernet
    case .backboneBridge: return readBackboneTag(&walk, &headers)
    default:
      if BridgeTag.headerLength(type) > 0 { return readTag(type, &walk, &headers) }
      guard type.isLength else { return walk.end(layer, .unsupported, needed: Int(type.rawValue), &headers) }
      walk.limit(to: Int(type.rawValue))
      return .llc
    }
  }

  @inline(__always)
  func readEthernet(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let ethernet = EthernetHeader(walk.bytes) else {
      return walk.endShort(.ethernet, needed: EthernetHeader.headerLength, &headers)
    }
    guard walk.enterLayer() else { return walk.end(.ethernet, .tooDeep, &headers) }
    let type = ethernet.etherType
    walk.skip(EthernetHeader.headerLength)
    return next(type, after: .ethernet, &walk, &headers)
  }

  func readVLAN(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let tag = VLANTag(walk.bytes) else {
      return walk.endShort(.vlan, needed: VLANTag.headerLength, &headers)
    }
    guard walk.enterLayer() else { return walk.end(.vlan, .tooDeep, &headers) }
    headers.vlan = tag.identifier
    let type = tag.etherType
    walk.skip(VLANTag.headerLength)
    return next(type, after: .vlan, &walk, &headers)
  }

  private func readTag(_ type: EtherType, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    let headerLength = BridgeTag.headerLength(type)
    guard let tag = BridgeTag(walk.bytes, headerLength: headerLength) else {
      return walk.endShort(.vlan, needed: headerLength, &headers)
    }
    guard walk.enterLayer() else { return walk.end(.vlan, .tooDeep, &headers) }
    let type = tag.etherType
    walk.skip(headerLength)
    return next(type, after: .vlan, &walk, &headers)
  }

  /// IEEE 802.1ah service tag: four bytes, then the customer's whole frame.
  private func readBackboneTag(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard walk.bytes.byteCount >= 4 else { return walk.endShort(.vlan, needed: 4, &headers) }
    walk.skip(4)
    return .ethernet
  }

  func readLLC(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let llc = LLCHeader(walk.bytes), walk.bytes.byteCount >= llc.headerLength else {
      return walk.endShort(.llc, needed: max(LLCHeader.headerLength, walk.bytes.byteCount + 1), &headers)
    }
    guard walk.enterLayer() else { return walk.end(.llc, .tooDeep, &headers) }
    let destination = llc.destinationPoint
    guard llc.hasSNAP else {
      guard destination == LLCHeader.internetProtocol else {
        return walk.end(.llc, .unsupported, needed: Int(destination), &headers)
      }
      walk.skip(llc.headerLength)
      return .ipv4
    }
    guard let snap = llc.snap else {
      return walk.endShort(.llc, needed: LLCHeader.headerLength + SNAPHeader.headerLength, &headers)
    }
    let type = snap.etherType
    let isFrame = snap.isBridgedEthernet
    guard isFrame || snap.isEtherType && !type.isLength else {
      return walk.end(.llc, .unsupported, needed: Int(type.rawValue), &headers)
    }
    walk.skip(LLCHeader.headerLength + SNAPHeader.headerLength)
    return isFrame ? .ethernet : next(type, after: .llc, &walk, &headers)
  }

  func readCooked(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let cooked = LinuxCookedHeader(walk.bytes) else {
      return walk.endShort(.linuxCooked, needed: LinuxCookedHeader.headerLength, &headers)
    }
    headers.direction = cooked.direction
    let type = cooked.etherType
    let hardware = cooked.hardwareType
    walk.skip(LinuxCookedHeader.headerLength)
    return nextCooked(type, hardware: hardware, &walk, &headers)
  }

  func readCooked2(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let cooked = LinuxCooked2Header(walk.bytes) else {
      return walk.endShort(.linuxCooked, needed: LinuxCooked2Header.headerLength, &headers)
    }
    headers.direction = cooked.direction
    headers.interfaceIndex = cooked.interfaceIndex
    let type = cooked.etherType
    let hardware = cooked.hardwareType
    walk.skip(LinuxCooked2Header.headerLength)
    return nextCooked(type, hardware: hardware, &walk, &headers)
  }

  /// The protocol field of a cooked header: an EtherType, or below 0x600 an `ETH_P_` value of `linux/if_ether.h`.
  private func nextCooked(
    _ type: EtherType, hardware: UInt16, _ walk: inout Walk, _ headers: inout Headers
  ) -> Layer {
    if HardwareType.hasOwnProtocols(hardware) {
      return walk.end(.linuxCooked, .unsupported, needed: Int(hardware), &headers)
    }
    guard type.isLength else { return next(type, after: .linuxCooked, &walk, &headers) }
    return type == .linuxLLC ? .llc : walk.end(.linuxCooked, .unsupported, needed: Int(type.rawValue), &headers)
  }

  func readLoopback(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let loopback = LoopbackHeader(walk.bytes) else {
      return walk.endShort(.loopback, needed: LoopbackHeader.headerLength, &headers)
    }
    let family = loopback.family
    let type = loopback.etherType
    guard loopback.isIPv4 || loopback.isIPv6 || type != nil else {
      return walk.end(.loopback, .unsupported, needed: Int(family & 0xffff), &headers)
    }
    let next = loopback.isIPv4 ? Layer.ipv4 : .ipv6
    walk.skip(LoopbackHeader.headerLength)
    if let type { return self.next(type, after: .loopback, &walk, &headers) }
    return next
  }
}
