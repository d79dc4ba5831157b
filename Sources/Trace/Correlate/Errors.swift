import Cluster
import Wire

/// ICMP errors speak of a connection by quoting its packet as it was at that hop.
extension Tracer {
  mutating func takeError(_ headers: Headers, interface: Int) {
    let tap = taps.number(interface: interface, index: headers.interfaceIndex)
    let flow = quotedFlow(headers, tap: tap)
    guard flow != 0 else {
      count { $0.strayErrors += 1 }
      return
    }
    if headers.timestamp > flows.slab[flow].last { flows.slab[flow].last = headers.timestamp }
    if configuration.judges { noteError(flow, headers, tap: tap) }
    guard headers.endsConnection, !flows.slab[flow].marks.contains(.established) else { return }
    flows.slab[flow].marks.insert(.rejected)
    if rejections[flow] == nil, rejections.count < 1 << 16 {
      rejections[flow] = Rejection(
        type: headers.icmpType, code: headers.icmpCode, isIPv6: headers.ipVersion == .v6,
        source: headers.tuple.source)
    }
  }

  /// At the same tap first; else the same ends anywhere.
  private func quotedFlow(_ headers: Headers, tap: Int) -> UInt32 {
    var fromA = false
    let key = FlowKey(
      headers.quoted, direction: headers.direction.opposite, encapsulation: headers.encapsulation, tap: tap,
      fromA: &fromA)
    let here = flows.find(key, hash: flows.hash(key))
    return here != 0 ? here : flows.latest(withEndsOf: key)
  }
}

extension PacketDirection {
  var opposite: PacketDirection {
    switch self {
    case .in: .out
    case .out: .in
    case .unknown: .unknown
    }
  }
}

extension Headers {
  /// Unreachable and time exceeded end an attempt; "fragmentation needed" and "packet too big" do not.
  fileprivate var endsConnection: Bool {
    ipVersion == .v6 ? icmpType == 1 || icmpType == 3 : (icmpType == 3 && icmpCode != 4) || icmpType == 11
  }
}
