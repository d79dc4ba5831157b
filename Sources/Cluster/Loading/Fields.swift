import Wire

/// Any member name of a JSON or YAML object.
struct Member: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init(stringLiteral value: String) { stringValue = value }
  init?(intValue: Int) { nil }
}

/// One JSON or YAML object, of which only the members asked for are decoded. Absent and null are the same.
typealias Fields = KeyedDecodingContainer<Member>

extension KeyedDecodingContainer where K == Member {
  private func has(_ key: Member) throws -> Bool { try contains(key) && !decodeNil(forKey: key) }

  /// A text, cut to `Limits.textBytes`; nil when absent or empty.
  func text(_ key: Member) throws -> String? {
    guard let text = try anyText(key) else { return nil }
    if let comment = SlashComment(in: text) { throw failure(key, comment.reason) }
    return text
  }

  /// As `text`, of which nothing is expected: for people only.
  func anyText(_ key: Member) throws -> String? {
    guard let text = try decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return nil }
    return Limits.cut(text)
  }

  /// A text that its object cannot be without.
  func name(_ key: Member) throws -> String {
    if let text = try text(key) { return text }
    throw failure(key, "is missing")
  }

  func flag(_ key: Member) throws -> Bool { try decodeIfPresent(Bool.self, forKey: key) ?? false }

  /// A whole number. Decoders report some bad numbers without saying where they are: here is where.
  func number(_ key: Member) throws -> Int? {
    do {
      return try decodeIfPresent(Int.self, forKey: key)
    } catch {
      let comment = (try? anyText(key)).flatMap { $0 }.flatMap(SlashComment.init)
      throw failure(key, comment?.reason ?? "is not a whole number")
    }
  }

  /// 1…65535; nil when absent or 0, which Kubernetes writes for "none".
  func port(_ key: Member) throws -> UInt16? {
    guard let number = try number(key), number != 0 else { return nil }
    guard let port = UInt16(exactly: number) else { throw failure(key, "is \(number), which is no port number") }
    return port
  }

  /// 1…65535.
  func requiredPort(_ key: Member) throws -> UInt16 {
    if let port = try port(key) { return port }
    throw failure(key, "must be a port from 1 to 65535")
  }

  /// `protocol`: TCP (when absent), UDP or SCTP.
  func transport() throws -> TransportProtocol {
    switch try text("protocol") {
    case nil, "TCP": return .tcp
    case "UDP": return .udp
    case "SCTP": return .sctp
    case .some(let other): throw failure("protocol", "is \(quoted(other)), not TCP, UDP or SCTP")
    }
  }

  /// An address; nil when absent, empty or `None`.
  func address(_ key: Member) throws -> IPAddress? {
    guard let text = try text(key), text != "None" else { return nil }
    return try address(text, key)
  }

  func addresses(_ key: Member) throws -> [IPAddress] {
    try texts(key).compactMap { $0 == "None" ? nil : try address($0, key) }
  }

  func prefixes(_ key: Member) throws -> [IPPrefix] {
    try texts(key).map { text in
      guard let prefix = IPPrefix(text) else { throw failure(key, "has \(quoted(text)), which is not a CIDR block") }
      return prefix
    }
  }

  func texts(_ key: Member) throws -> [String] {
    (try decodeIfPresent([String].self, forKey: key) ?? []).map(Limits.cut)
  }

  /// Labels or a selector.
  func labels(_ key: Member) throws -> [String: String] {
    let labels = try decodeIfPresent([String: String].self, forKey: key) ?? [:]
    for value in labels.values {
      if let comment = SlashComment(in: value) { throw failure(key, comment.reason) }
    }
    guard labels.contains(where: { $0.key.utf8.count > Limits.textBytes || $0.value.utf8.count > Limits.textBytes })
    else { return labels }
    return [String: String](labels.map { (Limits.cut($0.key), Limits.cut($0.value)) }) { first, _ in first }
  }

  func fields(_ key: Member) throws -> Fields? {
    try has(key) ? try nestedContainer(keyedBy: Member.self, forKey: key) : nil
  }

  /// The objects of an array.
  func each(_ key: Member, _ body: (Fields) throws -> Void) throws {
    guard try has(key) else { return }
    var list = try nestedUnkeyedContainer(forKey: key)
    while !list.isAtEnd { try body(list.nestedContainer(keyedBy: Member.self)) }
  }

  func isPresent(_ key: Member) throws -> Bool { try has(key) }

  func failure(_ key: Member, _ reason: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath + [key], debugDescription: reason))
  }

  private func address(_ text: String, _ key: Member) throws -> IPAddress {
    if let address = IPAddress(text) { return address }
    throw failure(key, "has \(quoted(text)), which is not an IP address in its strict form")
  }

  private func quoted(_ text: String) -> String { "“\(text.prefix(64))”" }
}

/// Bounds on what one file may make hopscope do.
enum Limits {
  /// Longer texts are cut, with an ellipsis in place of the rest.
  static let textBytes = 4096
  static let nesting = 256
  static let anchors = 10_000
  static let aliases = 1_000
  /// Nodes of a YAML document with all aliases expanded.
  static let expandedNodes = 1_000_000
  /// Endpoints found by selector, over all Services: labels alone can multiply pods by Services.
  static let assumedBackends = 200_000
  /// Objects of all versions of a timeline together: what does not change is in each of them.
  static let timelineObjects = 4_000_000
  /// Problems kept; past it they are only counted.
  static let problems = 1_000

  static func cut(_ text: String) -> String {
    guard text.utf8.count > textBytes else { return text }
    return String(decoding: text.utf8.prefix(textBytes), as: UTF8.self) + "…"
  }
}
