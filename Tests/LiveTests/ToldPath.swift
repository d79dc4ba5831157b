import Foundation

/// A path of `-o json`, read without hopscope's own types.
struct ToldPath: Sendable {
  var id: String
  var event: String
  var state: String
  var isOK: Bool
  var transport: String
  /// Seconds since 1970: when the line came.
  var moment: Double
  var client: Socket?
  var front: Socket?
  var entrance: String?
  var service: String?
  var backend: String?
  var backendSocket: Socket?
  var hops: [Ends]
  var translations: [Translation]

  struct Translation: Hashable, Sendable {
    var host: String
    var before: Ends
    var after: Ends
  }

  init?(_ line: LineLog.Line) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.text.utf8)) as? [String: Any],
      object["schema"] as? String == "hopscope.path/1"
    else { return nil }
    func part(_ name: String) -> [String: Any] { object[name] as? [String: Any] ?? [:] }
    func list(_ name: String) -> [[String: Any]] { object[name] as? [[String: Any]] ?? [] }
    id = object["id"] as? String ?? ""
    event = object["event"] as? String ?? ""
    state = object["state"] as? String ?? ""
    isOK = object["ok"] as? Bool ?? false
    transport = object["protocol"] as? String ?? ""
    moment = line.moment
    (client, front, backendSocket) = (Socket(part("client")), Socket(part("front")), Socket(part("backend")))
    entrance = part("front")["portKind"] as? String
    service = part("service")["name"] as? String
    backend = part("backend")["pod"] as? String
    hops = list("hops").compactMap { Ends($0) }
    translations = list("translations").compactMap { one in
      guard let host = one["host"] as? String, let before = Ends(one["before"]), let after = Ends(one["after"]) else {
        return nil
      }
      return Translation(host: host, before: before, after: after)
    }
  }

  /// Every tuple that it claims.
  var claims: Set<Ends> { Set(hops + translations.flatMap { [$0.before, $0.after] }) }
}

extension Socket {
  init?(_ object: Any?) {
    guard let object = object as? [String: Any], let ip = object["ip"] as? String, let port = object["port"] as? Int
    else { return nil }
    self.init(ip: ip, port: port)
  }
}

extension Ends {
  init?(_ object: Any?) {
    guard let object = object as? [String: Any], let source = Socket(object["source"]),
      let destination = Socket(object["destination"])
    else { return nil }
    self.init(source: source, destination: destination)
  }
}
