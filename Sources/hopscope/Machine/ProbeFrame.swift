import Cluster
import Wire

/// One Ethernet frame as it would be captured, to ask a packet filter about.
enum ProbeFrame {
  static func make(_ source: Socket, _ destination: Socket, _ transport: TransportProtocol) -> [UInt8] {
    let isIPv4 = source.ip.isIPv4
    let payload = bytes(source.port) + bytes(destination.port) + rest(transport)
    var frame: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1] + bytes(isIPv4 ? 0x0800 : 0x86dd)
    if isIPv4 {
      frame += [0x45, 0] + bytes(UInt16(20 + payload.count)) + [0, 1, 0x40, 0, 64, transport.rawValue, 0, 0]
    } else {
      frame += [0x60, 0, 0, 0] + bytes(UInt16(payload.count)) + [transport.rawValue, 64]
    }
    return frame + bytes(source.ip) + bytes(destination.ip) + payload
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
