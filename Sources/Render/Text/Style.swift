/// Colours, or none. A colour never says anything that a word beside it does not.
public struct Style: Sendable {
  public let isColoured: Bool
  public init(isColoured: Bool) { self.isColoured = isColoured }

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
}
