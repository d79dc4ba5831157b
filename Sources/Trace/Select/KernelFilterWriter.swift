import Wire

/// Writes a filter's parts as a pcap-filter(7) expression, in which `and` and `or` bind alike: all is in parentheses.
public struct KernelFilterWriter {
  typealias Door = KernelFilterParts.Door

  let expression: String
  /// Without what every filter keeps.
  private let own: String
  /// Addresses and ports compared; the program has more instructions, so a hopeless one is not compiled.
  let comparisons: Int

  init(_ parts: KernelFilterParts, _ width: KernelFilterParts.Width) {
    var words = parts.transports.sorted { $0.rawValue < $1.rawValue }.map(Self.name)
    var comparisons = parts.hosts.count + parts.blocks.count + parts.doors.count
    let known = parts.doors.union(width == .ports ? Set(parts.fronts.keys) : [])
      .union(width != .exact ? Set(parts.endpoints.keys) : [])
    words += Self.ports(known.sorted())
    var sockets: [Door: Set<IPAddress>] = width == .ports ? [:] : parts.fronts
    if width == .exact { sockets.merge(parts.endpoints) { $0.union($1) } }
    // An address or a port that comes through alone needs no pair.
    let rest = sockets.filter { !known.contains($0.key) && !parts.transports.contains($0.key.transport) }
      .mapValues { $0.subtracting(parts.hosts) }.filter { !$0.value.isEmpty }
    comparisons += rest.reduce(0) { $0 + 1 + $1.value.count }
    words += Self.groups(rest)
    words +=
      Self.alternatives("host", parts.hosts.sorted())
      + Self.alternatives("net", parts.blocks.sorted { $0.base < $1.base })
    own = words.joined(separator: " or ")
    expression = (words + Self.always).joined(separator: " or ")
    self.comparisons = comparisons
  }

  /// The parts alone, without what every filter keeps; empty for none.
  public static func words(_ parts: KernelFilterParts) -> String { KernelFilterWriter(parts, .exact).own }

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
    "arp", "icmp", "icmp6", "(ip[6:2] & 0x1fff != 0)", "ip6 proto (0 or 43 or 44 or 60)", "proto (4 or 41 or 47)",
    "udp port (8472 or 4789 or 6081 or 51820 or 51871)", "host (127.0.0.1 or ::1)",
  ]

  /// Ports with the same addresses stand together.
  private static func groups(_ sockets: [Door: Set<IPAddress>]) -> [String] {
    Dictionary(grouping: sockets.keys, by: { sockets[$0] ?? [] })
      .map { addresses, doors in (doors.sorted(), addresses.sorted()) }
      .sorted { ($0.0[0], $0.1[0]) < ($1.0[0], $1.1[0]) }
      .map { doors, addresses in
        let ports = ports(doors)
        let door = ports.count == 1 ? ports[0] : "(\(ports.joined(separator: " or ")))"
        return "(\(door) and \(alternatives("host", addresses)[0]))"
      }
  }

  /// One for each transport.
  private static func ports(_ doors: [Door]) -> [String] {
    [TransportProtocol.tcp, .udp, .sctp].flatMap { transport in
      alternatives("\(name(transport)) port", doors.filter { $0.transport == transport }.map(\.port))
    }
  }

  /// `host a`, `host (a or b)`; nothing of nothing.
  private static func alternatives(_ word: String, _ values: [some Any]) -> [String] {
    switch values.count {
    case 0: []
    case 1: ["\(word) \(values[0])"]
    default: ["\(word) (\(values.map { "\($0)" }.joined(separator: " or ")))"]
    }
  }

  private static func name(_ transport: TransportProtocol) -> String {
    switch transport {
    case .udp: "udp"
    case .sctp: "sctp"
    default: "tcp"
    }
  }
}
