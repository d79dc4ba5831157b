/// What people give for Kubernetes objects by mistake, recognised by how it begins.
struct Mistaken {
  /// Follows "it is": what it is, and what to do.
  let sentence: String

  /// A capture of packets, or a packed one.
  init?(capture bytes: [UInt8]) {
    let magics: [[UInt8]] = [
      [0x0a, 0x0d, 0x0d, 0x0a], [0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0xc3, 0xd4], [0x4d, 0x3c, 0xb2, 0xa1],
      [0xa1, 0xb2, 0x3c, 0x4d],
    ]
    guard magics.contains(where: { bytes.starts(with: $0) }) else { return nil }
    sentence = "a capture of packets, not Kubernetes objects: name it without --cluster"
  }

  /// - Parameter text: UTF-8.
  init?(text: ArraySlice<UInt8>) {
    let start = String(decoding: text.prefix(4096), as: UTF8.self)
    let lines = start.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.filter { !$0.isEmpty }
    guard let first = lines.first, let sentence = Self.kubectl(first, lines) ?? Self.other(first) else { return nil }
    self.sentence = sentence
  }

  private static func kubectl(_ first: Substring, _ lines: [Substring]) -> String? {
    if let error = lines.first(where: isError), lines.prefix(while: { !isError($0) }).allSatisfy(isChatter) {
      return "what kubectl said when it failed, not objects: “\(error.prefix(200))”. Mend that first. \(make)"
    }
    if first.hasPrefix("No resources found") {
      return "kubectl's word that there is nothing (“\(first.prefix(120))”): other namespace, other context? \(make)"
    }
    if isChatter(first) {
      return "objects with kubectl's warnings before them (“\(first.prefix(120))”): save it without 2>&1. \(make)"
    }
    let columns = first.split(separator: " ")
    if let name = columns.first, ["NAME", "NAMESPACE"].contains(name), columns.count > 1,
      columns.allSatisfy({ $0.allSatisfy { !$0.isLowercase } })
    {
      return "a table for people, as kubectl get prints without -o json. \(make)"
    }
    if first.hasPrefix("Name:"),
      lines.dropFirst().contains(where: { $0.hasPrefix("Namespace:") || $0.hasPrefix("Labels:") })
    {
      return "what kubectl describe prints, for people. \(make)"
    }
    return nil
  }

  private static func isError(_ line: Substring) -> Bool {
    ["Error from server", "error: ", "Error: ", "The connection to the server", "Unable to connect to the server"]
      .contains { line.hasPrefix($0) }
  }

  /// `Warning: v1 Endpoints is deprecated …`, `E1125 10:15:04.218301   17 memcache.go:265] …`.
  private static func isChatter(_ line: Substring) -> Bool {
    if line.hasPrefix("Warning: ") { return true }
    guard let level = line.first, "EWIF".contains(level), line.contains("] ") else { return false }
    return line.dropFirst().prefix(4).allSatisfy(\.isNumber) && line.dropFirst(5).first == " "
  }

  private static func other(_ first: Substring) -> String? {
    let start = first.prefix(64).lowercased()
    if start.hasPrefix("<!doctype") || start.hasPrefix("<html") || start.hasPrefix("<?xml") {
      return "a web page, not objects: a proxy or a login page answered in the API server's place. \(make)"
    }
    if first.hasPrefix("tcp ") || first.hasPrefix("udp ") || first.hasPrefix("ipv4 ") || first.hasPrefix("[NEW]") {
      return "connection tracking, not objects: give it with --conntrack"
    }
    return nil
  }

  private static let make = ClusterLoader.advice
}
