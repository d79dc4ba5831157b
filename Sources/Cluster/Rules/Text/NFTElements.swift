import Wire

/// kube-proxy's maps: which say where a connection's entrance leads.
enum NFTMap {
  /// Where an entrance leads, or how it is refused.
  case entrances
  /// Who may use it.
  case firewall

  init?(_ name: String) {
    switch name {
    case "service-ips", "service-nodeports", "no-endpoint-services", "no-endpoint-nodeports": self = .entrances
    case "firewall-ips": self = .firewall
    default: return nil
    }
  }

  /// - Parameter key: address (not of nodePorts), protocol, port.
  func entry(
    _ key: [String], comment: String?, _ action: RuleAction, _ family: AddressFamily, _ table: String,
    _ place: RulePlace
  ) -> RuleBook.Entry? {
    guard (2...3).contains(key.count), let transport = RuleWord.transport(key[key.count - 2]),
      let port = RuleWord.port(key[key.count - 1])
    else { return nil }
    var entrance = RuleFront.Entrance.nodePort(port, family)
    if key.count == 3 {
      guard let ip = IPAddress(key[0]) else { return nil }
      entrance = .address(Socket(ip, port))
    }
    return RuleBook.Entry(
      entrance: entrance, transport: transport, actions: [action], family: family, table: table,
      service: RuleService(comment: comment), isFirewall: self == .firewall, place: place)
  }
}

/// The elements of one map, word by word:
///
/// ```
/// 10.96.143.224 . tcp . 80 comment "default/nobody:http" : goto reject-chain,
/// tcp . 30002 : goto external-NAYS5BN2-default/echo-local/tcp/tcp-echo }
/// ```
struct NFTElements {
  /// nil for sets and maps that do not count: only their end is looked for.
  private let map: NFTMap?
  private let family: AddressFamily?
  private let table: String
  private let place: RulePlace
  private var depth = 1
  private var words: [String] = []

  /// Words of one element that are kept: none that counts has more.
  private static let mostWords = 64

  init(map: String?, _ family: AddressFamily?, _ table: String, file: String) {
    self.map = map.flatMap { NFTMap($0) }
    (self.family, self.table) = (family, table)
    place = RulePlace(file: file, line: nil, chain: map ?? "")
  }

  var isClosed: Bool { depth <= 0 }

  mutating func take(_ word: String, _ line: Int, into book: inout RuleBook) {
    if word == "{" { depth += 1 }
    if word == "}" { depth -= 1 }
    if depth == 0 || (depth == 1 && word == ",") {
      finish(line, into: &book)
    } else if map != nil, words.count < Self.mostWords {
      words.append(word)
    }
  }

  private mutating func finish(_ line: Int, into book: inout RuleBook) {
    defer { words = [] }
    guard let map, let family, let colon = words.firstIndex(of: ":"), colon + 1 < words.count else { return }
    var place = place
    place.line = line
    let key = Self.key(words[..<colon])
    let comment = words[..<colon].firstIndex(of: "comment").map { words[$0 + 1] }
    guard let action = Self.action(words[(colon + 1)...]),
      let entry = map.entry(key, comment: comment, action, family, table, place)
    else { return }
    book.add(entry)
  }

  /// The words between dots; a comment or a counter follows the last one.
  private static func key(_ words: ArraySlice<String>) -> [String] {
    var key = words.prefix(1).map { $0 }
    var rest = words.dropFirst()
    while rest.first == ".", let next = rest.dropFirst().first {
      key.append(next)
      rest = rest.dropFirst(2)
    }
    return key
  }

  private static func action(_ words: ArraySlice<String>) -> RuleAction? {
    switch words.first {
    case "goto", "jump": words.dropFirst().first.map(RuleAction.jump)
    case "drop": .drop
    case "reject": .reject
    default: nil
    }
  }
}
