/// How a cell of the screen looks. A colour never says anything that a word beside it does not.
public struct CellStyle: Equatable, Sendable {
  public enum Ink: UInt8, Sendable { case plain, faint, good, bad, caution, name, title }
  /// What lies behind the text.
  public enum Ground: UInt8, Sendable { case none, bar, selection }

  public var ink = Ink.plain
  public var ground = Ground.none
  public var isStrong = false

  public init(_ ink: Ink = .plain, on ground: Ground = .none, isStrong: Bool = false) {
    self.ink = ink
    self.ground = ground
    self.isStrong = isStrong
  }
}

/// One place of the screen: a character with its marks.
///
/// ```
/// ┌───┬───┬───────┬───┐
/// │ a │ é │  世   │ b │   columns: 1 1 2 0 1; the 0 is the right half of the character before it
/// └───┴───┴───────┴───┘
/// ```
public struct Cell: Equatable, Sendable {
  public var character: Character
  public var style: CellStyle
  public var columns: UInt8

  init(_ character: Character = " ", _ style: CellStyle = CellStyle(), columns: UInt8 = 1) {
    self.character = character
    self.style = style
    self.columns = columns
  }

  /// The right half of a wide character.
  static func half(_ style: CellStyle) -> Cell { Cell(" ", style, columns: 0) }
}
