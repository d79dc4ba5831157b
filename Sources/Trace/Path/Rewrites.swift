import Cluster
import Wire

/// How far the rewriting has come in a tuple. Sources change in one order and destinations in another, never back:
/// ```
///            V    P          stage: steps in both orders together
///    C       0    1
///    M1      1    2          M1→P is a half form: it lies behind M1→V and before M2→P
///    M2      2    3
/// ```
struct Rewrites {
  private var sources: [Socket] = []
  private var destinations: [Socket] = []

  init(_ seen: [Sighting], head: Tuple) {
    sources = [head.sourceSocket]
    destinations = [head.destinationSocket]
    let distance = { (tuple: Tuple) in
      (tuple.hasSameSource(as: head) ? 0 : 1) + (tuple.hasSameDestination(as: head) ? 0 : 1)
    }
    let requests = seen.filter { $0.flow.firstRequest != nil }.map { $0.staged(distance($0.flow.request)) }
    for sighting in HopOrder.sorted(requests) { add(sighting.flow.request) }
    for sighting in seen where sighting.flow.firstRequest == nil { insert(sighting, among: requests) }
  }

  func stage(_ tuple: Tuple) -> Int {
    (sources.firstIndex(of: tuple.sourceSocket) ?? 0) + (destinations.firstIndex(of: tuple.destinationSocket) ?? 0)
  }

  /// What the map knows for certain: nothing becomes a front again once it is an endpoint, and nobody masquerades with a
  /// pod's own address.
  mutating func prefer(_ tuples: [Tuple], isFront: (Tuple) -> Bool, isPod: (Tuple) -> Bool) {
    let fronts = Set(tuples.filter(isFront).map(\.destinationSocket))
    let pods = Set(tuples.filter(isPod).map(\.sourceSocket))
    destinations = destinations.filter(fronts.contains) + destinations.filter { !fronts.contains($0) }
    sources = sources.filter(pods.contains) + sources.filter { !pods.contains($0) }
  }

  private mutating func add(_ tuple: Tuple) {
    if !sources.contains(tuple.sourceSocket) { sources.append(tuple.sourceSocket) }
    if !destinations.contains(tuple.destinationSocket) { destinations.append(tuple.destinationSocket) }
  }

  /// What only answers show comes before what requests show at the same tap: answers are turned back before it, requests
  /// were rewritten before it.
  private mutating func insert(_ answer: Sighting, among requests: [Sighting]) {
    let tuple = answer.flow.request
    let here = requests.filter { $0.flow.key.tap == answer.flow.key.tap }.map(\.flow.request)
    if !sources.contains(tuple.sourceSocket) {
      let place = here.compactMap { sources.firstIndex(of: $0.sourceSocket) }.min() ?? sources.count
      sources.insert(tuple.sourceSocket, at: max(1, place))
    }
    if !destinations.contains(tuple.destinationSocket) {
      let place = here.compactMap { destinations.firstIndex(of: $0.destinationSocket) }.min() ?? destinations.count
      destinations.insert(tuple.destinationSocket, at: max(1, place))
    }
  }
}

extension Tuple {
  /// ICMP echo has an identifier and no ports: SNAT changes it, and it belongs to the client.
  private var isEcho: Bool { transport == .icmp || transport == .icmpv6 }

  var sourceSocket: Socket { Socket(source, sourcePort) }
  var destinationSocket: Socket { Socket(destination, isEcho ? 0 : destinationPort) }

  func hasSameSource(as other: Tuple) -> Bool { source == other.source && sourcePort == other.sourcePort }

  func hasSameDestination(as other: Tuple) -> Bool {
    destination == other.destination && (isEcho || destinationPort == other.destinationPort)
  }
}
