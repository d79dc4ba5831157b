/// What a person pressed.
public enum TopKey: Equatable, Sendable {
  case character(Character)
  case up, down, left, right, pageUp, pageDown, home, end
  case enter, escape, tab, backTab, backspace, delete
  /// Ctrl and a letter, `a` to `z`.
  case control(Character)
  /// One notch of the wheel, or a click at a place from 0.
  case wheelUp, wheelDown
  case click(x: Int, y: Int)
}
