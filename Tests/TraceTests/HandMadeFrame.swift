import Wire

/// Ethernet frames made byte by byte. Ends are written `10.0.0.1:80`; checksums are left 0, as on veth taps.
struct HandMadeFrame {
  var source: String
  var destination: String
  var ttl: UInt8 = 64
  /// IPv4 identification.
  var id: UInt16 = 0
  /// RFC 791: more fragments, and the offset in units of eight bytes.
  var hasMore = false
  var offset: UInt16 = 0
  var content: Content

  enum Content {
    case tcp(Segment)
    case udp([UInt8])
    /// A fragment after the first: no header of its own.
    case raw(TransportProtocol, [UInt8])
  }

  struct Segment {
    var flags: TCPFlags
    var sequence: UInt32
    var acknowledgement: UInt32 = 0
    var payload: [UInt8] = []
    /// TSval and TSecr.
    var stamps: (UInt32, UInt32)?
  }

  var bytes: [UInt8] {
    let (from, to) = (socket(source), socket(destination))
    let (number, body) = body(from.port, to.port)
    let part = (hasMore ? 0x2000 : 0) | offset
    let ip =
      [0x45, 0] + big(UInt16(20 + body.count)) + big(id) + big(part) + [ttl, number, 0, 0] + big(from.ip.v4)
      + big(to.ip.v4)
    return [UInt8](repeating: 2, count: 12) + [8, 0] + ip + body
  }

  private func body(_ from: UInt16, _ to: UInt16) -> (UInt8, [UInt8]) {
    switch content {
    case .tcp(let segment):
      let options = segment.stamps.map { [1, 1, 8, 10] + big($0.0) + big($0.1) } ?? []
      let length = UInt8((20 + options.count) / 4) << 4
      let header =
        big(from) + big(to) + big(segment.sequence) + big(segment.acknowledgement)
        + [length, segment.flags.rawValue, 0xff, 0xff, 0, 0, 0, 0]
      return (6, header + options + segment.payload)
    case .udp(let payload): return (17, big(from) + big(to) + big(UInt16(8 + payload.count)) + [0, 0] + payload)
    case .raw(let transport, let bytes): return (transport.rawValue, bytes)
    }
  }
}

/// `10.0.0.1:80`; without a port 0.
func socket(_ text: String) -> (ip: IPAddress, port: UInt16) {
  let parts = text.split(separator: ":")
  return (IPAddress(String(parts[0]))!, parts.count > 1 ? UInt16(parts[1])! : 0)
}

private func big(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
private func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
