import Cluster

/// Where taps are: without one at a place, nothing that was not seen there was lost.
struct TapSurvey {
  struct View {
    /// Every device of the host is captured at once.
    var showsAll = false
    var places: Set<DevicePlace> = []

    /// Whether packets at such a place would have been seen.
    func shows(_ place: DevicePlace) -> Bool { showsAll || places.contains(place) }
  }

  private(set) var views: [String: View] = [:]
  /// Place of each tap, by its number.
  private(set) var places: [DevicePlace] = []

  var count: Int { places.count }

  func place(of tap: Int) -> DevicePlace { places.indices.contains(tap) ? places[tap] : .unknown }

  /// - Parameters:
  ///   - taps: all of them, those that are known already included.
  ///   - isOfAny: whether a tap is one device of a capture of all.
  mutating func survey(_ taps: [Tap], links: LinkTable, isPod: (String) -> Bool, isOfAny: (Int) -> Bool) {
    for number in places.count..<taps.count {
      let tap = taps[number]
      let link = links.link(host: tap.host, name: tap.interface)
      let place = DevicePlace(name: tap.interface, link: link, isPod: tap.host.map(isPod) ?? false)
      places.append(place)
      guard let host = tap.host else { continue }
      views[host, default: View()].places.insert(place)
      if place == .any || isOfAny(number) { views[host, default: View()].showsAll = true }
    }
  }

  /// What is captured on a host; nil when nothing is.
  func view(_ host: String?) -> View? { host.flatMap { views[$0] } }
}
