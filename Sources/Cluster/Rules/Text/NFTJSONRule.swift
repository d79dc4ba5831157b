import Wire

/// The expressions of one rule in nft's JSON; those that do not count are passed over.
enum NFTJSONRule {
  static func read(_ expression: JSONPlace, into statement: inout RuleStatement) {
    if let match = expression["match"] {
      readMatch(match, &statement)
    } else if let target = expression["dnat"] {
      statement.actions += endpoints(target)
    } else if let map = expression["vmap"] {
      for pair in (map["data"]?["set"]?.elements ?? []).map(\.elements) where pair.count == 2 {
        if let action = action(pair[1]) { statement.actions.append(action) }
      }
    } else if let part = expression["xt"] {
      statement.take(xt: part["type"]?.text ?? "", part["name"]?.text ?? "")
    } else if let action = action(expression) {
      statement.actions.append(action)
    }
  }

  /// A verdict.
  static func action(_ verdict: JSONPlace) -> RuleAction? {
    if let chain = (verdict["goto"] ?? verdict["jump"])?["target"]?.text { return .jump(chain) }
    if verdict["drop"] != nil { return .drop }
    return verdict["reject"] != nil ? .reject : nil
  }

  private static func readMatch(_ match: JSONPlace, _ statement: inout RuleStatement) {
    guard let left = match["left"], let right = match["right"] else { return }
    let isInverted = match["op"]?.text == "!="
    if let payload = left["payload"] {
      switch (payload["protocol"]?.text, payload["field"]?.text) {
      case ("ip", "daddr"), ("ip6", "daddr"): readDestination(right, isInverted, &statement)
      case (_, "saddr"): statement.isPartial = true
      case (let transport?, "dport"):
        statement.transport = RuleWord.transport(transport) ?? statement.transport
        let words = right["set"]?.elements.compactMap(\.word) ?? [right.word].compactMap { $0 }
        statement.ports = words.compactMap { RuleWord.port($0) }
        statement.isPartial = statement.isPartial || isInverted
      default: break
      }
    } else if left["meta"]?["key"]?.text == "l4proto" {
      statement.transport = right.word.flatMap(RuleWord.transport)
    } else if left["fib"]?["flags"]?.elements.contains(where: { $0.text == "saddr" }) == true {
      statement.isPartial = true
    }
  }

  private static func readDestination(_ right: JSONPlace, _ isInverted: Bool, _ statement: inout RuleStatement) {
    if right.text?.hasPrefix("@") == true { return }
    var text = right.text
    if let prefix = right["prefix"], let base = prefix["addr"]?.text, let length = prefix["len"]?.word {
      text = "\(base)/\(length)"
    }
    statement.destination = isInverted ? nil : text.flatMap(RuleWord.prefix)
    statement.isPartial = statement.isPartial || statement.destination == nil
  }

  /// `{"addr": "10.244.1.8", "port": 8086}`, or `addr` as a map from a random number to pairs of the two.
  private static func endpoints(_ target: JSONPlace) -> [RuleAction] {
    if let pairs = target["addr"]?["map"]?["data"]?["set"]?.elements {
      let sockets = pairs.compactMap { $0.elements.last?["concat"]?.elements }.compactMap(socket)
      return sockets.isEmpty ? [.unreadable] : sockets.map(RuleAction.endpoint)
    }
    let parts = [target["addr"], target["port"]].compactMap { $0 }
    return [socket(parts).map(RuleAction.endpoint) ?? .unreadable]
  }

  private static func socket(_ parts: [JSONPlace]) -> Socket? {
    guard parts.count == 2, let ip = parts[0].text.flatMap({ IPAddress($0) }),
      let port = parts[1].word.flatMap({ RuleWord.port($0) })
    else { return nil }
    return Socket(ip, port)
  }
}
