import Yams

/// Anchors (`&a`) and aliases (`*a`) of a YAML text, counted by their looks before it is parsed.
///
/// Words in quotes and block texts that look so are counted too: the limits are far above what people write.
struct AliasCensus {
  private(set) var anchors = 0
  private(set) var aliases = 0
  /// A mapping key that is or may hold an alias: the parser would expand it while comparing keys.
  private var hasAliasKey = false

  init(_ text: ArraySlice<UInt8>) {
    var previous = UInt8(ascii: "\n")
    var word = Word.other
    for byte in text {
      switch byte {
      case UInt8(ascii: "&") where Self.opens(previous): word = .anchor
      case UInt8(ascii: "*") where Self.opens(previous): word = .alias
      case UInt8(ascii: ":"):
        hasAliasKey = hasAliasKey || word == .afterAlias || word == .inAlias || Self.closes(previous)
      case UInt8(ascii: "?") where Self.opens(previous): hasAliasKey = true
      case _ where Self.separates(byte): word = word == .inAlias ? .afterAlias : word.kept(at: byte)
      default: count(&word, byte)
      }
      previous = byte
    }
  }

  /// Why the text is not parsed, or nil.
  var refusal: String? {
    if anchors > Limits.anchors {
      return "it has more than \(Limits.anchors) YAML anchors, which kubectl never writes."
    }
    if anchors == 0 { return nil }
    if aliases > Limits.aliases {
      return "it has more than \(Limits.aliases) YAML aliases, which kubectl never writes."
    }
    if hasAliasKey, anchors >= 4, aliases >= 12 {
      return "it may use YAML aliases inside mapping keys, which kubectl never does and which can take forever to read."
    }
    return nil
  }

  private enum Word {
    case other, anchor, alias, inAlias, afterAlias
    /// Spaces after an alias may be followed by a colon.
    func kept(at byte: UInt8) -> Word { self == .afterAlias && byte == 0x20 ? .afterAlias : .other }
  }

  private mutating func count(_ word: inout Word, _ byte: UInt8) {
    switch word {
    case .anchor:
      anchors += Self.names(byte) ? 1 : 0
      word = .other
    case .alias:
      aliases += Self.names(byte) ? 1 : 0
      word = Self.names(byte) ? .inAlias : .other
    case .inAlias, .other: break
    case .afterAlias: word = .other
    }
  }

  /// What libyaml takes for a letter of an anchor's name.
  private static func names(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || byte == 0x5f || byte == 0x2d
  }
  /// A node may begin after this byte.
  private static func opens(_ byte: UInt8) -> Bool { separates(byte) || byte == UInt8(ascii: ":") || byte >= 0x80 }
  private static func closes(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") }
  private static func separates(_ byte: UInt8) -> Bool {
    ClusterLoader.isSpace(byte) || "[]{},!".utf8.contains(byte)
  }
}

/// Counts the nodes of a document as its aliases expand, and how deep they nest.
struct NodeCensus {
  private var left = Limits.expandedNodes
  private let expands: Bool

  /// - Parameter expands: the document has anchors; else its size is that of its text.
  static func check(_ node: Node, expands: Bool, _ name: String) throws(ClusterLoadError) {
    var census = NodeCensus(expands: expands)
    try census.visit(node, 1, name)
  }

  private init(expands: Bool) { self.expands = expands }

  private mutating func visit(_ node: Node, _ depth: Int, _ name: String) throws(ClusterLoadError) {
    if depth > Limits.nesting {
      throw ClusterLoadError(
        name, line: node.mark?.line,
        "more than \(Limits.nesting) levels are nested, which no Kubernetes object does. \(ClusterLoader.advice)")
    }
    left -= expands ? 1 : 0
    if left < 0 {
      throw ClusterLoadError(
        name, line: node.mark?.line,
        "its YAML aliases expand to more than \(Limits.expandedNodes) values. \(ClusterLoader.advice)")
    }
    switch node {
    case .mapping(let mapping):
      for pair in mapping {
        try visit(pair.key, depth + 1, name)
        try visit(pair.value, depth + 1, name)
      }
    case .sequence(let sequence): for child in sequence { try visit(child, depth + 1, name) }
    case .scalar, .alias: break
    }
  }
}

extension Node {
  /// A document without content: only comments, or nothing between two `---`.
  var isBlank: Bool { scalar.map { $0.string.isEmpty || $0.string == "null" || $0.string == "~" } ?? false }
}
