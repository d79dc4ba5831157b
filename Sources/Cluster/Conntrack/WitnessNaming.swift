/// Whose table a file holds, from its name: `conntrack-worker-1.txt`, `node1.events`, `worker-1/conntrack.txt`,
/// `ip-link-worker-1.json`, `node1.iptables-save.txt`.
///
/// A name is believed only when nothing else is left in it: `conntrack-worker-1.txt` is not of a host `worker`.
public struct WitnessNaming: Sendable {
  /// What files of one kind are called besides the host's name.
  public enum Kind: Sendable { case conntrack, links, rules }

  private let known: Set<String>
  private let namesAllNodes: Bool
  private let kind: Kind

  /// - Parameters:
  ///   - knownHosts: nodes and pods of the map.
  ///   - namesAllNodes: the nodes are among them. Otherwise, as with no map or plain manifests, the rest of the name is
  ///     the host.
  public init(knownHosts: [String], namesAllNodes: Bool, kind: Kind = .conntrack) {
    known = Set(knownHosts)
    self.namesAllNodes = namesAllNodes
    self.kind = kind
  }

  /// - Parameter path: as given by the user.
  /// - Returns: nil when the name does not say, or says two.
  public func host(ofPath path: String) -> String? {
    let parts = path.split(separator: "/").map(String.init)
    guard let file = parts.last else { return nil }
    let stem = stem(file)
    if let host = host(in: stem) { return host }
    // worker-1/conntrack.txt: the file says nothing, its folder may.
    guard parts.count > 1, Self.words(stem).allSatisfy(isFiller) else { return nil }
    let folder = parts[parts.count - 2]
    return [".", ".."].contains(folder) ? nil : host(in: folder)
  }

  private func host(in name: String) -> String? {
    if let known = knownHost(in: name) { return known }
    guard let rest = rest(of: name) else { return nil }
    // A pod's own network namespace, as its captures are called too.
    return namesAllNodes && !(rest.hasPrefix("pod-") && known.contains(String(rest.dropFirst(4)))) ? nil : rest
  }

  /// The only known name with which nothing but fillers and dates is left.
  private func knownHost(in name: String) -> String? {
    let bytes = Array(name.utf8.prefix(253))
    let ends = bytes.indices.filter { Self.isSeparator(bytes[$0]) }
    var found: Set<String> = []
    for start in [0] + ends.map({ $0 + 1 }) {
      for end in ends + [bytes.count] where start < end {
        let host = String(decoding: bytes[start..<end], as: UTF8.self)
        let around = Self.words(bytes[..<start]) + Self.words(bytes[end...])
        if known.contains(host), around.allSatisfy({ isFiller($0) || Self.isDate($0) }) { found.insert(host) }
      }
    }
    return found.count == 1 ? found.first : nil
  }

  /// The name without fillers at its ends.
  private func rest(of name: String) -> String? {
    var bytes = Array(name.utf8)[...]
    while let word = Self.words(bytes).first, isFiller(word) { bytes = trim(bytes.dropFirst(word.utf8.count)) }
    while let word = Self.words(bytes).last, isFiller(word) { bytes = trim(bytes.dropLast(word.utf8.count)) }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  private func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes.drop(while: Self.isSeparator)
    while let last = rest.last, Self.isSeparator(last) { rest.removeLast() }
    return rest
  }

  // MARK: - Words

  private func isFiller(_ word: String) -> Bool { kind.fillers.contains(word.lowercased()) }

  /// `20261123`, `002542`.
  private static func isDate(_ word: String) -> Bool { word.utf8.count >= 6 && word.utf8.allSatisfy { isDigit($0) } }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }

  private static func words(_ text: String) -> [String] { words(Array(text.utf8)[...]) }
  private static func words(_ bytes: ArraySlice<UInt8>) -> [String] {
    bytes.split(whereSeparator: isSeparator).map { String(decoding: $0, as: UTF8.self) }
  }

  private func stem(_ file: String) -> String {
    var name = file[...]
    while let dot = name.lastIndex(of: "."), dot != name.startIndex,
      kind.endings.contains(name[name.index(after: dot)...].lowercased())
    {
      name = name[..<dot]
    }
    return String(name)
  }
}

extension WitnessNaming.Kind {
  fileprivate var fillers: Set<String> {
    switch self {
    case .conntrack:
      ["conntrack", "nf", "proc", "net", "ct", "events", "event", "entries", "list", "table", "dump", "flows"]
    case .links: ["ip", "link", "links", "addr", "address", "interfaces", "interface", "if", "list", "dump"]
    case .rules:
      [
        "iptables", "ip6tables", "save", "nft", "nftables", "rules", "ruleset", "kube", "proxy", "list", "table",
        "dump",
      ]
    }
  }

  fileprivate var endings: Set<String> {
    switch self {
    case .conntrack: ["txt", "log", "out", "list", "events", "conntrack", "dump", "ct", "gz", "zst"]
    case .links: ["json", "txt", "log", "out", "gz", "zst"]
    case .rules:
      ["txt", "log", "out", "json", "rules", "nft", "save", "iptables-save", "ip6tables-save", "gz", "zst"]
    }
  }
}
