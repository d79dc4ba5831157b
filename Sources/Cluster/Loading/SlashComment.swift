/// `NodePort // reachable from outside`: a comment of another language at the end of a YAML value, which YAML takes for a
/// part of the value. No field that is read holds such a text by right.
struct SlashComment {
  private let value: String
  private let comment: String

  init?(in text: String) {
    // Most texts have no slash, and a dump has very many texts.
    guard text.utf8.contains(UInt8(ascii: "/")) else { return nil }
    guard let blank = text.firstIndex(where: { $0 == " " || $0 == "\t" }) else { return nil }
    let rest = text[blank...].drop { $0 == " " || $0 == "\t" }
    guard rest.hasPrefix("//") else { return nil }
    value = String(text[..<blank].prefix(40))
    comment = String(rest.dropFirst(2).drop { $0 == " " }.prefix(40))
  }

  /// Begins with a verb, as every reason of a field does.
  var reason: String {
    "ends in a // comment, which YAML takes for a part of the value: comments start with #, as in “\(value) # \(comment)”"
  }
}
