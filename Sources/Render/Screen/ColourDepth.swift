/// How many colours the terminal has.
public enum ColourDepth: Sendable, Equatable, CaseIterable {
  /// Bold and reversed text alone.
  case none
  case sixteen
  case many

  /// `SGR` parameters (ECMA-48 §8.3.117) of a style, from a reset on: `0;1;38;5;110`.
  func parameters(_ style: CellStyle) -> String {
    var parameters = "0"
    if style.isStrong { parameters += ";1" }
    switch self {
    case .none:
      if style.ground != .none { parameters += ";7" }
    case .sixteen:
      if style.ground != .none { parameters += ";7" } else { parameters += Self.plain(style.ink) }
    case .many: parameters += Self.rich(style)
    }
    return parameters
  }

  private static func plain(_ ink: CellStyle.Ink) -> String {
    switch ink {
    case .plain: ""
    case .faint: ";2"
    case .good: ";32"
    case .bad: ";31"
    case .caution: ";33"
    case .name: ";36"
    case .title: ";34"
    }
  }

  /// Muted ones that can be read on black and on white; on a ground of ours also the text has a colour of ours.
  private static func rich(_ style: CellStyle) -> String {
    let isOnGround = style.ground != .none
    let ground =
      switch style.ground {
      case .none: ""
      case .bar: ";48;5;236"
      case .selection: ";48;5;238"
      }
    let ink: String? =
      switch style.ink {
      case .plain: isOnGround ? "253" : nil
      case .faint: isOnGround ? "248" : "244"
      case .good: isOnGround ? "114" : "71"
      case .bad: isOnGround ? "210" : "167"
      case .caution: isOnGround ? "222" : "172"
      case .name: isOnGround ? "116" : "67"
      case .title: isOnGround ? "117" : "74"
      }
    return ground + (ink.map { ";38;5;\($0)" } ?? "")
  }
}
