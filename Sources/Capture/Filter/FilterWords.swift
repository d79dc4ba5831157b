/// An expression's words and where they stand.
struct FilterWords {
  struct Word: Equatable {
    var text: String
    var range: Range<Int>
  }

  let words: [Word]

  init(_ expression: String) {
    let bytes = Array(expression.utf8)
    var words: [Word] = []
    var start = 0
    while start < bytes.count {
      var end = start + 1
      if Self.isPlain(bytes[start]) {
        while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
      } else if bytes[start] != Self.space {
        let isPair = end < bytes.count && Self.pairs.contains([bytes[start], bytes[end]])
        end += isPair ? 1 : 0
      }
      if bytes[start] != Self.space {
        words.append(Word(text: String(decoding: bytes[start..<end], as: UTF8.self), range: start..<end))
      }
      start = end
    }
    self.words = words
  }

  private static let space = UInt8(ascii: " ")
  private static let marks = Array("()[]!&|=<>+*%^".utf8)
  private static let pairs = ["&&", "||", "!=", "==", "<=", ">=", "<<", ">>"].map { Array($0.utf8) }

  private static func isPlain(_ byte: UInt8) -> Bool { byte != space && !marks.contains(byte) }

  /// Words of the language, pcap-filter(7).
  static let language: Set<String> = Set(
    """
    dst src host net mask port portrange less greater protochain proto byte broadcast multicast len gateway direction \
    link ether fddi tr wlan ip ip6 tcp udp sctp icmp icmp6 igmp igrp pim vrrp carp ah esp arp rarp atalk aarp decnet lat \
    sca moprc mopdl iso clnp esis es-is isis is-is l1 l2 iih lsp snp csnp psnp stp ipx netbeui radio inbound outbound \
    ifindex vlan mpls pppoed pppoes geneve vxlan vpi vci lane llc oam oamf4 ifname on rnr rulenum rset ruleset srnr \
    tcpflags icmptype icmpcode icmp6type icmp6code subrulenum reason action type subtype dir addr1 addr2 addr3 addr4 ra ta and or not
    """.split(separator: " ").map(String.init))

  /// Words behind which a name or a number stands.
  static let awaitingName: Set<String> = [
    "host", "net", "port", "portrange", "proto", "protochain", "gateway", "src", "dst", "mask", "less", "greater",
    "ifname", "on", "vlan", "mpls", "type", "subtype", "dir", "byte", "ra", "ta", "addr1", "addr2", "addr3", "addr4",
  ]

  /// Beginnings of the names of flags and types, such as tcp-syn.
  private static let fields = ["tcp-", "icmp-", "icmp6-"]

  /// Neither of the language nor a number or an address.
  static func isUnknown(_ word: String) -> Bool {
    guard let first = word.utf8.first, !language.contains(word), !fields.contains(where: word.hasPrefix) else {
      return false
    }
    let isLetter = (0x61...0x7a).contains(first | 0x20)
    return isLetter && !word.utf8.contains(UInt8(ascii: ":"))
  }
}

extension PacketFilter {
  /// Whether a word is one of the language of filters, such as `host` or `tcp`.
  public static func isWord(_ word: String) -> Bool { FilterWords.language.contains(word) }
}
