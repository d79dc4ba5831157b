import Cluster
import Wire

/// One Ethernet frame as it would be captured, to ask a packet filter about.
enum ProbeFrame {
  static func make(_ source: Socket, _ destination: Socket, _ transport: TransportProtocol) -> [UInt8] {
    make(source.ip, destination.ip, transport, bytes(source.port) + bytes(destination.port) + rest(transport))
  }

  private static func make(
    _ source: IPAddress, _ destination: IPAddress, _ transport: TransportProtocol, _ payload: [UInt8]
  ) -> [UInt8] {
    let isIPv4 = source.isIPv4
    var frame: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1] + bytes(isIPv4 ? 0x0800 : 0x86dd)
    if isIPv4 {
      frame += [0x45, 0] + bytes(UInt16(20 + payload.count)) + [0, 1, 0x40, 0, 64, transport.rawValue, 0, 0]
    } else {
      frame += [0x60, 0, 0, 0] + bytes(UInt16(payload.count)) + [transport.rawValue, 64]
    }
    return frame + bytes(source) + bytes(destination) + payload
  }

  /// Port unreachable (RFC 792, RFC 4443), from a server in answer to its client, with the beginning of what it refuses.
  static func makeError(_ server: Socket, _ client: Socket) -> [UInt8] {
    let isIPv4 = server.ip.isIPv4
    let refused = make(client, server, .udp).dropFirst(14)
    let message: [UInt8] = (isIPv4 ? [3, 3] : [1, 4]) + [0, 0, 0, 0, 0, 0] + refused
    return make(server.ip, client.ip, isIPv4 ? .icmp : .icmpv6, message)
  }

  /// The second fragment of a datagram, at byte 1,480.
  static func makeFragment(_ source: IPAddress, _ destination: IPAddress, _ transport: TransportProtocol) -> [UInt8] {
    var frame = make(source, destination, transport, [UInt8](repeating: 0, count: 16))
    (frame[20], frame[21]) = (0, 185)
    return frame
  }

  /// Behind the ports: of TCP the header of a SYN-ACK, for it is what filters of flags ask about most.
  private static func rest(_ transport: TransportProtocol) -> [UInt8] {
    transport == .tcp
      ? [0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x12, 0xff, 0xff, 0, 0, 0, 0] : [0, 8, 0, 0, 0, 0, 0, 0]
  }

  private static func bytes(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }

  private static func bytes(_ ip: IPAddress) -> [UInt8] {
    if ip.isIPv4 { return (0..<4).map { UInt8(truncatingIfNeeded: ip.v4 >> UInt32(24 - 8 * $0)) } }
    return (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? ip.high : ip.low) >> UInt64(56 - 8 * ($0 & 7))) }
  }
}
