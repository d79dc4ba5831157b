import Cluster
import Wire

/// One connection as ctnetlink tells it (`linux/netfilter/nfnetlink_conntrack.h`). Numbers are in network byte order.
struct ConntrackMessage {
  /// `NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_…`.
  enum Kind {
    static let new: UInt16 = 0x100
    static let get: UInt16 = 0x101
    static let delete: UInt16 = 0x102
  }

  private struct Half {
    var source: IPAddress?
    var destination: IPAddress?
    var transport: UInt8?
    var sourcePort: UInt16?
    var destinationPort: UInt16?
    var echo: UInt16?
    var echoType: UInt8?
  }

  /// `NLM_F_CREATE | NLM_F_EXCL`: the first that is told of a connection.
  private static let isNew: UInt16 = 0x600
  private static let multi: UInt16 = 2

  /// - Parameters:
  ///   - host: whose kernel it is.
  ///   - time: now.
  /// - Returns: nil for other messages, what is cut, and protocols without ports or echo identifiers.
  static func event(_ message: NetlinkMessages.Message, host: String, time: Int64) -> ConntrackEvent? {
    let kind: ConntrackEvent.Kind
    switch message.type {
    case Kind.new:
      kind = message.flags & multi != 0 ? .listed : message.flags & isNew != 0 ? .new : .update
    case Kind.delete: kind = .destroy
    default: return nil
    }
    var reader = ConntrackMessage(host: host)
    // `struct nfgenmsg`: family 1, version 1, resource 2.
    for attribute in message.body.dropping(4).attributes { reader.take(attribute) }
    // `IPS_DYING`: its end was told already.
    if kind == .listed, reader.status & 1 << 9 != 0 { return nil }
    return reader.entry.map { ConntrackEvent(kind: kind, id: reader.id, time: time, entry: $0) }
  }

  private let host: String
  private var original = Half()
  private var reply = Half()
  private var status: UInt32 = 0
  private var id: UInt32 = 0
  private var zone: UInt16 = 0
  private var state: String?
  private var start: Int64?
  private var end: Int64?

  private init(host: String) { self.host = host }

  private mutating func take(_ attribute: NetlinkAttributes.Attribute) {
    let value = attribute.value
    switch attribute.type {
    case 1: original = Self.half(value)
    case 2: reply = Self.half(value)
    case 3: status = value.big(UInt32.self) ?? 0
    case 4: state = Self.state(value)
    case 12: id = value.big(UInt32.self) ?? 0
    case 18: zone = value.big(UInt16.self) ?? 0
    case 20:
      for stamp in value.attributes {
        if stamp.type == 1 { start = stamp.value.big(UInt64.self).flatMap { Int64(exactly: $0) } }
        if stamp.type == 2 { end = stamp.value.big(UInt64.self).flatMap { Int64(exactly: $0) } }
      }
    default: break
    }
  }

  /// `CTA_TUPLE_IP` (1: v4 src 1, dst 2, v6 src 3, dst 4) and `CTA_TUPLE_PROTO` (2: number 1, ports 2 and 3, ICMP id 4,
  /// type 5, ICMPv6 id 7, type 8).
  private static func half(_ value: NetlinkBytes) -> Half {
    var half = Half()
    for part in value.attributes {
      for field in part.value.attributes {
        switch (part.type, field.type) {
        case (1, 1), (1, 3): half.source = field.value.address
        case (1, 2), (1, 4): half.destination = field.value.address
        case (2, 1): half.transport = field.value.number(at: 0, as: UInt8.self)
        case (2, 2): half.sourcePort = field.value.big(UInt16.self)
        case (2, 3): half.destinationPort = field.value.big(UInt16.self)
        case (2, 4), (2, 7): half.echo = field.value.big(UInt16.self)
        case (2, 5), (2, 8): half.echoType = field.value.number(at: 0, as: UInt8.self)
        default: break
        }
      }
    }
    return half
  }

  /// `CTA_PROTOINFO_TCP` (1) and `CTA_PROTOINFO_SCTP` (3), of which attribute 1 is the state; names are conntrack(8)'s.
  private static func state(_ value: NetlinkBytes) -> String? {
    guard let info = value.attributes.first(where: { $0.type == 1 || $0.type == 3 }),
      let number = info.value.attributes.first(where: { $0.type == 1 })?.value.number(at: 0, as: UInt8.self)
    else { return nil }
    let names = info.type == 1 ? tcpStates : sctpStates
    return names.indices.contains(Int(number)) ? names[Int(number)] : nil
  }

  private static let tcpStates = [
    "NONE", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE",
    "SYN_SENT2",
  ]
  private static let sctpStates = [
    "NONE", "CLOSED", "COOKIE_WAIT", "COOKIE_ECHOED", "ESTABLISHED", "SHUTDOWN_SENT", "SHUTDOWN_RECD",
    "SHUTDOWN_ACK_SENT", "HEARTBEAT_SENT", "HEARTBEAT_ACKED",
  ]

  private var entry: ConntrackEntry? {
    guard let original = Self.tuple(original), let reply = Self.tuple(reply) else { return nil }
    var flags = ConntrackFlags()
    // `enum ip_conntrack_status`: IPS_SEEN_REPLY 1, IPS_ASSURED 2, IPS_OFFLOAD 14, IPS_HW_OFFLOAD 15.
    if status & 1 << 1 == 0 { flags.insert(.unreplied) }
    if status & 1 << 2 != 0 { flags.insert(.assured) }
    if status & (1 << 14 | 1 << 15) != 0 { flags.insert(.offloaded) }
    return ConntrackEntry(
      host: host, original: original, reply: reply, start: start, end: end, state: state, flags: flags, zone: zone)
  }

  private static func tuple(_ half: Half) -> Tuple? {
    guard let source = half.source, let destination = half.destination, let transport = half.transport,
      source.isIPv4 == destination.isIPv4
    else { return nil }
    let isEcho = half.echo != nil && [0, 8, 128, 129].contains(half.echoType)
    guard isEcho || (half.sourcePort != nil && half.destinationPort != nil) else { return nil }
    return Tuple(
      source: source, sourcePort: half.sourcePort ?? half.echo ?? 0, destination: destination,
      destinationPort: half.destinationPort ?? half.echo ?? 0, transport: TransportProtocol(rawValue: transport))
  }
}

extension NetlinkBytes {
  /// The whole value as a number in network byte order.
  fileprivate func big<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    number(at: 0, as: type).map { Number(bigEndian: $0) }
  }
}
