import Wire

/// The words of one rule of nftables; those that do not count are passed over.
enum NFTRule {
  static func read(_ words: [String], into statement: inout RuleStatement) {
    var at = 0
    func word(_ offset: Int) -> String { at + offset < words.count ? words[at + offset] : "" }
    while at < words.count {
      switch (words[at], word(1)) {
      case ("ip", "daddr"), ("ip6", "daddr"):
        readDestination(word(2), &statement)
        at += 3
      case ("ip", "saddr"), ("ip6", "saddr"), ("fib", "saddr"):
        statement.isPartial = true
        at += 2
      case ("meta", "l4proto"):
        statement.transport = RuleWord.transport(word(2))
        at += 3
      case ("tcp", "dport"), ("udp", "dport"), ("sctp", "dport"), ("th", "dport"):
        statement.transport = RuleWord.transport(words[at]) ?? statement.transport
        at = readPorts(words, at + 2, &statement)
      case ("comment", let text):
        statement.comment = text
        at += 2
      case ("jump", let chain), ("goto", let chain):
        statement.actions.append(.jump(chain))
        at += 2
      case ("dnat", _): at = readTarget(words, at, &statement)
      case ("xt", let kind):
        statement.take(xt: kind, word(2))
        at += 3
      case ("reject", _):
        statement.actions.append(.reject)
        at += 1
      case ("drop", _):
        statement.actions.append(.drop)
        at += 1
      default: at += 1
      }
    }
  }

  private static func readDestination(_ word: String, _ statement: inout RuleStatement) {
    if word.hasPrefix("@") { return }
    statement.destination = RuleWord.prefix(word)
    // Inverted, or a range.
    statement.isPartial = statement.isPartial || statement.destination == nil
  }

  /// One port, or `{ 80, 443 }`.
  private static func readPorts(_ words: [String], _ start: Int, _ statement: inout RuleStatement) -> Int {
    guard start < words.count else { return start }
    guard words[start] == "{" else {
      statement.ports = RuleWord.port(words[start]).map { [$0] } ?? []
      return start + 1
    }
    let end = words[start...].firstIndex(of: "}") ?? words.endIndex
    statement.ports = words[start..<end].compactMap { RuleWord.port($0) }
    return end
  }

  /// `dnat to ADDRESS:PORT`, `dnat ip to …`, or `… to numgen random mod 2 map { 0 : ADDRESS . PORT, … }`.
  private static func readTarget(_ words: [String], _ start: Int, _ statement: inout RuleStatement) -> Int {
    guard let to = words[start...].prefix(8).firstIndex(of: "to"), to + 1 < words.count else {
      statement.actions.append(.unreadable)
      return start + 1
    }
    if let socket = RuleWord.socket(words[to + 1]) {
      statement.actions.append(.endpoint(socket))
      return to + 2
    }
    let end = words[to...].firstIndex(of: "}") ?? words.endIndex
    let found = sockets(words[to..<end])
    statement.actions += found.isEmpty ? [.unreadable] : found.map(RuleAction.endpoint)
    return end
  }

  /// Every `ADDRESS . PORT`.
  private static func sockets(_ words: ArraySlice<String>) -> [Socket] {
    words.indices.dropFirst().dropLast().compactMap { dot in
      guard words[dot] == ".", let ip = IPAddress(words[dot - 1]), let port = RuleWord.port(words[dot + 1]) else {
        return nil
      }
      return Socket(ip, port)
    }
  }
}
