/// How text looks: colours or none, every character or ASCII alone. A colour never says anything that a word beside it
/// does not.
public struct Style: Sendable {
  public let isColoured: Bool
  /// `->`, `=>`, `x`, `us` for `→`, `⇒`, `✗`, `µs`; what has no such form is spelled out.
  public let isASCII: Bool

  public init(isColoured: Bool, isASCII: Bool = false) {
    self.isColoured = isColoured
    self.isASCII = isASCII
  }

  public enum Tone: String, Sendable {
    case good = "32"
    case bad = "31"
    case caution = "33"
    case name = "36"
    case faint = "2"
    case strong = "1"
  }

  func callAsFunction(_ tone: Tone, _ text: String) -> String {
    isColoured && !text.isEmpty ? "\u{1b}[\(tone.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// Says that text was cut.
  var mark: String { isASCII ? "..." : "…" }

  /// The text in the characters that may be printed.
  public func spelled(_ text: String) -> String {
    guard isASCII, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var spelled = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        spelled.unicodeScalars.append(scalar)
      } else {
        spelled += Self.ascii[scalar] ?? "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return spelled
  }

  private static let ascii: [Unicode.Scalar: String] = [
    "→": "->", "⇒": "=>", "✗": "x", "µ": "u", "…": "...", "·": "-", "±": "+/-", "“": "\"", "”": "\"", "│": "|",
    "─": "-", "–": "-", "▶": ">", "►": ">", "◄": "<", "▼": "v", "└": "'", "┘": "'", "×": "x", "§": "section ",
  ]
}
