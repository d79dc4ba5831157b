extension DeviceChoice {
  private static let order: [DevicePlace] = [
    .any, .uplink, .tunnel, .pod, .bridge, .loopback, .addresses, .unknown,
  ]

  /// What a person is told at the start: `on uplink eth0, tunnel flannel.1 and 12 pods; not on cni0, lo (-D says why)`.
  public var words: String {
    var parts = Self.order.compactMap { place in
      let devices = picked.filter { $0.place == place }
      return devices.isEmpty ? nil : Self.title(place, devices)
    }
    if picked.isEmpty { parts = ["no device yet: those that appear are opened"] }
    let missing = unmatched.isEmpty ? "" : "; nothing fits \(unmatched.map(\.text).joined(separator: ", ")) yet"
    return
      "on \(Self.joined(parts))\(usesAny ? "" : missing + Self.not(passedOver.filter { $0.place != .addresses }, asked))"
  }

  private static func title(_ place: DevicePlace, _ devices: [Pick]) -> String {
    let names = devices.prefix(3).map(\.device.name).joined(separator: ", ")
    let more = devices.count > 3 ? " and \(devices.count - 3) more" : ""
    switch place {
    case .any: return "any (\(devices[0].reason))"
    case .pod where devices.count > 3: return "\(devices.count) pods"
    case .pod: return "\(devices.count == 1 ? "pod" : "pods") \(names)"
    case .addresses, .unknown: return names + more
    default: return "\(place.rawValue) \(names)\(more)"
    }
  }

  private static func not(_ passed: [Pass], _ asked: [DevicePattern]) -> String {
    guard asked.isEmpty, !passed.isEmpty else { return "" }
    let names = passed.prefix(4).map(\.device.name).joined(separator: ", ")
    return "; not on \(names)\(passed.count > 4 ? " and \(passed.count - 4) more" : "") (-D says why)"
  }

  private static func joined(_ parts: [String]) -> String {
    parts.count < 2 ? parts.joined() : parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
  }
}
