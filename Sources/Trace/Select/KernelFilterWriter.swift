import Wire

/// Writes a filter's parts as a pcap-filter(7) expression, in which `and` and `or` bind alike: all is in parentheses.
struct KernelFilterWriter {
  typealias Door = KernelFilterParts.Door

  let expression: String
  /// Addresses and ports compared; the program has more instructions, so a hopeless one is not compiled.
  let comparisons: Int

  init(_ parts: KernelFilterParts, _ width: KernelFilterParts.Width) {
    var words = parts.transports.sorted { $0.rawValue < $1.rawValue }.map(Self.name)
    var comparisons = parts.hosts.count + parts.blocks.count + parts.doors.count
    let known = parts.doors.union(width == .ports ? Set(parts.fronts.keys) : [])
      .union(width != .exact ? Set(parts.endpoints.keys) : [])
    words += known.sorted().map(Self.port)
    var sockets: [Door: Set<IPAddress>] = width == .ports ? [:] : parts.fronts
    if width == .exact { sockets.merge(parts.endpoints) { $0.union($1) } }
    // An address or a port that comes through alone needs no pair.
    let rest = sockets.filter { !known.contains($0.key) && !parts.transports.contains($0.key.transport) }
      .mapValues { $0.subtracting(parts.hosts) }.filter { !$0.value.isEmpty }
    comparisons += rest.reduce(0) { $0 + 1 + $1.value.count }
    words += Self.groups(rest)
    words += Self.sorted(parts.hosts).map { "host \($0)" }
    words += parts.blocks.map { "net \($0)" }.sorted()
    expression = (words + Self.always).joined(separator: " or ")
    self.comparisons = comparisons
  }

  /// What every filter keeps:
  ///
  /// | part | why |
  /// |---|---|
  /// | `arp`, `icmp`, `icmp6` | errors say who refused and why, and quote the connection inside; icmp6 holds neighbour discovery |
  /// | later fragments | they have no ports; the kernel would see none to compare |
  /// | IPv6 behind extension headers (hop-by-hop 0, routing 43, fragment 44, destination 60) | libpcap looks for ports right behind the fixed header only |
  /// | VXLAN (8472 Linux, 4789 IANA), Geneve (6081), WireGuard (51820, Cilium's 51871) | the connection is inside, where no filter looks |
  /// | IPv4 and IPv6 in IP (4, 41), GRE (47) | likewise |
  /// | 127.0.0.1, ::1 | where REDIRECT leads a pod's connections to its sidecar's proxy, whatever was dialled |
  static let always = [
    "arp", "icmp", "icmp6", "(ip[6:2] & 0x1fff != 0)", "(ip6[6] == 44 or ip6[6] == 0 or ip6[6] == 43 or ip6[6] == 60)",
    "udp port 8472", "udp port 4789", "udp port 6081", "udp port 51820", "udp port 51871",
    "ip proto 4", "ip proto 41", "ip proto 47", "ip6 proto 4", "ip6 proto 41", "ip6 proto 47",
    "host 127.0.0.1", "host ::1",
  ]

  /// Ports with the same addresses stand together.
  private static func groups(_ sockets: [Door: Set<IPAddress>]) -> [String] {
    Dictionary(grouping: sockets.keys, by: { sockets[$0] ?? [] })
      .map { addresses, doors in (doors.sorted(), sorted(addresses)) }
      .sorted { ($0.0[0], $0.1[0]) < ($1.0[0], $1.1[0]) }
      .map { doors, addresses in
        "(\(alternatives(doors.map(port))) and \(alternatives(addresses.map { "host \($0)" })))"
      }
  }

  private static func alternatives(_ words: [String]) -> String {
    words.count == 1 ? words[0] : "(\(words.joined(separator: " or ")))"
  }

  private static func sorted(_ addresses: Set<IPAddress>) -> [IPAddress] { addresses.sorted() }

  private static func port(_ door: Door) -> String { "\(name(door.transport)) port \(door.port)" }

  private static func name(_ transport: TransportProtocol) -> String {
    switch transport {
    case .udp: "udp"
    case .sctp: "sctp"
    default: "tcp"
    }
  }
}
