import Cluster

/// Which node or pod each tap is at: by name, so looked up once for each tap and map.
struct HostRoll {
  struct Owner {
    var node: NodeID?
    /// The pod whose own network it is.
    var pod: PodID?
  }

  private struct Key: Hashable {
    var tap: Int
    var map: Int
  }

  /// More taps and maps than that are looked up anew.
  private static let most = 1 << 16
  private var known: [Key: Owner] = [:]

  mutating func owner(ofTap tap: Int, host: String?, _ map: ServiceMap, mapIndex: Int) -> Owner {
    let key = Key(tap: tap, map: mapIndex)
    if let owner = known[key] { return owner }
    let node = host.flatMap { map.node(named: $0) }
    let owner = Owner(node: node, pod: node == nil ? host.flatMap { Self.pod(of: $0, map) } : nil)
    if known.count < Self.most { known[key] = owner }
    return owner
  }

  /// The pod whose own network a capture says it is of.
  static func pod(of host: String, _ map: ServiceMap) -> PodID? {
    let name = host.hasPrefix("pod-") ? String(host.dropFirst(4)) : host
    let found = map.pods(named: name)
    return found.count == 1 ? found[0] : map.pods(named: host).first
  }
}
