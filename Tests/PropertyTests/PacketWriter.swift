import Wire

/// Writes one copy as bytes. Checksums are zero: nobody may look at them (dataplane.md §1.9).
struct PacketWriter {
  let world: World

  /// - Parameter interface: of a Linux cooked v2 capture; nil for Ethernet.
  func bytes(_ copy: Copy, interface: Int?) -> [UInt8] {
    var packet = inner(copy)
    var isIPv4 = copy.crossing.tuple.source.isIPv4
    if let tunnel = copy.crossing.tunnel {
      (packet, isIPv4) = (encapsulate(packet, isIPv4, tunnel, copy), true)
    }
    let type: [UInt8] = isIPv4 ? [8, 0] : [0x86, 0xdd]
    guard let interface else { return Self.macs + type + packet }
    let direction: UInt8 = copy.crossing.leaves ? 4 : copy.crossing.isBridgeCopy ? 3 : 0
    return type + [0, 0] + big(UInt32(interface)) + [0, 1, direction, 6] + [UInt8](repeating: 2, count: 8) + packet
  }

  private static let macs: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]

  private func inner(_ copy: Copy) -> [UInt8] {
    let tuple = copy.crossing.tuple
    return ip(
      tuple.source, tuple.destination, tuple.transport.rawValue, ttl: copy.ttl, copy.segment,
      transport(tuple, copy.segment))
  }

  private func ip(
    _ source: IPAddress, _ destination: IPAddress, _ number: UInt8, ttl: UInt8, _ segment: Segment, _ body: [UInt8]
  ) -> [UInt8] {
    if source.isIPv4 {
      return [0x45, 0] + big(UInt16(20 + body.count)) + big(segment.identification) + [0x40, 0, ttl, number, 0, 0]
        + big(source.v4) + big(destination.v4) + body
    }
    return big(6 << 28 | segment.label) + big(UInt16(body.count)) + [number, ttl] + big(source) + big(destination)
      + body
  }

  private func transport(_ tuple: Tuple, _ segment: Segment) -> [UInt8] {
    let ports = big(tuple.sourcePort) + big(tuple.destinationPort)
    switch tuple.transport {
    case .tcp: return ports + tcp(segment)
    case .udp: return ports + big(UInt16(8 + segment.payload.count)) + [0, 0] + segment.payload
    case .sctp: return ports + big(segment.acknowledgement) + [0, 0, 0, 0] + chunk(segment)
    default:
      let isRequest = segment.flags == 8
      let type: UInt8 = tuple.transport == .icmp ? segment.flags : isRequest ? 128 : 129
      return [type, 0, 0, 0] + big(tuple.sourcePort) + big(UInt16(truncatingIfNeeded: segment.sequence))
        + segment.payload
    }
  }

  private func tcp(_ segment: Segment) -> [UInt8] {
    var options: [UInt8] = []
    if segment.flags & TCPBits.syn != 0 { options += [2, 4, 5, 180] }
    if let stamps = segment.stamps { options += [1, 1, 8, 10] + big(stamps.value) + big(stamps.echo) }
    if segment.flags & TCPBits.syn != 0 { options += [1, 3, 3, 7] }
    return big(segment.sequence) + big(segment.acknowledgement)
      + [UInt8(5 + options.count / 4) << 4, segment.flags, 0xfa, 0xf0, 0, 0, 0, 0] + options + segment.payload
  }

  private func chunk(_ segment: Segment) -> [UInt8] {
    let isFirst = segment.flags == 1 || segment.flags == 2
    let body = isFirst ? big(segment.sequence) + [0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 7] : segment.payload
    return [segment.flags, 0] + big(UInt16(4 + body.count)) + body
  }

  /// The outer header is IPv4 between the nodes' own addresses.
  private func encapsulate(
    _ packet: [UInt8], _ isIPv4: Bool, _ tunnel: (from: Int, to: Int), _ copy: Copy
  ) -> [UInt8] {
    let (from, to) = (world.nodes[tunnel.from].address.v4, world.nodes[tunnel.to].address.v4)
    var outer = Segment(fromClient: true)
    outer.identification = UInt16(truncatingIfNeeded: copy.time / 1000)
    let frame = Self.macs + (isIPv4 ? [8, 0] : [0x86, 0xdd]) + packet
    switch world.overlay {
    case .vxlan:
      return ip(from, to, 17, ttl: 64, outer, udp(8472, copy, [8, 0, 0, 0, 0, 0, 1, 0] + frame))
    case .geneve:
      return ip(from, to, 17, ttl: 64, outer, udp(6081, copy, [0, 0, 0x65, 0x58, 0, 0, 1, 0] + frame))
    default: return ip(from, to, isIPv4 ? 4 : 41, ttl: 64, outer, packet)
    }
  }

  /// The outer source port is a hash of the inner flow.
  private func udp(_ port: UInt16, _ copy: Copy, _ payload: [UInt8]) -> [UInt8] {
    let tuple = copy.crossing.tuple
    return big(32768 | (tuple.sourcePort &* 7 ^ tuple.destinationPort)) + big(port)
      + big(UInt16(8 + payload.count)) + [0, 0] + payload
  }

  private func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
  private func big(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  private func big(_ ip: IPAddress) -> [UInt8] {
    [ip.high, ip.low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }
}
