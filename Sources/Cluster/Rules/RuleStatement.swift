import Wire

/// One rule, whichever program wrote it down.
struct RuleStatement {
  /// nil in nftables' `inet` tables, where both families are.
  var family: AddressFamily?
  var table: String
  var chain: String
  /// nil for any.
  var destination: IPPrefix?
  var transport: TransportProtocol?
  /// Destination ports.
  var ports: [UInt16] = []
  /// It is for some clients only (by source), or has an inverted condition.
  var isPartial = false
  var comment: String?
  var actions: [RuleAction] = []
  var place: RulePlace
}

extension RuleStatement {
  /// A part of iptables' own that nft names without saying more.
  ///
  /// - Parameters:
  ///   - kind: `match` or `target`.
  ///   - name: `DNAT`, whose destination is not shown; `addrtype`, which in chains for outside clients is about sources.
  mutating func take(xt kind: String, _ name: String) {
    switch (kind, name) {
    case ("target", "DNAT"): actions.append(.unreadable)
    case ("target", "REJECT"): actions.append(.reject)
    case ("match", "addrtype"): isPartial = isPartial || chain.hasPrefix("KUBE-EXT-") || chain.hasPrefix("KUBE-XLB-")
    default: break
    }
  }
}

enum RuleAction: Hashable {
  /// `jump` or `goto` a chain.
  case jump(String)
  /// DNAT.
  case endpoint(Socket)
  case reject
  case drop
  /// A DNAT whose target the dump does not show.
  case unreadable
}

/// Numbers and names as rules write them.
enum RuleWord {
  static func transport(_ text: String) -> TransportProtocol? {
    switch text {
    case "tcp", "6": .tcp
    case "udp", "17": .udp
    case "sctp", "132": .sctp
    default: nil
    }
  }

  /// 1…65535, digits only.
  static func port(_ text: some StringProtocol) -> UInt16? {
    guard text.utf8.count <= 5, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text),
      port > 0
    else { return nil }
    return port
  }

  /// `10.244.1.9:8080`, `[fd00::1]:80`.
  static func socket(_ text: String) -> Socket? {
    guard let colon = text.lastIndex(of: ":"), let port = port(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
    return IPAddress(String(host)).map { Socket($0, port) }
  }

  /// An address, or a block of them.
  static func prefix(_ text: String) -> IPPrefix? {
    if let prefix = IPPrefix(text) { return prefix }
    return IPAddress(text).flatMap { IPPrefix($0, length: $0.isIPv4 ? 32 : 128) }
  }
}

extension IPPrefix {
  /// The only address in it.
  var host: IPAddress? { mappedLength == 128 ? base : nil }
}

extension RuleService {
  /// kube-proxy's comments in iptables: `default/web:http cluster IP`, `default/web has no endpoints`.
  init?(comment: String?) {
    guard let word = comment?.split(separator: " ").first else { return nil }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    let names = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = names.first, !name.isEmpty else { return nil }
    self.init(
      namespace: String(parts[0]), name: String(name),
      portName: names.count > 1 && !names[1].isEmpty ? String(names[1]) : nil)
  }

  /// kube-proxy's chains in nftables: `service-FKIP43JP-default/api/tcp/http`. Long names are cut, with `...` at the end.
  init?(chain: String) {
    let words = chain.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count == 3, ["service", "external", "local", "firewall"].contains(words[0]),
      !words[2].hasSuffix("...")
    else { return nil }
    let parts = words[2].split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    self.init(
      namespace: String(parts[0]), name: String(parts[1]), portName: parts[3].isEmpty ? nil : String(parts[3]))
  }
}
