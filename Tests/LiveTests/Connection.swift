import Foundation

/// A connection as its client saw it (`captures/making/lab_talk.py`).
struct Connection: Decodable, Sendable {
  var who: String
  var kind: Kind
  var transport: String
  var client: Socket
  var front: Socket
  /// Seconds since 1970: just before its first packet, and when its client was done.
  var start: Double
  var end: Double
  /// ok, refused, no-reply, reset, unreachable.
  var outcome: String

  private enum CodingKeys: String, CodingKey {
    case who, kind, transport = "protocol", client, front, start, end, outcome
  }

  var first: Ends { Ends(source: client, destination: front) }
}

/// An address and a port; the text of an address is the C library's, whoever wrote it.
struct Socket: Hashable, Decodable, Sendable {
  var ip: String
  var port: Int

  init(ip: String, port: Int) {
    self.ip = Self.canonical(ip)
    self.port = port
  }

  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    self.init(ip: try parts.decode(String.self), port: try parts.decode(Int.self))
  }

  private static func canonical(_ ip: String) -> String {
    var (bytes, text) = (in6_addr(), [CChar](repeating: 0, count: 64))
    let family = ip.contains(":") ? AF_INET6 : AF_INET
    guard inet_pton(family, ip, &bytes) == 1, inet_ntop(family, &bytes, &text, 64) != nil else { return ip }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// A tuple without its protocol.
struct Ends: Hashable, Sendable {
  var source: Socket
  var destination: Socket
}

/// A line of conntrack's, read by the test itself.
struct Entry: Sendable {
  var node: String
  var transport: String
  var original: Ends
  /// As it goes on from this node: the reply's ends, turned round.
  var translated: Ends

  init?(node: String, line: Substring) {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let transport = words.first(where: { ["tcp", "udp"].contains($0) }) else { return nil }
    func values(_ key: String) -> [String] {
      words.filter { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }
    let (from, to) = (values("src"), values("dst"))
    let (fromPorts, toPorts) = (values("sport").compactMap(Int.init), values("dport").compactMap(Int.init))
    guard [from.count, to.count, fromPorts.count, toPorts.count].allSatisfy({ $0 == 2 }) else { return nil }
    let sockets = (0..<2).map { (Socket(ip: from[$0], port: fromPorts[$0]), Socket(ip: to[$0], port: toPorts[$0])) }
    (self.node, self.transport) = (node, String(transport))
    original = Ends(source: sockets[0].0, destination: sockets[0].1)
    translated = Ends(source: sockets[1].1, destination: sockets[1].0)
  }
}
