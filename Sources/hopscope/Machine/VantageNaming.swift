import Capture
import Cluster
import Trace

/// Where captured devices sit, and whose they are: by the map, the hosts' links, and names.
struct VantageNaming {
  let map: ServiceMap
  let links: LinkTable

  /// One device of a capture.
  struct Sight {
    var host: String?
    var name: String
    /// Of a capture of `any`: 0 for none.
    var index: UInt32 = 0
    var isCooked2 = false
    var isCooked1 = false
  }

  /// - Returns: without packets.
  func vantage(_ sight: Sight) -> Vantage {
    let kind = kind(sight.host)
    let isBlind = sight.isCooked1 && ["any", "if0"].contains(sight.name)
    let link =
      sight.index > 0
      ? links.link(host: sight.host, index: sight.index) : links.link(host: sight.host, name: sight.name)
    let name = sight.index > 0 ? link?.name ?? "if\(sight.index)" : sight.name
    let place = isBlind ? .any : DevicePlace(name: name, link: link, isPod: kind == .pod)
    return Vantage(
      host: sight.host, kind: kind,
      devices: [
        Vantage.Device(name: name, place: place, isOfAny: sight.isCooked2 || isBlind, packets: 0, tunnelled: 0)
      ])
  }

  /// One for each tap.
  func vantages(_ taps: [Tap], of interfaces: [CaptureInterface]) -> [Vantage] {
    taps.map { tap in
      let interface = interfaces.first { $0.file == tap.file && $0.host == tap.host }
      return vantage(
        Sight(
          host: interface?.isHostKnown == true ? tap.host : nil, name: tap.interface,
          isCooked2: interface?.linkType == .linuxCooked2 && !tap.isOneDevice,
          isCooked1: interface?.linkType == .linuxCooked))
    }
  }

  private func kind(_ host: String?) -> Vantage.Kind {
    guard let host else { return .unknown }
    if map.nodes.contains(where: { $0.name == host }) { return .node }
    if host.hasPrefix("pod-") || map.pods.contains(where: { $0.name == host }) { return .pod }
    return map.nodes.isEmpty ? .unknown : .outside
  }
}
