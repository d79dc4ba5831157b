import Wire

/// Which flow a datagram's later fragments belong to: only the first one has ports (RFC 791 §3.2, RFC 8200 §4.5).
///
/// Per tap, because NAT may fragment anew: offsets and counts differ from tap to tap, the identification does not. A
/// bounded ring: the oldest datagram is forgotten first.
struct FragmentTable {
  static let size = 4096
  /// IP reassembly gives up after 30 s (`ipfrag_time`).
  static let patience: Int64 = 30_000_000_000

  private struct Datagram: Hashable {
    var source: IPAddress
    var destination: IPAddress
    var transport: TransportProtocol
    var packetID: UInt32
    var place: UInt64
  }

  private struct Owner {
    var flow: UInt32
    var serial: UInt32
    var fromA: Bool
    var time: Int64
  }

  private var owners: [Datagram: Owner] = [:]
  private var order: [Datagram] = []
  private var oldest = 0

  /// A first fragment, which was counted to its flow.
  @inline(never)
  mutating func note(_ headers: Headers, _ flow: UInt32, _ record: Flow) {
    guard headers.traits.contains(.hasMoreFragments) else { return }
    let datagram = Self.datagram(headers, tap: record.key.tap)
    let fromA = record.key.a == headers.tuple.source && record.key.portA == headers.tuple.sourcePort
    let owner = Owner(flow: flow, serial: record.serial, fromA: fromA, time: headers.timestamp)
    guard owners.updateValue(owner, forKey: datagram) == nil else { return }
    if order.count < Self.size {
      order.append(datagram)
    } else {
      owners[order[oldest]] = nil
      order[oldest] = datagram
      oldest = (oldest + 1) % Self.size
    }
  }

  /// The flow that a later fragment belongs to, and whether it travels from that flow's `a`.
  func owner(of headers: Headers, tap: Int) -> (flow: UInt32, serial: UInt32, fromA: Bool)? {
    guard let owner = owners[Self.datagram(headers, tap: tap)],
      headers.timestamp.distance(from: owner.time) < Self.patience
    else { return nil }
    return (owner.flow, owner.serial, owner.fromA)
  }

  private static func datagram(_ headers: Headers, tap: Int) -> Datagram {
    let side = UInt64(headers.direction.rawValue) << 32 | UInt64(headers.encapsulation.kind.rawValue) << 40
    return Datagram(
      source: headers.tuple.source, destination: headers.tuple.destination, transport: headers.tuple.transport,
      packetID: headers.packetID, place: UInt64(truncatingIfNeeded: tap & 0xff_ffff) | side)
  }
}

extension Tracer {
  /// A later fragment: its bytes are the flow's, it is no packet of its own.
  mutating func takeFragment(_ headers: Headers, interface: Int) {
    let tap = taps.number(interface: interface, index: headers.interfaceIndex)
    guard let owner = fragments.owner(of: headers, tap: tap), flows.slab[owner.flow].serial == owner.serial else {
      count { $0.fragments += 1 }
      return
    }
    flows.slab[owner.flow].takeFragment(headers, fromA: owner.fromA)
  }
}

extension Flow {
  mutating func takeFragment(_ headers: Headers, fromA: Bool) {
    if headers.timestamp > last { last = headers.timestamp }
    if fromA { bytesA &+= UInt64(headers.ipLength) } else { bytesB &+= UInt64(headers.ipLength) }
  }
}
