import Wire

/// Path ids: 12 hex digits of a hash over what no NAT changes, so that the same packets have the same id in any file and
/// in any order of files. The hash is fixed, not keyed: ids are for people and must not change from run to run.
struct PathIdentifiers {
  /// How often an id was given out; bounded, so that a long live run cannot grow without end.
  private var used: [UInt64: UInt32] = [:]
  private static let limit = 1 << 20

  mutating func make(for flow: Flow) -> String {
    let hash = Self.hash(flow) & 0xffff_ffff_ffff
    if used.count >= Self.limit { used.removeAll(keepingCapacity: true) }
    let times = used[hash, default: 0] + 1
    used[hash] = times
    let digits = String(hash, radix: 16)
    let id = String(repeating: "0", count: 12 - digits.count) + digits
    return times == 1 ? id : "\(id).\(times)"
  }

  private static func hash(_ flow: Flow) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ word: UInt32) {
      for shift in [UInt32(0), 8, 16, 24] {
        hash = (hash ^ UInt64(word >> shift & 0xff)) &* 0x100_0000_01b3
      }
    }
    mix(UInt32(flow.transport.rawValue))
    mix(flow.clientISN)
    if flow.marks.contains(.isnKnown) {
      mix(flow.timestampValue)
    } else {
      mix(flow.serverISN)
      mix(flow.timestampValue)
      if flow.transport != .tcp {
        mix(flow.payloadHash)
        mix(flow.payloadLength)
      }
      if !flow.marks.contains(.isIPv6) { mix(flow.packetID) }
    }
    return hash ^ hash >> 48
  }
}

/// Encapsulations that were met, so that a flow keeps a number instead of two addresses.
struct TunnelList {
  private(set) var all: [Encapsulation] = [Encapsulation()]
  private var numbers: [Encapsulation: UInt32] = [:]
  private static let limit = 1 << 16

  mutating func number(of tunnel: Encapsulation) -> UInt32 {
    if let known = numbers[tunnel] { return known }
    guard all.count < Self.limit else { return 0 }
    all.append(tunnel)
    numbers[tunnel] = UInt32(all.count - 1)
    return UInt32(all.count - 1)
  }
}
