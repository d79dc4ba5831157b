import Cluster
import Wire

/// Who made a RST or an ICMP error (dataplane: who generated this). Its address may have been rewritten: where it was seen
/// first and with which TTL tells.
enum Origin {
  case pod(PodID, CaseHop)
  /// A node itself.
  case node(NodeID, CaseHop)
  /// Somebody beyond all taps, and not the pod.
  case other(CaseHop)
  /// Not enough taps; the likeliest is told apart where it matters.
  case unknown(CaseHop)

  var hop: CaseHop {
    switch self {
    case .pod(_, let hop), .node(_, let hop), .other(let hop), .unknown(let hop): hop
    }
  }

  var isNode: Bool { if case .node = self { true } else { false } }
  var isPod: Bool { if case .pod = self { true } else { false } }
}

extension UInt8 {
  /// What senders start with: Linux 64, Windows 128, routers 255.
  var isInitialTTL: Bool { self == 64 || self == 128 || self == 255 }
  /// How many routers it passed, if it began with the next of the usual values.
  var routersPassed: Int { Int(self <= 64 ? 64 - self : self <= 128 ? 128 - self : 255 - self) }
}

extension Case {
  /// Who sent the RST that the client got; nil without one.
  var resetOrigin: Origin? {
    let told = hops.filter { $0.notes.resets.reply != nil }
    guard let deepest = told.last, let note = deepest.notes.resets.reply else { return nil }
    return origin(seen: deepest, ttl: note.ttl)
  }

  /// Who sent the first ICMP error, and what it says; nil without one.
  var errorOrigin: (origin: Origin, error: ErrorNote)? {
    let told = hops.flatMap { hop in hop.notes.errors.map { (hop, $0) } }
    let ending = told.filter { $0.1.isEnding }
    // The highest TTL is the nearest to its maker; of equal ones the furthest on the way.
    guard let first = ending.max(by: { ($0.1.ttl, $0.0.position) < ($1.1.ttl, $1.0.position) }) else { return nil }
    return (origin(seen: first.0, ttl: first.1.ttl), first.1)
  }

  private func origin(seen hop: CaseHop, ttl: UInt8) -> Origin {
    let target = map.podOwning(hop.tuple.destination, at: path.start)
    if let target, isAtPod(hop, target) { return ttl.isInitialTTL ? .pod(target, hop) : .other(hop) }
    if let node = hop.node { return atNode(node, hop, ttl, target) }
    return elsewhere(hop, ttl)
  }

  private func isAtPod(_ hop: CaseHop, _ pod: PodID) -> Bool {
    if hop.pod == pod { return true }
    guard hop.place == .pod, hop.node == map[pod].node, let clientPod else {
      return hop.place == .pod && hop.node == map[pod].node
    }
    return map[clientPod].node != hop.node || hop.tuple != hops.first?.tuple
  }

  /// The answer's last tap towards the server is a node's.
  private func atNode(_ node: NodeID, _ hop: CaseHop, _ ttl: UInt8, _ target: PodID?) -> Origin {
    guard let target else { return ttl.isInitialTTL ? madeHere(node, hop) : behind(hop, ttl) }
    let home = map[target].node
    if home == node {
      return ttl.isInitialTTL ? atHome(node, hop, target) : fromPod(target, ttl.routersPassed <= 1, hop)
    }
    guard ttl.isInitialTTL else { return fromPod(target, (1...2).contains(ttl.routersPassed), hop) }
    // Nobody passed it on before: the node that it came in from made it, or this one.
    let isFromBeyond = hop.isTunnelled || hop.hop.direction == .out || hop.place == .uplink || hop.place == .tunnel
    return home.map { .node(isFromBeyond ? $0 : node, hop) } ?? .unknown(hop)
  }

  private func fromPod(_ pod: PodID, _ fits: Bool, _ hop: CaseHop) -> Origin { fits ? .pod(pod, hop) : .other(hop) }

  /// Full TTL on the pod's node: from the pod, if it came in where requests go out; from the node, if it only went away.
  private func atHome(_ node: NodeID, _ hop: CaseHop, _ pod: PodID) -> Origin {
    let isClientNear = clientPod.map { map[$0].node == node } ?? false
    if hop.hop.direction == .out || (hop.place == .bridge && !isClientNear) { return .pod(pod, hop) }
    let isOutside = hop.hop.direction == .in || hop.place == .uplink || hop.place == .tunnel
    return isOutside ? .node(node, hop) : .unknown(hop)
  }

  /// Full TTL at a node's tap, before anything was translated: the node made it, unless it came in from the next host.
  private func madeHere(_ node: NodeID, _ hop: CaseHop) -> Origin {
    if hop.hop.direction == .out, hop.place == .uplink, !hop.isTunnelled, isFromInside(hop) {
      return map.nodeOwning(hop.tuple.destination).map { .node($0, hop) } ?? .other(hop)
    }
    if let other = map.nodeOwning(hop.tuple.destination), other != node { return .node(other, hop) }
    return .node(node, hop)
  }

  private func isFromInside(_ hop: CaseHop) -> Bool {
    if let clientPod, map[clientPod].node == hop.node { return true }
    return map.nodeOwning(hop.tuple.source) == hop.node
  }

  private func behind(_ hop: CaseHop, _ ttl: UInt8) -> Origin {
    guard let backendPod else { return .other(hop) }
    return fromPod(backendPod, ttl.routersPassed <= 2, hop)
  }

  /// Only the client's side saw it: without a router between, full TTL is the node's own.
  private func elsewhere(_ hop: CaseHop, _ ttl: UInt8) -> Origin {
    if let node = map.nodeOwning(hop.tuple.destination), ttl.isInitialTTL { return .node(node, hop) }
    if let backendPod, let pod = hop.pod, pod == clientPod, ttl.routersPassed > 0 { return .pod(backendPod, hop) }
    return .unknown(hop)
  }
}

extension ErrorNote {
  /// It ends an attempt, unlike "fragmentation needed".
  var isEnding: Bool {
    isIPv6 ? type == 1 || type == 3 : (type == 3 && code != 4) || type == 11
  }

  var isTooBig: Bool { isIPv6 ? type == 2 : type == 3 && code == 4 }
  var isPortUnreachable: Bool { isIPv6 ? type == 1 && code == 4 : type == 3 && code == 3 }
  var isHostUnreachable: Bool { isIPv6 ? type == 1 && code == 3 : type == 3 && (code == 1 || code == 0) }
  /// RFC 1812 §5.2.7.1: communication administratively prohibited; RFC 4443 §3.1.
  var isProhibited: Bool {
    isIPv6 ? type == 1 && (code == 1 || code == 5 || code == 6) : type == 3 && [9, 10, 13].contains(code)
  }
  var isTimeExceeded: Bool { isIPv6 ? type == 3 : type == 11 }

  var words: String {
    if isPortUnreachable { return "ICMP port unreachable" }
    if isHostUnreachable { return "ICMP host unreachable" }
    if isProhibited { return "ICMP administratively prohibited" }
    if isTimeExceeded { return "ICMP time exceeded" }
    if isTooBig { return "ICMP fragmentation needed" }
    return "ICMP type \(type) code \(code)"
  }
}
