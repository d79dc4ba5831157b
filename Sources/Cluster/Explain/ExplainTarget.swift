import Wire

/// What a person asks about, as it was typed. Which object a name is, only a map knows (`ServiceMap.subjects(of:)`).
///
/// ```
/// 192.168.49.2   192.168.49.2:30001   10.96.0.10:53/udp   fd00::1   [fd00::1]:80/tcp
/// svc/nginx-service   service/default/nginx-service   pod/default/nginx   node/worker-1
/// nginx-service   default/nginx-service
/// ```
public enum ExplainTarget: Sendable, Equatable {
  case address(IPAddress, port: UInt16?, transport: TransportProtocol?)
  /// - Parameter word: nil when the text does not say the kind.
  case object(word: ObjectWord?, namespace: String?, name: String)

  public enum ObjectWord: String, Sendable, CaseIterable {
    case service = "Service"
    case pod = "Pod"
    case node = "Node"

    /// As kubectl abbreviates it.
    public init?(_ text: String) {
      switch text.lowercased() {
      case "svc", "service", "services": self = .service
      case "po", "pod", "pods": self = .pod
      case "no", "node", "nodes": self = .node
      default: return nil
      }
    }
  }

  public init(parsing text: String) throws(BadTarget) {
    guard !text.isEmpty, text.utf8.count <= 1024 else { throw BadTarget(text, "is no address and no name") }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if Self.looksLikeAddress(parts[0]) {
      self = try Self.address(text, parts)
    } else {
      self = try Self.object(text, parts)
    }
  }

  private static func object(_ text: String, _ parts: [String]) throws(BadTarget) -> ExplainTarget {
    let word = parts.count > 1 ? ObjectWord(parts[0]) : nil
    let rest = word == nil ? parts[...] : parts.dropFirst()
    guard rest.count <= 2, rest.allSatisfy({ !$0.isEmpty }) else {
      throw BadTarget(text, "has too many or too few parts")
    }
    guard word != .node || rest.count == 1 else {
      throw BadTarget(text, "puts a Node into a namespace; Nodes have none")
    }
    return .object(word: word, namespace: rest.count == 2 ? rest.first : nil, name: rest.last ?? "")
  }
}

extension ExplainTarget {
  /// Digits with three dots, or hexadecimal digits with at least two colons, or brackets: no name of an object is such.
  private static func looksLikeAddress(_ text: String) -> Bool {
    if text.hasPrefix("[") { return true }
    let head = text.prefix { $0 != ":" }
    let dots = head.utf8.count { $0 == UInt8(ascii: ".") }
    if dots == 3, head.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) { return true }
    return text.utf8.count { $0 == UInt8(ascii: ":") } >= 2
      && text.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
  }

  private static func address(_ text: String, _ parts: [String]) throws(BadTarget) -> ExplainTarget {
    let (ip, port) = try socket(parts[0], in: text)
    guard parts.count > 1 else { return .address(ip, port: port, transport: nil) }
    guard parts.count == 2, let transport = transport(parts[1]) else {
      let isLength = parts.count == 2 && UInt8(parts[1]) != nil
      throw BadTarget(
        text, isLength ? "is a CIDR block; ask about one address of it" : "does not end in /tcp, /udp or /sctp")
    }
    guard port != nil else { throw BadTarget(text, "says a protocol but no port") }
    return .address(ip, port: port, transport: transport)
  }

  private static func socket(_ part: String, in text: String) throws(BadTarget) -> (IPAddress, UInt16?) {
    if let ip = IPAddress(part) { return (ip, nil) }
    var host = Substring(part)
    var port: Substring?
    if part.hasPrefix("["), let end = part.lastIndex(of: "]") {
      host = part[part.index(after: part.startIndex)..<end]
      let rest = part[part.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw BadTarget(text, "has something else than :PORT behind ]") }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = part.firstIndex(of: ":"), part.lastIndex(of: ":") == colon {
      host = part[..<colon]
      port = part[part.index(after: colon)...]
    }
    guard let ip = IPAddress(String(host)) else {
      throw BadTarget(text, "is no IP address (write IPv6 with a port as [fd00::1]:80)")
    }
    guard let port else { return (ip, nil) }
    guard let number = UInt16(port), number != 0, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw BadTarget(text, "has no port from 1 to 65535 behind the colon")
    }
    return (ip, number)
  }

  private static func transport(_ text: String) -> TransportProtocol? {
    switch text.lowercased() {
    case "tcp": .tcp
    case "udp": .udp
    case "sctp": .sctp
    default: nil
    }
  }
}

/// Why a text is nothing that can be explained.
public struct BadTarget: Error, Sendable {
  public var text: String
  public var reason: String

  init(_ text: String, _ reason: String) {
    self.text = text
    self.reason = reason
  }

  public var description: String {
    """
    “\(text.prefix(80))” \(reason): say ADDRESS[:PORT][/PROTOCOL], svc/NAME, pod/NAMESPACE/NAME or node/NAME.
    """
  }
}
