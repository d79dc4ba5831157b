/// A name, with `*` for any run of characters.
struct NamePattern: Sendable, Hashable {
  private let parts: [String]
  private let text: String

  init(_ text: String) {
    self.text = text
    parts = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
  }

  func matches(_ name: String) -> Bool {
    guard parts.count > 1 else { return name == text }
    var rest = name.utf8[...]
    guard rest.starts(with: parts[0].utf8) else { return false }
    rest = rest.dropFirst(parts[0].utf8.count)
    for part in parts[1..<(parts.count - 1)] {
      guard let end = Self.end(of: Array(part.utf8), in: rest) else { return false }
      rest = rest[end...]
    }
    let last = parts[parts.count - 1].utf8
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }

  /// A pod's name, or its beginning up to a hyphen: the name of the Deployment, StatefulSet, … that made it.
  func matchesPod(_ name: String) -> Bool {
    if matches(name) { return true }
    guard parts.count == 1, !text.isEmpty, name.hasPrefix(text) else { return false }
    return text.hasSuffix("-") || name.utf8.dropFirst(text.utf8.count).first == UInt8(ascii: "-")
  }

  private static func end(of part: [UInt8], in text: Substring.UTF8View) -> String.Index? {
    var start = text.startIndex
    while true {
      let tail = text[start...]
      if tail.starts(with: part) { return text.index(start, offsetBy: part.count) }
      guard start < text.endIndex else { return nil }
      start = text.index(after: start)
    }
  }
}

/// `namespace/name`; without a namespace, in the namespaces that the person is in.
struct ObjectPattern: Sendable, Hashable {
  /// Empty for all.
  private let namespaces: [NamePattern]
  private let name: NamePattern
  private let text: String

  /// - Parameter scope: namespaces of names without one; empty for all.
  init(_ text: String, scope: [String]) {
    self.text = text
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 {
      namespaces = [NamePattern(parts[0])]
      name = NamePattern(parts[1].isEmpty ? "*" : parts[1])
    } else {
      namespaces = scope.map(NamePattern.init)
      name = NamePattern(text)
    }
  }

  func isService(_ namespace: String, _ name: String) -> Bool {
    isIn(namespace) && self.name.matches(name)
  }

  func isPod(_ namespace: String, _ name: String) -> Bool {
    isIn(namespace) && self.name.matchesPod(name)
  }

  private func isIn(_ namespace: String) -> Bool {
    namespaces.isEmpty || namespaces.contains { $0.matches(namespace) }
  }
}
