/// Columns that text takes on a terminal, by the rules of wcwidth: East Asian wide and fullwidth characters and emoji take
/// two, combining marks none, what is ambiguous one. Colours (`ESC [ … m`) take none.
public func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text.utf8.count }
  return DisplayPieces(text).reduce(0) { $0 + $1.width }
}

extension String {
  /// Filled up with spaces to `columns`, on the right or, `leading`, on the left; longer text stays whole.
  public func padded(_ columns: Int, leading: Bool = false) -> String {
    let missing = columns - displayWidth(self)
    guard missing > 0 else { return self }
    let spaces = String(repeating: " ", count: missing)
    return leading ? spaces + self : self + spaces
  }

  /// At most `columns` wide: the end goes, and `mark` says so. Colours stay, so that what follows keeps its own.
  public func cut(to columns: Int, mark: String = "…") -> String {
    guard displayWidth(self) > columns else { return self }
    let room = columns - displayWidth(mark)
    guard room >= 0 else { return String(repeating: ".", count: max(0, columns)) }
    var (text, used, isCut) = ("", 0, false)
    for piece in DisplayPieces(self) {
      if piece.isColour {
        text += piece.text
      } else if !isCut, used + piece.width <= room {
        text += piece.text
        used += piece.width
      } else if !isCut {
        text += mark
        isCut = true
      }
    }
    return text
  }

  /// At most `columns` wide: the middle goes, as names differ at both ends. For text without colours.
  func cutMiddle(to columns: Int) -> String {
    guard displayWidth(self) > columns else { return self }
    let front = cut(to: (columns + 1) / 2)
    var back = Substring(self)
    while displayWidth(String(back)) > columns - displayWidth(front) { back.removeFirst() }
    return front + back
  }
}

/// Text in pieces that cannot be cut: a character with its marks, or a colour.
private struct DisplayPieces: Sequence, IteratorProtocol {
  struct Piece {
    var text: Substring
    var width: Int
    var isColour = false
  }

  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  mutating func next() -> Piece? {
    guard let first = rest.first else { return nil }
    if first == "\u{1b}", let colour = colour() {
      rest = rest[colour.endIndex...]
      return Piece(text: colour, width: 0, isColour: true)
    }
    let piece = rest.prefix(1)
    rest = rest.dropFirst()
    return Piece(text: piece, width: CharacterWidth.of(first))
  }

  private func colour() -> Substring? {
    let behind = rest.dropFirst()
    guard behind.first == "[", let end = behind.dropFirst().firstIndex(where: { !$0.isNumber && $0 != ";" }),
      rest[end] == "m"
    else { return nil }
    return rest[...end]
  }
}

/// How wide characters are.
private enum CharacterWidth {
  /// The widest scalar counts; U+FE0F asks for the emoji, and some marks take a column behind it.
  static func of(_ character: Character) -> Int {
    var widest = 0
    for scalar in character.unicodeScalars { widest = max(widest, of(scalar)) }
    return character.unicodeScalars.dropFirst().contains(where: stretches) ? 2 : widest
  }

  private static func stretches(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xfe0f, 0xff9e, 0xff9f: true  // the emoji form; halfwidth Katakana's sound marks
    default: scalar.properties.generalCategory == .spacingMark
    }
  }

  static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
    default: break
    }
    switch scalar.value {
    case 0x3164, 0xffa0: return 0  // fillers, which show nothing
    case 0x1160...0x11ff, 0xd7b0...0xd7ff: return 0  // Hangul vowels and finals, drawn into the initial before them
    case 0x1f1e6...0x1f1ff: return 2  // regional indicators
    default: return WideRanges.contains(scalar) ? 2 : 1
    }
  }
}
