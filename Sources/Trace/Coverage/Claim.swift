import Cluster
import Wire

/// What captures can prove, and what they cannot and why: by where their taps are (dataplane: what each tap sees).
public enum Claim: Sendable, Hashable {
  // Can.
  /// How the node rewrites addresses: both sides of it are there.
  case rewriting(host: String?)
  /// How the node packs and unpacks what goes to other nodes.
  case packing(host: String?)
  /// Between these hosts: what the one sent and the other got.
  case between(hosts: [String])

  // Cannot.
  case podSide(host: String?)
  /// As `podSide`, if the host is a node at all.
  case podSideIfNode(host: String?)
  case entry(host: String?)
  case behindBridge(host: String?)
  case unpacking(host: String?)
  /// Cooked v1 packets do not say their device.
  case devices(host: String?)
  case names(host: String?, devices: [String])
  case missingNode(String)
  case tunnelEnds([IPAddress])
  case hostProcesses
  case oneWay(UInt64, of: UInt64)
  case noBeginning(UInt64, of: UInt64)
  case headersCut(UInt64)
  case dropped(UInt64)
  case dropsUnknown
  case clockJumps(UInt64)

  public var isProvable: Bool {
    switch self {
    case .rewriting, .packing, .between: true
    default: false
    }
  }
}

extension Claim {
  /// In the order in which they are told.
  public static func all(_ facts: CaptureFacts) -> [Claim] {
    let hosts = facts.vantages.flatMap { claims($0) }
    let named = facts.vantages.compactMap(\.host)
    let between: [Claim] = named.count > 1 ? [.between(hosts: named)] : []
    return hosts.filter(\.isProvable) + between + hosts.filter { !$0.isProvable } + elsewhere(facts) + quality(facts)
  }

  private static func claims(_ vantage: Vantage) -> [Claim] {
    let host = vantage.host
    let (uplink, pod) = (vantage.has(.uplink), vantage.has(.pod))
    guard vantage.isNode else {
      return vantage.kind == .unknown && uplink && !pod ? [.podSideIfNode(host: host)] : []
    }
    var claims: [Claim] = []
    if vantage.showsAll || (uplink && (pod || vantage.has(.bridge))) { claims.append(.rewriting(host: host)) }
    let isPacked = vantage.devices.contains { $0.tunnelled > 0 }
    if isPacked, vantage.has(.tunnel), uplink || vantage.showsAll { claims.append(.packing(host: host)) }
    return claims + (vantage.showsAll ? gapsOfAny(vantage) : gaps(vantage))
  }

  private static func gaps(_ vantage: Vantage) -> [Claim] {
    let host = vantage.host
    let (uplink, pod, bridge) = (vantage.has(.uplink), vantage.has(.pod), vantage.has(.bridge))
    var claims: [Claim] = []
    if uplink && !pod && !bridge { claims.append(.podSide(host: host)) }
    if !uplink && (pod || bridge || vantage.has(.tunnel)) { claims.append(.entry(host: host)) }
    if bridge && !pod { claims.append(.behindBridge(host: host)) }
    let isPacked = vantage.devices.contains { $0.place == .uplink && $0.tunnelled > 0 }
    if isPacked && !vantage.has(.tunnel) { claims.append(.unpacking(host: host)) }
    return claims
  }

  private static func gapsOfAny(_ vantage: Vantage) -> [Claim] {
    let unnamed = vantage.devices.filter { $0.isOfAny && isNumber($0.name) }.map(\.name)
    let isBlind = vantage.devices.contains { $0.place == .any }
    return (unnamed.isEmpty ? [] : [.names(host: vantage.host, devices: unnamed)])
      + (isBlind ? [.devices(host: vantage.host)] : [])
  }

  /// `if2`: what an interface is called that nobody named.
  private static func isNumber(_ name: String) -> Bool {
    name.hasPrefix("if") && name.count > 2 && name.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func elsewhere(_ facts: CaptureFacts) -> [Claim] {
    let hosts = Set(facts.vantages.compactMap(\.host))
    var claims = facts.nodesInvolved.subtracting(hosts).sorted().map(Claim.missingNode)
    if !facts.tunnelEnds.isEmpty, !facts.hasMap { claims.append(.tunnelEnds(facts.tunnelEnds.sorted())) }
    if facts.vantages.contains(where: \.isNode) { claims.append(.hostProcesses) }
    return claims
  }

  private static func quality(_ facts: CaptureFacts) -> [Claim] {
    var claims: [Claim] = []
    let shapes = facts.shapes
    if shapes.oneWay > 0 { claims.append(.oneWay(shapes.oneWay, of: shapes.tcp)) }
    if shapes.withoutBeginning > 0 { claims.append(.noBeginning(shapes.withoutBeginning, of: shapes.tcp)) }
    if facts.headersCut > 0 { claims.append(.headersCut(facts.headersCut)) }
    if let drops = facts.drops {
      if drops > 0 { claims.append(.dropped(drops)) }
    } else {
      claims.append(.dropsUnknown)
    }
    if facts.clockJumps > 0 { claims.append(.clockJumps(facts.clockJumps)) }
    return claims
  }
}
