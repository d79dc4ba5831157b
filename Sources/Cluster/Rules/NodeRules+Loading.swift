import Wire

/// Why a file of rules could not be read at all.
public struct RulesLoadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What, where, why, what next.
  public var description: String

  init(_ name: String, _ reason: String) { description = "\(name): \(reason)" }

  static let advice = "Save it on the node with: iptables-save > FILE, or nft list ruleset > FILE"
}

extension NodeRules {
  /// Reads a dump, whichever program made it.
  ///
  /// - Parameter name: what to call the file.
  public init(_ bytes: [UInt8], name: String) throws(RulesLoadError) {
    switch Self.kind(of: bytes) {
    case .iptables: self.init(IPTablesText.read(bytes, name: name))
    case .nftables:
      self.init(NFTText.read(bytes, name: name))
      program = .nftables
    case .json:
      self.init(try NFTJSON.read(bytes, name: name))
      program = .nftables
    case nil:
      let reason = bytes.isEmpty ? "there is nothing in it" : "neither iptables-save nor nft printed it"
      throw RulesLoadError(name, "\(reason). \(RulesLoadError.advice)")
    }
  }

  /// Adds another dump of the same node: of ip6tables-save, say.
  public mutating func add(_ other: NodeRules) {
    let known = Set(fronts.map(\.key))
    fronts += other.fronts.filter { !known.contains($0.key) }
    if families.isEmpty { program = other.program }
    families.formUnion(other.families)
    refusingFamilies.formUnion(other.refusingFamilies)
    portmapFamilies.formUnion(other.portmapFamilies)
    isCut = isCut || other.isCut
    problems += other.problems
  }

  private enum Kind { case iptables, nftables, json }

  /// Both write comments first; then iptables-save the name of a table after `*`, nft the word `table`.
  private static func kind(of bytes: [UInt8]) -> Kind? {
    var lines = RuleLines(bytes)
    while let line = lines.next() {
      guard let first = line.text.first(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      switch first {
      case UInt8(ascii: "#"): continue
      case UInt8(ascii: "*"): return .iptables
      case UInt8(ascii: "{"): return .json
      default: return line.text.starts(with: "table ".utf8) ? .nftables : nil
      }
    }
    return nil
  }
}

extension RuleFront {
  struct Key: Hashable {
    var entrance: Entrance
    var transport: TransportProtocol
  }
  var key: Key { Key(entrance: entrance, transport: transport) }
}
