/// A name in which `*` stands for any run of characters and `?` for one, as shells have it.
struct GlobPattern: Sendable, Hashable {
  private let pattern: [UInt8]

  init(_ text: String) { pattern = Array(text.utf8) }

  static func isOne(_ text: String) -> Bool { text.utf8.contains { $0 == star || $0 == mark } }

  private static let star = UInt8(ascii: "*")
  private static let mark = UInt8(ascii: "?")

  /// Goes back to the last star only, so that no pattern takes more than length × length steps.
  func matches(_ name: String) -> Bool {
    let text = Array(name.utf8)
    var (at, position) = (0, 0)
    var lastStar: (pattern: Int, text: Int)?
    while position < text.count {
      if at < pattern.count, pattern[at] == Self.star {
        lastStar = (at, position)
        at += 1
      } else if at < pattern.count, pattern[at] == Self.mark || pattern[at] == text[position] {
        (at, position) = (at + 1, position + 1)
      } else if let star = lastStar {
        lastStar = (star.pattern, star.text + 1)
        (at, position) = (star.pattern + 1, star.text + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == Self.star }
  }
}
