import Cluster
import Wire

/// Namespaces of names that are given without one.
public struct SelectorScope: Sendable, Hashable {
  /// Empty for all.
  public var namespaces: [String]
  public init(_ namespaces: [String]) { self.namespaces = namespaces }
}

/// One selector as it was given: `--from-pod web-0`, or with `--not` before it its reverse.
public struct Criterion: Sendable, Hashable {
  /// What begins a value that is meant in reverse.
  public static let reverseMark: Character = "!"

  public let field: SelectorField
  public let isReversed: Bool
  /// The value as it was given, without the mark.
  public let text: String
  let test: Test

  enum Test: Sendable, Hashable {
    case object(ObjectPattern)
    case name(NamePattern)
    case block(IPPrefix)
    case port(UInt16)
    case transport(TransportProtocol)
    case hop(HopKind)
    case state(StateWord)
  }

  /// - Throws: a sentence with what the option takes.
  public init(_ field: SelectorField, _ value: String, scope: SelectorScope) throws(SelectorProblem) {
    self.field = field
    isReversed = value.first == Self.reverseMark
    text = isReversed ? String(value.dropFirst()) : value
    test = try Self.test(field, text, scope)
  }

  private static func test(_ field: SelectorField, _ text: String, _ scope: SelectorScope) throws(SelectorProblem)
    -> Test
  {
    guard !text.isEmpty else { throw SelectorProblem("--\(field.rawValue) needs a value.") }
    switch field {
    case .service, .fromService, .pod, .fromPod, .toPod: return .object(ObjectPattern(text, scope: scope.namespaces))
    case .namespace, .fromNamespace, .toNamespace, .node, .fromNode, .toNode: return .name(NamePattern(text))
    case .ip, .fromIP, .toIP: return .block(try block(field, text))
    case .port, .fromPort, .toPort: return .port(try port(field, text))
    case .transport: return .transport(try word(field, text, transports) { $0.name }.transport)
    case .hop: return .hop(try word(field, text, hopKinds) { $0.rawValue })
    case .state: return .state(try word(field, text, StateWord.all) { $0.word })
    }
  }

  private static func block(_ field: SelectorField, _ text: String) throws(SelectorProblem) -> IPPrefix {
    if let block = IPPrefix(text) { return block }
    if let address = IPAddress(text), let block = IPPrefix(address, length: address.isIPv4 ? 32 : 128) { return block }
    throw SelectorProblem(
      "--\(field.rawValue) \(text): write an address or a block of them, such as 10.244.1.7, 10.244.0.0/16, fd00::/64.")
  }

  private static func port(_ field: SelectorField, _ text: String) throws(SelectorProblem) -> UInt16 {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text) else {
      throw SelectorProblem("--\(field.rawValue) \(text): write a port's number, 0 to 65535.")
    }
    return port
  }

  /// One of a few words, in any case of letters.
  private static func word<Choice>(
    _ field: SelectorField, _ text: String, _ choices: [Choice], _ name: (Choice) -> String
  ) throws(SelectorProblem) -> Choice {
    let wanted = text.lowercased()
    if let choice = choices.first(where: { name($0).lowercased() == wanted }) { return choice }
    let names = choices.map(name)
    let near = NearestNames.find(text, among: names)
    let hint = near.isEmpty ? "" : " Nearest: \(near.joined(separator: ", "))."
    throw SelectorProblem(
      "--\(field.rawValue) \(text) is unknown; it takes \(names.joined(separator: ", ")).\(hint)")
  }

  private static let hopKinds: [HopKind] = [.nodePort, .port, .targetPort, .hostPort, .containerPort, .direct]
  private static let transports: [(name: String, transport: TransportProtocol)] = [
    ("tcp", .tcp), ("udp", .udp), ("sctp", .sctp), ("icmp", .icmp), ("icmpv6", .icmpv6), ("udplite", .udpLite),
  ]
}

/// Words of `--state`: how a path went, in general or exactly.
enum StateWord: Sendable, Hashable {
  case ok, failed
  case exactly(PathState)

  static let all: [StateWord] =
    [.ok, .failed]
    + [.open, .closed, .reset, .refused, .rejected, .noReply, .halfOpen, .partial].map { .exactly($0) }

  var word: String {
    switch self {
    case .ok: "ok"
    case .failed: "failed"
    case .exactly(let state): state.rawValue
    }
  }

  func holds(_ path: Path) -> Bool {
    switch self {
    case .ok: path.isOK
    case .failed: !path.isOK
    case .exactly(let state): path.state == state
    }
  }
}
