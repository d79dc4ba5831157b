import Wire

/// Headers as the wire has them, composed from the outside in: `ethernet(.ipv4, ipv4(17, udp(53, 1024, payload)))`.
typealias Bytes = [UInt8]

func be16(_ value: Int) -> Bytes { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
func be32(_ value: Int) -> Bytes { be16(value >> 16) + be16(value) }

// MARK: Link

func ethernet(_ type: EtherType, _ payload: Bytes) -> Bytes {
  [2, 0, 0, 0, 0, 1] + [2, 0, 0, 0, 0, 2] + be16(Int(type.rawValue)) + payload
}

func vlan(_ identifier: Int, _ type: EtherType, _ payload: Bytes) -> Bytes {
  be16(identifier) + be16(Int(type.rawValue)) + payload
}

func label(_ label: Int, bottom: Bool, _ payload: Bytes) -> Bytes {
  be32(label << 12 | (bottom ? 0x100 : 0) | 64) + payload
}

func pppoe(_ ppp: Bytes) -> Bytes { [0x11, 0] + be16(7) + be16(ppp.count) + ppp }

func cooked(_ packetType: Int, _ type: EtherType, _ payload: Bytes, hardware: Int = 1) -> Bytes {
  be16(packetType) + be16(hardware) + be16(6) + Bytes(repeating: 9, count: 8) + be16(Int(type.rawValue)) + payload
}

func cooked2(_ packetType: UInt8, interface: Int, _ type: EtherType, _ payload: Bytes) -> Bytes {
  be16(Int(type.rawValue)) + [0, 0] + be32(interface) + be16(1) + [packetType, 6] + Bytes(repeating: 9, count: 8)
    + payload
}

// MARK: Network

/// - Parameters:
///   - total: the total length field; by default what it is.
///   - fragment: flags and offset.
func ipv4(
  _ number: UInt8, _ payload: Bytes, from: Bytes = [10, 0, 0, 1], to: Bytes = [10, 0, 0, 2], options: Bytes = [],
  total: Int? = nil, fragment: Int = 0, identification: Int = 0x1234, ttl: UInt8 = 64
) -> Bytes {
  [0x45 + UInt8(options.count / 4), 0] + be16(total ?? 20 + options.count + payload.count) + be16(identification)
    + be16(fragment) + [ttl, number, 0, 0] + from + to + options + payload
}

/// From `fd00::1` to `fd00::2`.
func ipv6(_ next: UInt8, _ payload: Bytes, length: Int? = nil, label: Int = 0xabcde) -> Bytes {
  be32(6 << 28 | label) + be16(length ?? payload.count) + [next, 63] + [0xfd] + Bytes(repeating: 0, count: 14) + [1]
    + [0xfd] + Bytes(repeating: 0, count: 14) + [2] + payload
}

/// An extension header of `words` × 8 bytes.
func ipv6Extension(_ next: UInt8, words: Int = 1, _ payload: Bytes) -> Bytes {
  [next, UInt8(words - 1)] + Bytes(repeating: 0, count: words * 8 - 2) + payload
}

/// AH with a 12-byte integrity value.
func authentication(_ next: UInt8, _ payload: Bytes) -> Bytes {
  [next, 4] + Bytes(repeating: 7, count: 22) + payload
}

// MARK: Transport

func tcp(
  _ source: Int, _ destination: Int, flags: UInt8 = 0x10, sequence: Int = 1000, acknowledgement: Int = 2000,
  options: Bytes = [], _ payload: Bytes = []
) -> Bytes {
  be16(source) + be16(destination) + be32(sequence) + be32(acknowledgement)
    + [UInt8(5 + options.count / 4) << 4, flags] + be16(512) + [0, 0, 0, 0] + options + payload
}

func udp(_ source: Int, _ destination: Int, _ payload: Bytes, length: Int? = nil) -> Bytes {
  be16(source) + be16(destination) + be16(length ?? payload.count + 8) + [0, 0] + payload
}

func sctp(_ source: Int, _ destination: Int, tag: Int, _ chunks: Bytes) -> Bytes {
  be16(source) + be16(destination) + be32(tag) + [0, 0, 0, 0] + chunks
}

func icmp(_ type: UInt8, code: UInt8 = 0, rest: Bytes = [0, 0, 0, 0], _ payload: Bytes) -> Bytes {
  [type, code, 0, 0] + rest + payload
}

// MARK: Tunnel

func vxlan(_ identifier: Int, flags: UInt8 = 8, next: UInt8 = 0, _ payload: Bytes) -> Bytes {
  [flags, 0, 0, next] + be32(identifier << 8) + payload
}

func geneve(_ identifier: Int, _ type: EtherType, options: Bytes = [], _ payload: Bytes) -> Bytes {
  [UInt8(options.count / 4), 0] + be16(Int(type.rawValue)) + be32(identifier << 8) + options + payload
}

func gre(flags: Int = 0, _ type: EtherType, fields: Bytes = [], _ payload: Bytes) -> Bytes {
  be16(flags) + be16(Int(type.rawValue)) + fields + payload
}

// MARK: Reading

extension IPAddress {
  init(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) { self.init(v4: a << 24 | b << 16 | c << 8 | d) }
}

/// - Parameter wireLength: by default nothing was cut off.
func decode(
  _ bytes: Bytes, _ linkType: LinkType = .ethernet, wireLength: Int? = nil, ports: TunnelPorts = .standard
) -> Headers {
  var headers = Headers()
  headers.tuple.sourcePort = 0xdead
  headers.stop = Stop(.raw, .tooDeep, offset: 1)
  let packet = Packet(
    number: 1, timestamp: 2, interface: 0, linkType: linkType, originalLength: wireLength ?? bytes.count,
    bytes: bytes.span.bytes)
  Decoder(ports: ports).decode(packet, into: &headers)
  return headers
}
