import Cluster
import Trace
import Wire

/// A hop as the lab's tables write it.
private struct Stop: Hashable {
  var tuple: Tuple
  var tap: String

  /// Numbers of node 1's interfaces in captures of `any` (the lab's README).
  private static let interfaces = [
    "if1": "lo", "if2": "eth0", "if3": "cni0", "if4": "flannel.1", "if5": "veth-pa", "if6": "veth-pb",
  ]

  init(_ hop: Hop) {
    tuple = hop.tuple
    let name = hop.interface.map { Self.interfaces[$0] ?? $0 } ?? "-"
    tap = "\(hop.host ?? "?")/\(name)" + (hop.tunnel == nil ? "" : "+vx")
  }
}

extension LabPath {
  /// What differs between a path and this one; nil when nothing does.
  func difference(from path: Path) -> String? {
    var ports: [Character: UInt16] = [:]
    var stops: [Stop] = []
    // At a bridge one tap shows the same packets in both directions.
    for hop in path.hops where !stops.contains(Stop(hop)) { stops.append(Stop(hop)) }
    for leg in legs {
      let here = stops.prefix { leg.matches($0.tuple, &ports) }.map(\.tap)
      stops.removeFirst(here.count)
      if let difference = leg.difference(from: here) { return difference }
    }
    guard stops.isEmpty else { return "more than documented: \(stops.map { "\($0.tuple) at \($0.tap)" })" }
    return path.state == state ? nil : "state \(path.state), documented is \(state)"
  }
}

extension LabLeg {
  /// - Parameter found: taps, in the order of hops.
  fileprivate func difference(from found: [String]) -> String? {
    let wanted = taps.split(separator: " ").map(String.init)
    let loose = Set(wanted.filter { $0.hasPrefix("(") }.map { String($0.dropFirst().dropLast()) })
    let ordered = wanted.filter { !$0.hasPrefix("(") }
    let isRight = found.filter { !loose.contains($0) || ordered.contains($0) } == ordered && loose.isSubset(of: found)
    return isRight ? nil : "\(tuple) at \(found), documented are \(taps)"
  }

  /// - Parameter ports: those of letters that were met before.
  func matches(_ found: Tuple, _ ports: inout [Character: UInt16]) -> Bool {
    let ends = tuple.split(separator: " ").filter { $0 != ">" }
    var bound = ports
    let fits =
      matches(String(ends[0]), found.source, found.sourcePort, &bound)
      && matches(String(ends[1]), found.destination, found.destinationPort, &bound)
    if fits { ports = bound }
    return fits
  }

  private func matches(_ end: String, _ ip: IPAddress, _ port: UInt16, _ ports: inout [Character: UInt16]) -> Bool {
    let parts = end.split(separator: ":").map(String.init)
    guard ip.description == Lab.names[parts[0]] ?? parts[0] else { return false }
    guard let letter = parts[1].first, letter.isLetter else { return UInt16(parts[1]) == port }
    if let known = ports[letter] { return known == port }
    guard !ports.values.contains(port) else { return false }
    ports[letter] = port
    return true
  }
}
