import Cluster

/// What ArgumentParser says of a wrong option, in the words of our own sentences.
struct UsageWords {
  let sentence: String

  init(_ message: String) {
    sentence = Self.choice(message) ?? Self.reason(message) ?? Self.missing(message) ?? message
  }

  /// `--by pods is unknown; it takes service, backend, … Nearest: backend.`
  private static func choice(_ message: String) -> String? {
    guard let (value, option, rest) = invalid(message), let start = rest.range(of: "Please provide one of") else {
      return nil
    }
    let list = rest[start.upperBound...]
    let quoted = list.split(separator: "'", omittingEmptySubsequences: false).enumerated()
    let names =
      list.contains("\n")
      ? list.split(separator: "\n").filter { $0.hasPrefix("  - ") }.map { String($0.dropFirst(4)) }
      : quoted.filter { $0.offset % 2 == 1 }.map { String($0.element) }
    guard !names.isEmpty else { return nil }
    let near = NearestNames.find(value, among: names)
    let hint = near.isEmpty ? "" : " Nearest: \(near.joined(separator: ", "))."
    return "\(option) \(value) is unknown; it takes \(names.joined(separator: ", ")).\(hint)"
  }

  /// Our own reason alone: it names what is wrong.
  private static func reason(_ message: String) -> String? {
    guard let (_, _, rest) = invalid(message), rest.hasPrefix(": ") else { return nil }
    return String(rest.dropFirst(2))
  }

  /// `The value 'VALUE' is invalid for 'OPTION <NAME>'REST`
  private static func invalid(_ message: String) -> (value: String, option: String, rest: Substring)? {
    guard message.hasPrefix("The value '"), let middle = message.range(of: "' is invalid for '"),
      let end = message[middle.upperBound...].range(of: "'")
    else { return nil }
    let value = message[..<middle.lowerBound].dropFirst("The value '".count)
    let option = message[middle.upperBound..<end.lowerBound].prefix { $0 != " " }
    return (String(value), String(option), message[end.upperBound...])
  }

  private static func missing(_ message: String) -> String? {
    guard message.hasPrefix("Missing expected argument") else { return nil }
    if message.contains("<TARGET>") {
      return "nothing to explain: say an ADDRESS[:PORT], svc/NAME, pod/NAME or node/NAME."
    }
    if message.contains("<ID>") { return "no path is named: hopscope replay prints the ID at the end of each line." }
    return nil
  }
}
